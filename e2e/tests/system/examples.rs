//! The examples, with small sizes, as their pages say to use them.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use daytona_e2e::Site;
use daytona_e2e::process::{Process, wait_for};
use serde_json::Value;

/// Puts an example's script where the agent looks, and applies its framework file.
fn apply(site: &Site, name: &str) {
    let example = folder(name);
    let scripts = site.folder().join("scripts").join(name);
    fs::create_dir(&scripts).unwrap();
    fs::copy(example.join("run.sh"), scripts.join("run.sh")).unwrap();
    let file = example.join("framework.toml");
    site.daytona(&["framework", "apply", "-f", file.to_str().unwrap()]);
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../examples")
        .join(name)
}

/// Runs it to its clean end and returns its KPIs.
fn kpis(site: &Site, name: &str, arguments: &[&str]) -> Value {
    let mut command = vec!["run", name, "--wait"];
    for argument in arguments {
        command.extend(["-a", argument]);
    }
    let done = site.run(&command);
    let told = String::from_utf8_lossy(&done.stdout);
    assert_eq!(done.status.code(), Some(0), "{told}");
    let kpis = site.json(&["kpis", "1"]);
    assert_eq!(kpis["notes"].as_array().map_or(0, Vec::len), 0, "{kpis}");
    kpis
}

fn value(kpis: &Value, name: &str) -> f64 {
    let kpi = kpis["kpis"]
        .as_array()
        .unwrap()
        .iter()
        .find(|kpi| kpi["name"] == name);
    kpi.unwrap_or_else(|| panic!("no {name} in {kpis}"))["value"]
        .as_f64()
        .unwrap()
}

#[test]
fn sysbench_counts_events() {
    let site = Site::start(&["load-1"]);
    apply(&site, "sysbench-cpu");
    let kpis = kpis(&site, "sysbench-cpu", &["duration=1", "prime=1000", "threads=1"]);
    let rate = value(&kpis, "events_per_second");
    // One thread works off one event after another.
    let busy = rate * value(&kpis, "latency_avg") / 1000.0;
    assert!(rate > 100.0 && busy < 2.0, "{kpis}");
}

#[test]
fn fio_measures_both_directions_and_leaves_no_file_behind() {
    let site = Site::start(&["load-1"]);
    apply(&site, "fio");
    let kpis = kpis(&site, "fio", &["duration=1", "size=8m", "direct=0"]);
    for direction in ["read", "write"] {
        let of = |name: &str| value(&kpis, &format!("{direction}_{name}"));
        // Operations of 4 KiB.
        let throughput = of("iops") * 4.0 / 1024.0;
        assert!((of("throughput") / throughput - 1.0).abs() < 0.01, "{kpis}");
        assert!(of("latency_p99") >= of("latency_p50"), "{kpis}");
    }
    let files = site.json(&["files", "1"]);
    let mut names = files
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["path"].as_str().unwrap());
    assert!(
        !names.any(|name| name.starts_with("fio.") && name != "fio.txt"),
        "{files}"
    );
}

/// PostgreSQL on a port of its own. It refuses to be root.
fn postgres(folder: &Path) -> (Process, u16) {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let root = folder.join("postgres");
    fs::create_dir(&root).unwrap();
    if rustix::process::geteuid().is_root() {
        let owner = Command::new("chown").arg("postgres").arg(&root).status().unwrap();
        assert!(owner.success(), "{owner}");
    }
    fs::set_permissions(&root, fs::Permissions::from_mode(0o700)).unwrap();
    let data = root.join("data");
    let mut make = unprivileged("initdb");
    make.arg("-D").arg(&data);
    make.args(["-U", "daytona", "--auth=trust", "--no-sync", "--no-instructions"]);
    let made = make.output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut command = unprivileged("postgres");
    command.arg("-D").arg(&data).arg("-k").arg(&root);
    command.args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"]);
    (Process::start(command, folder, "postgres"), port)
}

/// One of PostgreSQL's programs, as a user without rights.
fn unprivileged(program: &str) -> Command {
    let path = postgres_programs().join(program);
    if !rustix::process::geteuid().is_root() {
        return Command::new(path);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
        .arg(path);
    command
}

/// Debian keeps the server's programs out of the search path.
fn postgres_programs() -> PathBuf {
    let mut versions: Vec<_> = fs::read_dir("/usr/lib/postgresql")
        .expect("PostgreSQL is installed")
        .map(|version| version.unwrap().path().join("bin"))
        .collect();
    versions.sort();
    versions.pop().expect("PostgreSQL is installed")
}

#[test]
fn pgbench_counts_the_transactions_of_a_postgresql() {
    let site = Site::start(&["load-1", "db-1"]);
    let (mut postgres, port) = postgres(site.folder());
    wait_for(
        "PostgreSQL to answer",
        || TcpStream::connect(("127.0.0.1", port)).is_ok(),
        |answers| *answers,
    );
    apply(&site, "pgbench");
    let port = format!("port={port}");
    let kpis = kpis(
        &site,
        "pgbench",
        &["scale=1", "clients=2", "duration=2", "database=postgres", &port],
    );
    let rate = value(&kpis, "transactions_per_second");
    // Two clients, each of which waits for its last transaction.
    let busy = rate * value(&kpis, "latency_avg") / 1000.0;
    assert!(rate > 1.0 && busy < 2.2, "{kpis}");
    assert_eq!(value(&kpis, "failed_transactions"), 0.0);
    postgres.signal(rustix::process::Signal::INT);
    postgres.wait();
}

#[test]
fn without_a_database_pgbench_says_so_and_fails() {
    let site = Site::start(&["load-1", "db-1"]);
    apply(&site, "pgbench");
    let done = site.run(&["run", "pgbench", "-a", "port=1", "--wait"]);
    assert_eq!(done.status.code(), Some(3));
    let console = site.daytona(&["logs", "1"]);
    let console = String::from_utf8_lossy(&console.stdout).into_owned();
    assert!(
        console.contains("PostgreSQL doesn't answer at 127.0.0.1:1 on host db-1"),
        "{console}"
    );
}
