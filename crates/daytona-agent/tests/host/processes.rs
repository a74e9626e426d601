//! That nothing of a run is left when it has ended, however it tried to stay, and that nothing printed is lost.

use std::fs;
use std::time::Duration;

use daytona_agent::run_folder::{Execution, RunOrder};
use daytona_agent::supervisor;
use daytona_domain::id::RunId;
use daytona_domain::outcome::ScriptEnd;

use crate::support::*;

fn short(timeout: Duration) -> Execution {
    Execution {
        timeout,
        grace: Duration::from_millis(100),
        ..execution()
    }
}

#[test]
fn a_child_that_ignores_term_is_killed_after_the_grace() {
    let host = Host::new();
    let pid_file = host.outside("stubborn");
    let script = format!(
        "sh -c 'trap \"\" TERM; echo $$ > {}; while :; do sleep 1; done' &\ntrap '' TERM\nwait; wait",
        pid_file.display()
    );
    let folder = host.prepare_shell_with(&script, &order_with(short(Duration::from_millis(700))));
    let supervisor = start(&folder);
    let pid = wait_for_pid(&pid_file);
    supervisor.wait().unwrap();
    let exit = supervisor::conclude(&folder).unwrap();
    assert!(matches!(exit.end, ScriptEnd::TimedOut { .. }), "{exit:?}");
    assert!(!is_alive(pid));
    assert_eq!(exit.left_behind, 0);
    assert!(!supervisor::processes_left(&folder));
}

#[test]
fn a_stopped_child_is_ended_too() {
    let host = Host::new();
    let pid_file = host.outside("stopped");
    let script = format!(
        "sh -c 'echo $$ > {}; kill -STOP $$; exec sleep 1000' &\nexec sleep 1000",
        pid_file.display()
    );
    let folder = host.prepare_shell(&script);
    let supervisor = start(&folder);
    let pid = wait_for_pid(&pid_file);
    supervisor.abort().unwrap();
    supervisor.wait().unwrap();
    assert_eq!(supervisor::conclude(&folder).unwrap().end, ScriptEnd::Aborted);
    assert!(!is_alive(pid));
}

#[test]
fn a_daemon_in_a_session_of_its_own_ends_with_the_script_that_made_it() {
    let host = Host::new();
    let pid_file = host.outside("daemon");
    // Twice forked, in its own session, without environment and with closed files.
    let script = format!(
        "(setsid env -i sh -c 'echo $$ > {0}.new; mv {0}.new {0}; exec sleep 1000' </dev/null >/dev/null 2>&1 &)\n\
         while ! [ -e {0} ]; do :; done",
        pid_file.display()
    );
    let (folder, exit) = host.run_shell(&script);
    assert_eq!(exit.end, ScriptEnd::Exited { code: 0 });
    assert!(!is_alive(wait_for_pid(&pid_file)));
    assert!(!supervisor::processes_left(&folder));
}

#[test]
fn a_run_ends_when_its_script_does_even_if_a_child_holds_its_output_open() {
    let host = Host::new();
    let pid_file = host.outside("holder");
    let script = format!(
        "sh -c 'trap \"\" TERM; echo $$ > {0}.new; mv {0}.new {0}; while :; do sleep 1; done' &\n\
         while ! [ -e {0} ]; do :; done\necho done; exit 4",
        pid_file.display()
    );
    let folder = host.prepare_shell_with(&script, &order_with(short(Duration::from_secs(3600))));
    let exit = run_to_end(&folder);
    assert_eq!(exit.end, ScriptEnd::Exited { code: 4 });
    assert_eq!(console(&folder), "done\n");
    assert!(!is_alive(wait_for_pid(&pid_file)));
}

#[test]
fn every_line_of_a_fast_script_is_in_the_console_byte_for_byte() {
    let host = Host::new();
    let (folder, exit) = host.run_shell(
        "awk 'BEGIN { for (i = 0; i < 50000; i++) { line = \"line \" i; print line; print line > \"copy.txt\"; \
         if (i % 10 == 0) fflush() } }'",
    );
    assert_eq!(exit.end, ScriptEnd::Exited { code: 0 });
    let console = read(&folder, "application/execution.log");
    assert_eq!(console.len(), read(&folder, "copy.txt").len());
    assert!(
        console == read(&folder, "copy.txt"),
        "the console differs from the script's own copy"
    );
}

