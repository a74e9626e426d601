//! The server or the agent is killed: the script is started once, the console is whole, every file is verified.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use daytona_e2e::Site;
use daytona_e2e::process::wait_for;
use rustix::process::{Pid, Signal, kill_process_group};
use serde_json::Value;

/// A script that tells on itself: a line in a file outside for each start, and a copy of all that it prints.
struct Witness {
    site: Site,
    starts: PathBuf,
    copy: PathBuf,
}

impl Witness {
    fn new(seconds: u32) -> Self {
        let site = Site::start(&["load-1"]);
        let outside = site.folder().join("witness");
        fs::create_dir(&outside).unwrap();
        fs::set_permissions(&outside, fs::Permissions::from_mode(0o777)).unwrap();
        let (starts, copy) = (outside.join("starts"), outside.join("copy"));
        // 10,000 numbered lines a second, in pieces of a tenth.
        let script = format!(
            "#!/bin/bash\necho start >> {starts}\nexec > >(tee {copy})\nfor piece in $(seq {pieces}); do\n\
             seq $(((piece - 1) * 1000 + 1)) $((piece * 1000))\nsleep 0.1\ndone\necho rate,1 > results.csv\nexec >&-\nwait\n",
            starts = starts.display(),
            copy = copy.display(),
            pieces = seconds * 10,
        );
        site.framework("witness", &script, "");
        Self { site, starts, copy }
    }

    fn starts(&self) -> usize {
        fs::read_to_string(&self.starts)
            .unwrap_or_default()
            .lines()
            .count()
    }

    /// Clean, started once, and nothing of the console is missing or doubled.
    fn check(&self, run: &str) {
        let ended = self.site.wait_for_end(run);
        assert_eq!(
            ended["state"],
            "finished_clean",
            "{ended}\n{}",
            self.site.server.process.log()
        );
        assert_eq!(self.starts(), 1);
        let console = self
            .site
            .server
            .data()
            .join("witness")
            .join(run)
            .join("results/load-1/application/execution.log");
        let hash = |path: &PathBuf| blake3::hash(&fs::read(path).unwrap());
        assert_eq!(hash(&console), hash(&self.copy));
        let files = self.site.json(&["files", run]);
        let files = files.as_array().unwrap();
        assert!(
            files
                .iter()
                .all(|file: &Value| file["status"]["kind"] == "verified"
                    || file["status"]["kind"] == "derived"),
            "{files:?}"
        );
    }
}

#[test]
fn an_agent_that_is_killed_while_the_script_prints_is_adopted() {
    let mut witness = Witness::new(20);
    let run = witness.site.submit(&["witness"]);
    for lines in [20_000, 80_000, 150_000] {
        let copy = witness.copy.clone();
        let printed = move || fs::read_to_string(&copy).unwrap_or_default().lines().count();
        wait_for("the script to print", printed, |printed| *printed >= lines);
        witness.site.agents[0].process.kill();
        witness.site.agents[0].start_again();
    }
    witness.check(&run);
}

#[test]
fn server_and_agent_that_are_killed_together_around_start_and_end_lose_nothing() {
    // At the script's first line, in its middle, and with its last line, when results.csv and the end are still to come.
    for lines in [1, 5_000, 10_000] {
        let mut witness = Witness::new(1);
        let run = witness.site.submit(&["witness"]);
        let copy = witness.copy.clone();
        let printed = move || fs::read_to_string(&copy).unwrap_or_default().lines().count();
        wait_for("the script to print", printed, |printed| *printed >= lines);
        witness.site.agents[0].process.kill();
        witness.site.server.process.kill();
        witness.site.agents[0].start_again();
        witness.site.server.start_again(&[]);
        witness.check(&run);
    }
}

#[test]
fn a_server_that_is_killed_at_any_moment_goes_on() {
    let mut witness = Witness::new(3);
    let run = witness.site.submit(&["witness"]);
    for lines in [1, 12_000, 28_000] {
        let copy = witness.copy.clone();
        let printed = move || fs::read_to_string(&copy).unwrap_or_default().lines().count();
        wait_for("the script to print", printed, |printed| *printed >= lines);
        witness.site.server.process.kill();
        witness.site.server.start_again(&[]);
    }
    witness.check(&run);
}

