//! The control groups of runs, in each kind of host that there is: made with mounts of its own, in a namespace that ends
//! with the test.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use daytona_agent::cgroup::Place;
use daytona_agent::supervisor;
use daytona_domain::outcome::ScriptEnd;

use crate::adoption::make_fifo;
use crate::processes::kill_supervisor;
use crate::support::*;

/// Which kind of host the tests below are within.
const WITHIN: &str = "DAYTONA_TEST_CGROUPS";

const VERSION_2: &str = "umount -l -R /sys/fs/cgroup; mount -t cgroup2 cgroup2 /sys/fs/cgroup";
const VERSION_1: &str = "umount -l -R /sys/fs/cgroup; mount -t tmpfs tmpfs /sys/fs/cgroup; \
    mkdir /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; \
    mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd";
const BOTH: &str = "mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified";

/// Runs [`within`] on such a host, in a process of its own.
fn on_a_host(kind: &str, mounts: &str, before: &str) {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = folder.path().join("tests");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let script =
        format!("set -e; {mounts}; {before} \"$0\" cgroups::within --exact --nocapture --include-ignored");
    let output = Command::new("unshare")
        .args(["--mount", "--propagation", "private", "sh", "-c", &script])
        .arg(&program)
        .env(WITHIN, kind)
        .output()
        .unwrap();
    let printed = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        output.status.success() && printed.contains("1 passed"),
        "{kind}: {printed}"
    );
}

#[test]
#[ignore = "needs root"]
fn with_version_2_alone_root_puts_runs_into_groups() {
    on_a_host("delegated", VERSION_2, "exec");
}

/// As systemd does it for a unit with `Delegate=yes` and a user.
#[test]
#[ignore = "needs root"]
fn with_version_2_alone_an_unprivileged_agent_puts_runs_into_groups_below_the_one_delegated_to_it() {
    let group = format!("/sys/fs/cgroup/daytona-unit-{}", std::process::id());
    let delegate = format!(
        "mkdir {group}; chown nobody {group} {group}/cgroup.procs {group}/cgroup.subtree_control; echo $$ > {group}/cgroup.procs; \
         exec setpriv --reuid nobody --regid nogroup --clear-groups --"
    );
    on_a_host("delegated", VERSION_2, &delegate);
    // It lies in the same hierarchy outside of the namespace, wherever that is mounted.
    for root in ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"] {
        let _ = fs::remove_dir(Path::new(root).join(format!("daytona-unit-{}", std::process::id())));
    }
}

#[test]
#[ignore = "needs root"]
fn with_both_versions_root_puts_runs_into_groups() {
    on_a_host("hybrid", &format!("{VERSION_1}; {BOTH}"), "exec");
}

#[test]
#[ignore = "needs root"]
fn with_version_1_alone_root_puts_runs_into_groups() {
    on_a_host("hybrid", VERSION_1, "exec");
}

#[test]
#[ignore = "needs root"]
fn an_unprivileged_agent_without_delegation_runs_without_groups() {
    on_a_host(
        "none",
        VERSION_2,
        "exec setpriv --reuid nobody --regid nogroup --clear-groups --",
    );
}

#[test]
#[ignore = "needs root"]
fn a_host_without_control_groups_runs_without_them() {
    on_a_host("none", "umount -l -R /sys/fs/cgroup", "exec");
}

/// Not a test by itself: what holds on each kind of host.
#[test]
fn within() {
    let Ok(kind) = std::env::var(WITHIN) else { return };
    let mode = Place::find().map_or("none".to_owned(), |place| place.mode.to_string());
    assert_eq!(mode, kind);
    if kind == "none" {
        return a_run_without_a_group_ends_with_all_that_it_started();
    }
    a_daemon_of_a_lost_run_is_found_by_its_group(&kind);
    what_ignores_term_and_forks_is_ended_with_its_group();
    an_empty_group_of_a_process_that_is_gone_is_swept_away(&kind);
}

