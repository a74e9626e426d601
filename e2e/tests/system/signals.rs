//! Orderly stops, and the demo from its first start to its second.

use std::process::Command;

use daytona_e2e::Site;
use daytona_e2e::binary::daytona;
use daytona_e2e::process::{Process, wait_for};
use rustix::process::Signal;

#[test]
fn server_and_agent_end_in_order_on_sigterm() {
    let mut site = Site::start(&["load-1"]);
    assert_eq!(
        site.agents[0].process.terminate(),
        Some(0),
        "{}",
        site.agents[0].process.log()
    );
    assert_eq!(
        site.server.process.terminate(),
        Some(0),
        "{}",
        site.server.process.log()
    );
}

#[test]
fn the_demo_runs_its_sample_is_ended_by_ctrl_c_and_finds_everything_again() {
    let folder = tempfile::Builder::new().prefix("daytona-demo").tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let data = folder.path().join("data");
    let start = |name: &str| {
        let mut command = Command::new(daytona());
        command
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(&data);
        Process::start(command, folder.path(), name)
    };
    let mut demo = start("first");
    let url = demo.wait_for_line("Daytona is ready at ");
    let link = demo.wait_for_line("Create the administrator at ");
    let token = Site::administrator(&url, link.split("secret=").nth(1).unwrap());
    let states = |url: &str| {
        let output = Command::new(daytona())
            .args(["test", "list", "-o", "json", "--server", url, "--token", &token])
            .output()
            .unwrap();
        let tests: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let rows = tests.as_array().cloned().unwrap_or_default();
        rows.iter()
            .map(|row| row["latest"]["state"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    // Two short runs belong to the new account; the first runs, the second waits.
    wait_for(
        "the first sample to run",
        || states(&url),
        |states| states.contains(&"running".to_owned()),
    );
    demo.signal(Signal::INT);
    assert_eq!(demo.wait(), Some(0), "{}", demo.log());
    assert!(demo.log().contains("Aborting 1/1"), "{}", demo.log());
    let mut again = start("again");
    let url = again.wait_for_line("Daytona is ready at ");
    wait_for(
        "the ends to be found",
        || states(&url),
        |states| states == &["aborted", "aborted"],
    );
    assert_eq!(again.terminate(), Some(0), "{}", again.log());
}