#[test]
fn a_host_that_was_rebooted_ends_its_run_with_what_its_disk_kept() {
    let mut site = Site::start(&["load-1"]);
    site.framework("long", "#!/bin/bash\necho begun\nsleep 1000\n", "");
    let run = site.submit(&["long"]);
    let state = site.agents[0].root().join("long").join(&run).join("agent");
    let console = site.server.data().join("long").join(&run);
    let console = console.join("results/load-1/application/execution.log");
    wait_for(
        "the script to print",
        || fs::read_to_string(&console).unwrap_or_default(),
        |text| text == "begun\n",
    );
    // What a reboot does to a host: all its processes are gone, and the kernel has another id.
    site.agents[0].process.kill();
    let supervisor: Value =
        serde_json::from_slice(&fs::read(state.join("supervisor.json")).unwrap()).unwrap();
    let exec: Value = serde_json::from_slice(&fs::read(state.join("exec.json")).unwrap()).unwrap();
    for process in [&supervisor["pid"], &exec["pid"]] {
        let id = i32::try_from(process.as_i64().unwrap()).unwrap();
        kill_process_group(Pid::from_raw(id).unwrap(), Signal::KILL).unwrap();
    }
    let mut started: Value = serde_json::from_slice(&fs::read(state.join("started")).unwrap()).unwrap();
    started["boot_id"] = "another-boot".into();
    fs::write(state.join("started"), started.to_string()).unwrap();
    site.agents[0].start_again();
    let ended = site.wait_for_end(&run);
    assert_eq!(ended["state"], "failed", "{ended}");
    assert_eq!(ended["cause"]["kind"], "host_rebooted", "{ended}");
    assert_eq!(fs::read_to_string(&console).unwrap(), "begun\n");
    let files = site.json(&["files", &run]);
    let console = files.as_array().unwrap().iter();
    let console = console
        .clone()
        .find(|file| file["path"] == "application/execution.log");
    assert_eq!(console.unwrap()["status"]["kind"], "verified", "{files}");
    // The host is free for the next run.
    site.framework("short", "#!/bin/sh\n", "");
    let next = site.submit(&["short"]);
    assert_eq!(site.wait_for_end(&next)["state"], "finished_clean");
}

/// Places at which the server is ended, from the submit to the final state.
const PLACES: [&str; 15] = [
    "before_commit:submitted",
    "after_commit:submitted",
    "before_commit:leased",
    "after_commit:leased",
    "before_send:setup_test",
    "before_acknowledgement:READY",
    "before_send:start_test",
    "before_acknowledgement:RUNNING",
    "before_commit:started",
    "after_commit:started",
    "before_acknowledgement:ENDED",
    "before_commit:collation_began",
    "after_commit:collation_began",
    "before_commit:collated",
    "after_commit:collated",
];

#[test]
fn a_server_that_is_killed_at_each_fail_point_starts_the_script_once() {
    for place in PLACES {
        let mut witness = Witness::new(1);
        witness.site.server.process.kill();
        witness.site.server.start_again(&[("DAYTONA_FAIL_POINT", place)]);
        wait_for(
            "the host to be back",
            || witness.site.run(&["host", "list", "-o", "json"]).stdout,
            |hosts| String::from_utf8_lossy(hosts).contains("\"free\""),
        );
        // The submit itself may be cut off: with its key it is made once, however often it is sent.
        let submit = ["run", "witness", "--idempotency-key", "one", "-o", "json"];
        let _ = witness.site.run(&submit);
        witness.site.server.process.wait();
        witness.site.server.start_again(&[]);
        let run = witness.site.submit(&["witness", "--idempotency-key", "one"]);
        eprintln!("{place}: run {run}");
        witness.check(&run);
    }
}
