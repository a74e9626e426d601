//! Holds `openapi.json` against the code. `cargo xtask openapi` runs this test to write the file too, because only here
//! the server is compiled: the other commands don't wait for it.

use std::env;
use std::fs;
use std::path::Path;

#[test]
fn the_committed_openapi_document_is_what_the_server_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("openapi.json");
    let document = daytona_server::openapi().to_pretty_json().unwrap() + "\n";
    if env::var_os("DAYTONA_WRITE_OPENAPI").is_some() {
        fs::write(&path, &document).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    if let Some(line) = first_difference(&committed, &document) {
        panic!(
            "openapi.json differs from the code in line {line}; run `cargo xtask openapi` and commit the file"
        );
    }
}

/// The number of the first line that isn't the same in both.
fn first_difference(a: &str, b: &str) -> Option<usize> {
    if a == b {
        return None;
    }
    let same = a.lines().zip(b.lines()).take_while(|(a, b)| a == b).count();
    Some(same + 1)
}