/// As it is left behind where supervisor and agent were killed together and nobody came after them.
fn an_empty_group_of_a_process_that_is_gone_is_swept_away(kind: &str) {
    let mut gone = Command::new("true").spawn().unwrap();
    let pid = gone.id();
    gone.wait().unwrap();
    let host = Host::new();
    let (folder, _) = host.run_shell("true");
    let parent = group_of(folder.path()).parent().unwrap().to_owned();
    let (left, own) = (
        parent.join(format!("daytona-run-{pid}")),
        parent.join(format!("daytona-run-{}", std::process::id())),
    );
    fs::create_dir(&left).unwrap();
    fs::create_dir(&own).unwrap();
    daytona_agent::cgroup::sweep();
    assert!(!left.exists(), "{kind}");
    assert!(own.exists(), "{kind}");
    fs::remove_dir(own).unwrap();
}

fn group_of(folder: &Path) -> PathBuf {
    let record = fs::read_to_string(folder.join("agent/cgroup.json")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    record["path"].as_str().unwrap().into()
}

/// Twice forked, in its own session and without environment: without its supervisor, only the group still tells whose it is.
fn a_daemon_of_a_lost_run_is_found_by_its_group(kind: &str) {
    let host = Host::new();
    let (daemon, go) = (host.outside("daemon"), host.outside("go"));
    make_fifo(&go);
    let folder = host.prepare_shell(&format!(
        "cat /proc/self/cgroup > mine\n\
         (setsid env -i sh -c 'echo $$ > {0}.new; mv {0}.new {0}; exec sleep 1000' </dev/null >/dev/null 2>&1 &)\n\
         read x < {1}",
        daemon.display(),
        go.display()
    ));
    let supervisor = start(&folder);
    let pid = wait_for_pid(&daemon);
    let record = fs::read_to_string(folder.path().join("agent/cgroup.json")).unwrap();
    assert!(record.contains(&format!("\"mode\":\"{kind}\"")), "{record}");
    let group = group_of(folder.path());
    let name = group.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("daytona-run-"), "{name}");
    let mine = String::from_utf8(read(&folder, "mine")).unwrap();
    assert!(mine.contains(name), "{mine}");
    let supervisor_pid = name.rsplit('-').next().unwrap();
    wait_until("the supervisor has left the group", || {
        !fs::read_to_string(format!("/proc/{supervisor_pid}/cgroup"))
            .unwrap()
            .contains(name)
    });
    kill_supervisor(&folder);
    supervisor.wait().unwrap();
    assert!(is_alive(pid));
    assert!(supervisor::processes_left(&folder));
    let exit = supervisor::conclude(&folder).unwrap();
    assert_eq!((exit.end, exit.left_behind), (ScriptEnd::SupervisorLost, 0));
    assert!(!is_alive(pid));
    assert!(!group.exists());
}

fn what_ignores_term_and_forks_is_ended_with_its_group() {
    let host = Host::new();
    let ready = host.outside("ready");
    let folder = host.prepare_shell(&format!(
        "trap '' TERM\nfork() {{ while :; do (sleep 0.01 &) ; done; }}\nfork & fork &\ntouch {}\nwait",
        ready.display()
    ));
    let supervisor = start(&folder);
    wait_until("the script forks", || ready.exists());
    let group = group_of(folder.path());
    supervisor.abort().unwrap();
    supervisor.wait().unwrap();
    let exit = supervisor::conclude(&folder).unwrap();
    assert_eq!((exit.end, exit.left_behind), (ScriptEnd::Aborted, 0));
    assert!(!supervisor::processes_left(&folder));
    assert!(!group.exists());
}

fn a_run_without_a_group_ends_with_all_that_it_started() {
    let host = Host::new();
    let daemon = host.outside("daemon");
    let (folder, exit) = host.run_shell(&format!(
        "(setsid env -i sh -c 'echo $$ > {0}.new; mv {0}.new {0}; exec sleep 1000' </dev/null >/dev/null 2>&1 &)\n\
         while ! [ -e {0} ]; do :; done; exit 3",
        daemon.display()
    ));
    assert_eq!(exit.end, ScriptEnd::Exited { code: 3 });
    assert!(!is_alive(wait_for_pid(&daemon)));
    assert!(!folder.path().join("agent/cgroup.json").exists());
}
