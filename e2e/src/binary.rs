//! Finding the binary under test: `DAYTONA_BIN`, or the one beside this test's own program.

use std::path::PathBuf;

pub fn daytona() -> PathBuf {
    if let Some(path) = std::env::var_os("DAYTONA_BIN") {
        return path.into();
    }
    // The test lies in `<target>/<profile>/deps`.
    let own = std::env::current_exe().unwrap();
    let path = own.parent().unwrap().parent().unwrap().join("daytona");
    assert!(
        path.exists(),
        "{} is missing; build it with `cargo build -p daytona`",
        path.display()
    );
    path
}
