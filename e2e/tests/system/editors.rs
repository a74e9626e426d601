//! Frameworks, tests, hosts and accounts in a real browser, on the demo.

use std::path::Path;
use std::process::Command;

use daytona_e2e::binary::daytona;
use daytona_e2e::process::Process;

#[test]
fn paste_a_command_edit_share_delete_and_restore() {
    let folder = tempfile::Builder::new()
        .prefix("daytona-editors")
        .tempdir()
        .unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let data = folder.path().join("data");
    let mut command = Command::new(daytona());
    command
        .args(["demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(&data);
    let mut demo = Process::start(command, folder.path(), "demo");
    let link = demo.wait_for_line("Create the administrator at ");
    let walk = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/editors.mjs");
    let told = Command::new("node")
        .arg(walk)
        .arg(&link)
        .arg(data.join("scripts"))
        .env("DAYTONA_FAILURES", folder.path())
        .output()
        .unwrap();
    assert!(
        told.status.success(),
        "{}{}",
        String::from_utf8_lossy(&told.stdout),
        String::from_utf8_lossy(&told.stderr)
    );
    assert_eq!(demo.terminate(), Some(0), "{}", demo.log());
}
