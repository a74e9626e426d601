//! Run folders as an earlier agent wrote them, kept in `tests/fixtures`: the present agent adopts them. What differs from host
//! to host (inodes, process numbers, the boot) is put in when a folder is laid out.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use daytona_agent::boot::boot_id;
use daytona_agent::manifest::{self, Collected};
use daytona_agent::run_folder::Task;
use daytona_agent::supervisor;
use daytona_agent::workspace::{Condition, FoundRun};
use daytona_domain::outcome::ScriptEnd;
use serde_json::{Value, json};

use crate::support::*;

const CONSOLE: &str = "printed before the upgrade\n";

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/run-folder-1")
}

fn read_fixture(name: &str) -> String {
    fs::read_to_string(fixture().join(name)).unwrap()
}

/// A run of format 1 on a host, with the named files of its private folder.
struct EarlierRun {
    host: Host,
    path: PathBuf,
}

impl EarlierRun {
    fn lay_out(names: &[&str]) -> Self {
        let host = Host::new();
        let path = host.root().join("gzip/1132/2");
        let run = Self { host, path };
        let results = run.path.join("results/load-1");
        for folder in ["sar", "application", "bench"] {
            fs::create_dir_all(results.join(folder)).unwrap();
        }
        run.host
            .script("bench/run.sh", "#!/bin/sh\necho \"$1 $DAYTONA_RUN\"\nexit 3\n");
        fs::copy(
            run.host.scripts().join("bench/run.sh"),
            results.join("bench/run.sh"),
        )
        .unwrap();
        fs::write(results.join("application/execution.log"), CONSOLE).unwrap();
        fs::write(
            results.join("application/execution.times"),
            "offset,elapsed_ns\n0,16918630\n",
        )
        .unwrap();
        fs::write(results.join("sar/cpu.plt"), "Time\n").unwrap();
        fs::create_dir_all(run.path.join("agent")).unwrap();
        run.write("own", &inodes_of(&results));
        for name in names {
            run.write(name, &read_fixture(name));
        }
        run.change("started", |started| {
            started["boot_id"] = json!(boot_id().unwrap());
        });
        run
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path.join("agent").join(name), text).unwrap();
    }

    fn change(&self, name: &str, change: impl FnOnce(&mut Value)) {
        let Ok(text) = fs::read_to_string(self.path.join("agent").join(name)) else {
            return;
        };
        let mut value = serde_json::from_str(&text).unwrap();
        change(&mut value);
        self.write(name, &value.to_string());
    }

    /// A process in the place of the earlier supervisor: on TERM it writes the end as that one does.
    fn supervise(&self) -> Child {
        let end = read_fixture("exit.json").replace(r#"{"kind":"exited","code":7}"#, r#"{"kind":"aborted"}"#);
        let end_file = self.host.outside("end");
        fs::write(&end_file, end).unwrap();
        let ready = self.host.outside("ready");
        let script = format!(
            "trap 'mv {} {}; exit 0' TERM; touch {}; while :; do sleep 0.01; done",
            end_file.display(),
            self.path.join("agent/exit.json").display(),
            ready.display()
        );
        let child = Command::new("sh").args(["-c", &script]).spawn().unwrap();
        wait_until("the earlier supervisor runs", || ready.exists());
        self.is_supervised_by(&child);
        child
    }

    fn is_supervised_by(&self, child: &Child) {
        let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
        let after_name = stat.rsplit(") ").next().unwrap();
        let started: u64 = after_name.split(' ').nth(19).unwrap().parse().unwrap();
        self.change("supervisor.json", |supervisor| {
            supervisor["pid"] = json!(child.id());
            supervisor["started_ticks"] = json!(started);
        });
    }

    fn find(&self) -> FoundRun {
        let mut found = self.host.workspace.find().unwrap();
        assert_eq!(found.len(), 1);
        found.remove(0)
    }
}

fn inodes_of(results: &Path) -> String {
    let lines = read_fixture("own");
    let lines = lines.lines().map(|line| {
        let path = line.splitn(3, ' ').nth(2).unwrap();
        let file = fs::metadata(results.join(path)).unwrap();
        format!("{} {} {path}\n", file.dev(), file.ino())
    });
    lines.collect()
}

#[test]
fn one_that_was_set_up_is_started_and_ends_as_it_was_ordered() {
    let run = EarlierRun::lay_out(&["run.json"]);
    let found = run.find();
    assert!(
        matches!(found.condition, Condition::SetUp),
        "{:?}",
        found.condition
    );
    let Task::Execution(execution) = &found.folder.order().task else {
        panic!("{:?}", found.folder.order())
    };
    assert_eq!(execution.arguments, ["--level=9"]);
    let exit = run_to_end(&found.folder);
    assert_eq!(exit.end, ScriptEnd::Exited { code: 3 });
    assert_eq!(console(&found.folder), format!("{CONSOLE}--level=9 2\n"));
}

#[test]
fn one_that_runs_is_adopted_with_its_supervisor_and_can_be_aborted() {
    let run = EarlierRun::lay_out(&["run.json", "started", "supervisor.json", "exec.json"]);
    let mut child = run.supervise();
    let found = run.find();
    let Condition::Running(supervisor) = found.condition else {
        panic!("{:?}", found.condition)
    };
    assert_eq!(found.folder.exec().unwrap().pid, 12732);
    assert!(found.folder.altered().is_empty());
    supervisor.abort().unwrap();
    supervisor.wait().unwrap();
    let exit = supervisor::conclude(&found.folder).unwrap();
    assert_eq!(exit.end, ScriptEnd::Aborted);
    assert!(!supervisor::processes_left(&found.folder));
    // It was reaped by the wait, if not before.
    let _ = child.wait();
}

#[test]
fn one_that_has_ended_is_collected_with_what_its_agent_measured() {
    let run = EarlierRun::lay_out(&["run.json", "started", "supervisor.json", "exec.json", "exit.json"]);
    let found = run.find();
    let Condition::Ended(exit) = &found.condition else {
        panic!("{:?}", found.condition)
    };
    assert_eq!(exit.end, ScriptEnd::Exited { code: 7 });
    let Collected::Files(manifest) = manifest::collect(&found.folder).unwrap() else {
        panic!("too large")
    };
    for path in ["application/execution.log", "sar/cpu.plt", "bench/run.sh"] {
        assert!(manifest.find(path).is_some(), "{path}");
    }
    run.host.workspace.remove(&found.folder).unwrap();
    assert!(!run.path.exists());
}

#[test]
fn one_whose_supervisor_was_killed_is_ended_by_what_it_left_behind() {
    let run = EarlierRun::lay_out(&["run.json", "started", "supervisor.json", "exec.json"]);
    let mut gone = Command::new("true").spawn().unwrap();
    run.is_supervised_by(&gone);
    gone.wait().unwrap();
    // Without a control group and in another session, the environment tells whose it is.
    let mut left = Command::new("sleep")
        .arg("1000")
        .env("DAYTONA_RESULTS_DIR", run.path.join("results/load-1"))
        .spawn()
        .unwrap();
    let found = run.find();
    assert!(
        matches!(found.condition, Condition::SupervisorLost),
        "{:?}",
        found.condition
    );
    let exit = supervisor::conclude(&found.folder).unwrap();
    assert_eq!((exit.end, exit.left_behind), (ScriptEnd::SupervisorLost, 0));
    assert!(!left.wait().unwrap().success());
}
