//! What a restarted agent finds.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use daytona_agent::supervisor;
use daytona_agent::workspace::{Condition, Workspace};
use daytona_domain::outcome::ScriptEnd;

use crate::processes::kill_supervisor;
use crate::support::*;

#[test]
fn a_run_that_was_set_up_is_found_with_its_order() {
    let host = Host::new();
    host.prepare_shell("true");
    let found = host.workspace.find().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].folder.order(), &order());
    assert!(matches!(found[0].condition, Condition::SetUp));
}

#[test]
fn a_running_script_is_adopted_and_its_end_is_noticed_by_the_adopter() {
    let host = Host::new();
    let go = host.outside("go");
    let folder = host.prepare_shell(&format!(
        "echo before; read x < {}; echo after; exit 5",
        go.display()
    ));
    make_fifo(&go);
    drop(start(&folder));
    let exec = folder.exec().unwrap();
    drop(folder);

    let mut found = Workspace::open(&host.root()).unwrap().find().unwrap();
    let adopted = found.remove(0);
    let Condition::Running(supervisor) = adopted.condition else {
        panic!("{:?}", adopted.condition)
    };
    assert_eq!(adopted.folder.exec(), Some(exec));
    fs::write(&go, "go\n").unwrap();
    supervisor.wait().unwrap();
    let exit = supervisor::conclude(&adopted.folder).unwrap();
    assert_eq!(exit.end, ScriptEnd::Exited { code: 5 });
    assert_eq!(console(&adopted.folder), "before\nafter\n");
}

#[test]
fn a_script_outlives_its_agent_and_its_console_has_neither_a_gap_nor_a_repeat() {
    let host = Host::new();
    let go = host.outside("go");
    make_fifo(&go);
    let print = "awk 'BEGIN { for (i = 0; i < 20000; i++) { print \"line \" i; print \"line \" i >> \"copy.txt\" } }'";
    let lines = format!("#!/bin/sh\n{print}\nread x < {}\n{print}\n", go.display());
    host.script("bench/run.sh", &lines);
    let mut agent = start_from_agent_process(&host);
    wait_until("the first half is printed", || {
        host.workspace.find().unwrap().first().is_some_and(|found| {
            found.folder.exec().is_some() && console(&found.folder).ends_with("line 19999\n")
        })
    });
    agent.kill().unwrap();
    agent.wait().unwrap();

    let found = host.workspace.find().unwrap().remove(0);
    let Condition::Running(supervisor) = found.condition else {
        panic!("{:?}", found.condition)
    };
    fs::write(&go, "go\n").unwrap();
    supervisor.wait().unwrap();
    let exit = supervisor::conclude(&found.folder).unwrap();
    assert_eq!(exit.end, ScriptEnd::Exited { code: 0 });
    let console = console(&found.folder);
    assert_eq!(console.lines().count(), 40_000);
    assert!(console.as_bytes() == read(&found.folder, "copy.txt"));
}

#[tokio::test]
async fn the_end_of_an_adopted_run_wakes_a_task() {
    let host = Host::new();
    let go = host.outside("go");
    make_fifo(&go);
    let folder = host.prepare_shell(&format!("read x < {}", go.display()));
    drop(start(&folder));
    let Condition::Running(supervisor) = host.workspace.find().unwrap().remove(0).condition else {
        panic!("it runs")
    };
    let supervisor = Arc::new(supervisor);
    let waiting = tokio::spawn({
        let supervisor = Arc::clone(&supervisor);
        async move { supervisor.ended().await }
    });
    fs::write(&go, "go\n").unwrap();
    waiting.await.unwrap().unwrap();
    supervisor.ended().await.unwrap();
    assert_eq!(folder.exit().unwrap().end, ScriptEnd::Exited { code: 0 });
}

#[test]
fn a_run_that_ended_while_no_agent_ran_is_found_with_its_end() {
    let host = Host::new();
    let (_, exit) = host.run_shell("exit 7");
    let found = host.workspace.find().unwrap().remove(0);
    let Condition::Ended(record) = found.condition else {
        panic!("{:?}", found.condition)
    };
    assert_eq!(record, exit);
}