#[test]
fn a_line_of_many_megabytes_and_bytes_that_are_no_text_are_kept() {
    let host = Host::new();
    let (folder, exit) = host.run_shell(
        "head -c 30000000 /dev/zero | tr '\\0' 'x' | tee copy.txt; printf '\\377\\000\\n' | tee -a copy.txt",
    );
    assert_eq!(exit.end, ScriptEnd::Exited { code: 0 });
    let console = read(&folder, "application/execution.log");
    assert_eq!(console.len(), 30_000_003);
    assert!(console == read(&folder, "copy.txt"));
}

#[test]
fn the_processes_of_a_run_whose_supervisor_was_killed_are_ended() {
    let host = Host::new();
    let (child, daemon) = (host.outside("child"), host.outside("daemon"));
    let script = format!(
        "(setsid sh -c 'trap \"\" TERM; echo $$ > {0}; while :; do sleep 1; done' &)\n\
         env -i sh -c 'echo $$ > {1}; exec sleep 1000' &\nsleep 1000",
        daemon.display(),
        child.display()
    );
    let folder = host.prepare_shell(&script);
    let supervisor = start(&folder);
    let pids = [
        wait_for_pid(&child),
        wait_for_pid(&daemon),
        folder.exec().map_or(0, |exec| exec.pid),
    ];
    kill_supervisor(&folder);
    supervisor.wait().unwrap();
    assert!(supervisor::processes_left(&folder));
    let exit = supervisor::conclude(&folder).unwrap();
    assert_eq!(exit.end, ScriptEnd::SupervisorLost);
    assert!(exit.ran > Duration::ZERO);
    assert_eq!(pids.map(is_alive), [false; 3]);
    assert!(!supervisor::processes_left(&folder));
    assert_eq!(
        supervisor::conclude(&folder).unwrap(),
        exit,
        "it stays what it was"
    );
}

#[test]
fn the_supervisor_is_out_of_reach_of_what_ends_the_agents_session() {
    let host = Host::new();
    let folder = host.prepare_shell("sleep 1000");
    let supervisor = start(&folder);
    let pid = supervisor_pid(&folder);
    let session = rustix::process::getsid(rustix::process::Pid::from_raw(pid)).unwrap();
    assert_eq!(session.as_raw_pid(), pid, "it leads a session of its own");
    supervisor.abort().unwrap();
    supervisor.wait().unwrap();
}

pub(crate) fn supervisor_pid(folder: &daytona_agent::run_folder::RunFolder) -> i32 {
    let text = fs::read_to_string(folder.path().join("agent/supervisor.json")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&text).unwrap();
    i32::try_from(record["pid"].as_i64().unwrap()).unwrap()
}

pub(crate) fn kill_supervisor(folder: &daytona_agent::run_folder::RunFolder) {
    let pid = rustix::process::Pid::from_raw(supervisor_pid(folder)).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
}

/// Once, such a process lived on until the grace was over.
#[test]
fn a_process_that_was_being_forked_when_its_parent_got_term_is_ended_without_waiting_for_the_grace() {
    let host = Host::new();
    for number in 1..=20 {
        let order = RunOrder {
            run: RunId::new(1, number),
            ..order_with(Execution {
                grace: Duration::from_secs(3600),
                ..execution()
            })
        };
        let folder = host.prepare_shell_with("sleep 1000", &order);
        let supervisor = start(&folder);
        supervisor.abort().unwrap();
        supervisor.wait().unwrap();
        assert_eq!(supervisor::conclude(&folder).unwrap().end, ScriptEnd::Aborted);
    }
}

#[test]
fn what_a_script_starts_to_tidy_up_after_term_is_left_to_finish() {
    let host = Host::new();
    let go = host.outside("go");
    crate::adoption::make_fifo(&go);
    let lines = format!(
        "trap 'sh -c \"echo tidying; read x < {}; echo tidied\"; exit 0' TERM\n: > ready\nsleep 1000 & wait",
        go.display()
    );
    let folder = host.prepare_shell(&lines);
    let supervisor = start(&folder);
    wait_until("the script is ready", || {
        folder.results_path().join("ready").exists()
    });
    supervisor.abort().unwrap();
    wait_until("it tidies up", || console(&folder) == "tidying\n");
    fs::write(&go, "go\n").unwrap();
    supervisor.wait().unwrap();
    assert_eq!(supervisor::conclude(&folder).unwrap().end, ScriptEnd::Aborted);
    assert_eq!(console(&folder), "tidying\ntidied\n");
}
