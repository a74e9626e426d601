//! How a script ends, and that it is told in the right words.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use daytona_agent::run_folder::Execution;
use daytona_agent::supervisor::{self, StartError};
use daytona_domain::outcome::ScriptEnd;
use daytona_domain::unit::Span;

use crate::support::*;

#[test]
fn a_script_that_exits_with_0_is_told_with_its_console_and_its_times() {
    let host = Host::new();
    let (folder, exit) = host.run_shell("echo out; echo err >&2");
    assert_eq!(exit.end, ScriptEnd::Exited { code: 0 });
    assert_eq!(console(&folder), "out\nerr\n");
    assert!(exit.ran > Duration::ZERO && exit.exec_wall.is_some());
    assert_eq!(folder.exec().unwrap().wall, exit.exec_wall.unwrap());
    let times = String::from_utf8(read(&folder, "application/execution.times")).unwrap();
    assert!(times.starts_with("offset,elapsed_ns\n0,"), "{times}");
}

#[test]
fn exit_code_7_is_exit_code_7() {
    let (_, exit) = Host::new().run_shell("exit 7");
    assert_eq!(exit.end, ScriptEnd::Exited { code: 7 });
}

#[test]
fn a_script_that_dies_of_a_signal_is_told_with_the_signal() {
    let (_, exit) = Host::new().run_shell("kill -SEGV $$");
    assert_eq!(exit.end, ScriptEnd::Signalled { signal: 11 });
}

#[test]
fn a_script_without_an_interpreter_line_is_not_run_by_some_shell() {
    let host = Host::new();
    host.script("bench/run.sh", "echo this must not be printed\n");
    let folder = host.prepare(&order());
    let exit = run_to_end(&folder);
    assert_eq!(
        reason(&exit),
        "bench/run.sh has no interpreter line; begin it with one, such as #!/bin/sh"
    );
    assert_eq!(console(&folder), "");
}

#[test]
fn a_missing_interpreter_is_named() {
    let host = Host::new();
    host.script("bench/run.sh", "#!/opt/no/such/python3\nprint(1)\n");
    let exit = run_to_end(&host.prepare(&order()));
    assert_eq!(
        reason(&exit),
        "the interpreter of bench/run.sh, /opt/no/such/python3, is missing on this host"
    );
}

#[test]
fn a_script_without_the_execute_bit_is_told_what_to_do() {
    let host = Host::new();
    host.script("bench/run.sh", "#!/bin/sh\n");
    let file = host.scripts().join("bench/run.sh");
    fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    let exit = run_to_end(&host.prepare(&order()));
    assert_eq!(
        reason(&exit),
        "bench/run.sh is not executable; run `chmod +x` on it"
    );
}

#[test]
fn a_script_or_a_folder_that_is_missing_fails_the_run_and_not_the_set_up() {
    let host = Host::new();
    let exit = run_to_end(&host.prepare(&order()));
    assert_eq!(reason(&exit), "this host's scripts folder has no folder bench");

    let host = Host::new();
    host.script("bench/other.sh", "#!/bin/sh\n");
    let exit = run_to_end(&host.prepare(&order()));
    assert_eq!(
        reason(&exit),
        "bench/run.sh is missing in this host's scripts folder"
    );
}

#[test]
fn a_script_that_is_a_link_is_not_followed() {
    let host = Host::new();
    host.script("bench/other.sh", "#!/bin/sh\n");
    std::os::unix::fs::symlink("/bin/true", host.scripts().join("bench/run.sh")).unwrap();
    let exit = run_to_end(&host.prepare(&order()));
    assert_eq!(
        reason(&exit),
        "the path bench/run.sh leads over a link, which isn't followed; put the file there"
    );
}

#[test]
fn a_script_that_takes_too_long_is_ended_and_its_limit_is_told() {
    let host = Host::new();
    let timeout = Duration::from_millis(200);
    let order = order_with(Execution {
        timeout,
        ..execution()
    });
    let folder = host.prepare_shell_with("echo begun; sleep 1000", &order);
    let exit = run_to_end(&folder);
    let limit = Span::new(timeout);
    assert_eq!(exit.end, ScriptEnd::TimedOut { limit });
    assert!(exit.ran >= timeout);
    assert_eq!(console(&folder), "begun\n");
}

#[test]
fn an_aborted_script_may_clean_up_and_counts_as_aborted() {
    let host = Host::new();
    let folder =
        host.prepare_shell("trap 'echo cleaned up; exit 0' TERM\necho ready > ready\nsleep 1000 & wait");
    let supervisor = start(&folder);
    wait_until("the script is ready", || {
        folder.results_path().join("ready").exists()
    });
    supervisor.abort().unwrap();
    supervisor.abort().unwrap();
    supervisor.wait().unwrap();
    let exit = supervisor::conclude(&folder).unwrap();
    assert_eq!(exit.end, ScriptEnd::Aborted);
    assert_eq!(console(&folder), "cleaned up\n");
    assert!(!supervisor::processes_left(&folder));
}

#[test]
fn an_abort_of_a_run_that_has_ended_changes_nothing() {
    let host = Host::new();
    let folder = host.prepare_shell("exit 3");
    let supervisor = start(&folder);
    supervisor.wait().unwrap();
    supervisor.abort().unwrap();
    let exit = supervisor::conclude(&folder).unwrap();
    assert_eq!(exit.end, ScriptEnd::Exited { code: 3 });
}

#[test]
fn a_run_is_started_at_most_once() {
    let host = Host::new();
    let mark = host.outside("mark");
    let folder = host.prepare_shell(&format!("echo x >> {}", mark.display()));
    run_to_end(&folder);
    let again = supervisor::start(&folder, &program()).unwrap_err();
    assert!(matches!(again, StartError::AlreadyStarted), "{again}");
    let found = host.workspace.find().unwrap().remove(0).folder;
    let again = supervisor::start(&found, &program()).unwrap_err();
    assert!(matches!(again, StartError::AlreadyStarted), "{again}");
    assert_eq!(fs::read_to_string(mark).unwrap(), "x\n");
}

#[test]
fn a_second_supervisor_of_the_same_run_starts_nothing() {
    let host = Host::new();
    let mark = host.outside("mark");
    let folder = host.prepare_shell(&format!("echo x >> {}", mark.display()));
    run_to_end(&folder);
    let program = program();
    let status = std::process::Command::new(program.program)
        .args(program.arguments)
        .arg(folder.path())
        .envs(program.environment)
        .output()
        .unwrap()
        .status;
    assert!(!status.success());
    assert_eq!(fs::read_to_string(mark).unwrap(), "x\n");
}

#[test]
fn a_supervisor_that_cannot_be_started_is_told_and_the_run_is_over() {
    let host = Host::new();
    let folder = host.prepare_shell("true");
    let missing = supervisor::SupervisorProgram {
        program: "/no/such/daytona".into(),
        ..program()
    };
    let started = supervisor::start(&folder, &missing).unwrap();
    let supervisor::Started::Ended(exit) = started else {
        panic!("{started:?}")
    };
    assert!(reason(&exit).starts_with("its supervisor could not be started: "));
    assert_eq!(folder.exit().unwrap(), exit);
}
