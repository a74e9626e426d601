//! The supervisor that waits for its run.

use std::fs;

use daytona_agent::supervisor::{self, Spare, Started};
use daytona_domain::outcome::ScriptEnd;

use crate::support::*;

/// The processes of this program that wait or supervise on behalf of this test's process.
fn children() -> Vec<i32> {
    let own = std::process::id();
    let listed = fs::read_to_string(format!("/proc/{own}/task/{own}/children")).unwrap_or_default();
    let mut pids: Vec<i32> = listed
        .split_ascii_whitespace()
        .filter_map(|pid| pid.parse().ok())
        .collect();
    for task in fs::read_dir("/proc/self/task").unwrap().flatten() {
        let listed = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        pids.extend(
            listed
                .split_ascii_whitespace()
                .filter_map(|pid| pid.parse::<i32>().ok()),
        );
    }
    pids.sort_unstable();
    pids.dedup();
    pids.retain(|pid| is_alive(*pid));
    pids
}

fn supervisor_of(folder: &daytona_agent::run_folder::RunFolder) -> i32 {
    let record = fs::read_to_string(folder.path().join("agent/supervisor.json")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    i32::try_from(record["pid"].as_i64().unwrap()).unwrap()
}

#[test]
fn a_run_is_supervised_by_the_one_that_waits_and_the_next_by_another() {
    let host = Host::new();
    let spare = Spare::default();
    spare.prepare(&waiting_program());
    let waiting = children();
    assert_eq!(waiting.len(), 1);
    spare.prepare(&waiting_program());
    assert_eq!(children(), waiting, "one is enough");
    let folder = host.prepare_shell("echo printed; exit 4");
    match supervisor::start_with(&folder, &program(), &spare).unwrap() {
        Started::Running { supervisor, .. } => supervisor.wait().unwrap(),
        Started::Ended(exit) => panic!("it was executed: {exit:?}"),
    }
    assert_eq!(supervisor_of(&folder), waiting[0]);
    let exit = supervisor::conclude(&folder).unwrap();
    assert_eq!(exit.end, ScriptEnd::Exited { code: 4 });
    assert_eq!(console(&folder), "printed\n");
    assert!(folder.path().join("agent/supervisor.log").exists());

    let order = daytona_agent::run_folder::RunOrder {
        run: daytona_domain::id::RunId::new(1132, 3),
        ..order()
    };
    let next = host.prepare_shell_with("exit 5", &order);
    if let Started::Running { supervisor, .. } = supervisor::start_with(&next, &program(), &spare).unwrap() {
        supervisor.wait().unwrap();
    }
    assert_ne!(supervisor_of(&next), waiting[0]);
    assert_eq!(
        supervisor::conclude(&next).unwrap().end,
        ScriptEnd::Exited { code: 5 }
    );
}

#[test]
fn one_that_was_killed_while_it_waited_is_no_loss() {
    let host = Host::new();
    let spare = Spare::default();
    spare.prepare(&waiting_program());
    let pid = children()[0];
    rustix::process::kill_process(
        rustix::process::Pid::from_raw(pid).unwrap(),
        rustix::process::Signal::KILL,
    )
    .unwrap();
    wait_until("it is gone", || !is_alive(pid));
    let folder = host.prepare_shell("exit 6");
    if let Started::Running { supervisor, .. } = supervisor::start_with(&folder, &program(), &spare).unwrap()
    {
        supervisor.wait().unwrap();
    }
    assert_ne!(supervisor_of(&folder), pid);
    assert_eq!(
        supervisor::conclude(&folder).unwrap().end,
        ScriptEnd::Exited { code: 6 }
    );
}

#[test]
fn one_that_waits_ends_with_its_agent_and_leaves_no_group() {
    let spare = Spare::default();
    spare.prepare(&waiting_program());
    let pid = children()[0];
    drop(spare);
    wait_until("it has ended", || !is_alive(pid));
    for root in [
        "/sys/fs/cgroup",
        "/sys/fs/cgroup/unified",
        "/sys/fs/cgroup/systemd",
    ] {
        let group = std::path::Path::new(root).join(format!("daytona-run-{pid}"));
        assert!(!group.exists(), "{}", group.display());
    }
}