#[test]
fn a_run_of_an_earlier_boot_is_told_as_rebooted() {
    let host = Host::new();
    let folder = host.prepare_shell("sleep 1000");
    let supervisor = start(&folder);
    let started = folder.path().join("agent/started");
    let text = fs::read_to_string(&started).unwrap();
    let record: serde_json::Value = serde_json::from_str(&text).unwrap();
    let boot = record["boot_id"].as_str().unwrap();
    fs::write(&started, text.replace(boot, "0000-another-boot")).unwrap();
    let found = host.workspace.find().unwrap().remove(0);
    assert!(
        matches!(found.condition, Condition::Rebooted),
        "{:?}",
        found.condition
    );
    let exit = supervisor::conclude(&found.folder).unwrap();
    assert_eq!(exit.end, ScriptEnd::HostRebooted);
    // It may have ended before its last line; it can't have run for longer than this test.
    assert!(exit.ran < Duration::from_secs(600), "{:?}", exit.ran);
    supervisor.abort().unwrap();
    supervisor.wait().unwrap();
}

#[test]
fn a_run_whose_supervisor_was_killed_while_no_agent_ran_is_told_as_lost() {
    let host = Host::new();
    let folder = host.prepare_shell("sleep 1000");
    let supervisor = start(&folder);
    kill_supervisor(&folder);
    supervisor.wait().unwrap();
    let found = host.workspace.find().unwrap().remove(0);
    assert!(
        matches!(found.condition, Condition::SupervisorLost),
        "{:?}",
        found.condition
    );
    let exit = supervisor::conclude(&found.folder).unwrap();
    assert_eq!(exit.end, ScriptEnd::SupervisorLost);
    assert!(!supervisor::processes_left(&found.folder));
}

#[test]
fn a_supervisor_that_comes_after_its_run_was_given_up_starts_nothing() {
    let host = Host::new();
    let mark = host.outside("mark");
    let folder = host.prepare_shell(&format!("echo x >> {}", mark.display()));
    // The agent dies between its mark and its supervisor.
    fs::write(folder.path().join("agent/started"), "{}").unwrap();
    let found = host.workspace.find().unwrap().remove(0);
    assert!(
        matches!(found.condition, Condition::SupervisorLost),
        "{:?}",
        found.condition
    );
    supervisor::conclude(&found.folder).unwrap();
    let program = program();
    let late = std::process::Command::new(program.program)
        .args(program.arguments)
        .arg(folder.path())
        .envs(program.environment)
        .output()
        .unwrap();
    assert!(!late.status.success());
    assert!(!mark.exists());
}

#[test]
fn a_live_supervisor_is_not_concluded() {
    let host = Host::new();
    let folder = host.prepare_shell("sleep 1000");
    let supervisor = start(&folder);
    let error = supervisor::conclude(&folder).unwrap_err();
    assert_eq!(error.to_string(), "the run's supervisor is still there");
    supervisor.abort().unwrap();
    supervisor.wait().unwrap();
    assert_eq!(supervisor::conclude(&folder).unwrap().end, ScriptEnd::Aborted);
}

#[test]
fn folders_that_are_no_runs_and_runs_of_other_versions_are_left_alone() {
    let host = Host::new();
    let folder = host.prepare_shell("true");
    for other in [
        "identity",
        "gzip/notes/1",
        "gzip/1/x",
        "gzip/5/6/agent",
        "..hidden/1/2",
    ] {
        fs::create_dir_all(host.root().join(other)).unwrap();
    }
    let record = folder.path().join("agent/run.json");
    let text = fs::read_to_string(&record).unwrap();
    fs::write(&record, text.replace("\"format\":1", "\"format\":99")).unwrap();
    assert!(host.workspace.find().unwrap().is_empty());
    assert!(record.exists());
    let error = host
        .workspace
        .create(&order(), &host.scripts(), &host.account)
        .unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("format 99, this one knows 1"), "{source}");
}

pub(crate) fn make_fifo(path: &std::path::Path) {
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    mknodat(CWD, path, FileType::Fifo, Mode::RWXU | Mode::RWXG | Mode::RWXO, 0).unwrap();
}
