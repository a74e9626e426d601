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
fn a_script_goes_on_while_server_and_agent_are_stopped_and_started_again() {
    let mut site = Site::start(&["load-1"]);
    let go_on = site.folder().join("go-on");
    let script = format!(
        "#!/bin/bash\necho started\nuntil [ -e {} ]; do sleep 0.05; done\necho ended\n",
        go_on.display()
    );
    site.framework("long", &script, "");
    let run = site.submit(&["long"]);
    wait_for(
        "the script to have printed",
        || site.run(&["logs", &run]).stdout,
        |printed| printed == b"started\n",
    );
    assert_eq!(site.server.process.terminate(), Some(0));
    assert_eq!(site.agents[0].process.terminate(), Some(0));
    std::fs::write(&go_on, "").unwrap();
    site.server.start_again(&[]);
    site.agents[0].start_again();
    let ended = site.wait_for_end(&run);
    assert_eq!(ended["state"], "finished_clean", "{ended}");
    assert_eq!(site.daytona(&["logs", &run]).stdout, b"started\nended\n");
}

/// A demo in a folder of its own, with the account that its printed link makes.
struct Demo {
    folder: tempfile::TempDir,
    process: Process,
    url: String,
    token: String,
}

impl Demo {
    fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("daytona-demo").tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let mut process = Self::process(&folder);
        let url = process.wait_for_line("Daytona is ready at ");
        let link = process.wait_for_line("Create the administrator at ");
        let token = Site::administrator(&url, link.split("secret=").nth(1).unwrap());
        Self {
            folder,
            process,
            url,
            token,
        }
    }

    fn process(folder: &tempfile::TempDir) -> Process {
        let mut command = Command::new(daytona());
        command
            .args(["demo", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"));
        Process::start(command, folder.path(), "demo")
    }

    fn start_again(&mut self) {
        self.process = Self::process(&self.folder);
        self.url = self.process.wait_for_line("Daytona is ready at ");
    }

    /// The latest run of each test, in the order of their ids.
    fn states(&self) -> Vec<String> {
        let output = Command::new(daytona())
            .args([
                "test",
                "list",
                "-o",
                "json",
                "--server",
                &self.url,
                "--token",
                &self.token,
            ])
            .output()
            .unwrap();
        let tests: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        let rows = tests.as_array().cloned().unwrap_or_default();
        let state = |row: &serde_json::Value| row["latest"]["state"].as_str().unwrap_or_default().to_owned();
        rows.iter().rev().map(state).collect()
    }
}

#[test]
fn both_runs_of_the_demo_end_clean_and_are_found_again() {
    let mut demo = Demo::start();
    wait_for(
        "the first run",
        || demo.states(),
        |states| states.first().is_some_and(|state| state == "finished_clean"),
    );
    let clean = ["finished_clean", "finished_clean"];
    wait_for("the second run", || demo.states(), |states| states == &clean);
    assert_eq!(demo.process.terminate(), Some(0), "{}", demo.process.log());
    demo.start_again();
    assert_eq!(demo.states(), clean);
    assert_eq!(demo.process.terminate(), Some(0), "{}", demo.process.log());
}

#[test]
fn ctrl_c_aborts_what_the_demo_runs_and_its_end_is_found_again() {
    let mut demo = Demo::start();
    // Two short runs belong to the new account; the first runs, the second waits.
    wait_for(
        "the first sample to run",
        || demo.states(),
        |states| states.contains(&"running".to_owned()),
    );
    demo.process.signal(Signal::INT);
    assert_eq!(demo.process.wait(), Some(0), "{}", demo.process.log());
    assert!(
        demo.process.log().contains("Aborting 1/1"),
        "{}",
        demo.process.log()
    );
    demo.start_again();
    wait_for(
        "the ends to be found",
        || demo.states(),
        |states| states == &["aborted", "aborted"],
    );
    assert_eq!(demo.process.terminate(), Some(0), "{}", demo.process.log());
}
