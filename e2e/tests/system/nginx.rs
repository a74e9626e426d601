//! A real benchmark on two hosts: wrk against nginx.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use daytona_e2e::Site;
use daytona_e2e::process::Process;

/// nginx on a port of its own, as the user who runs the test.
fn nginx(folder: &Path) -> (Process, u16) {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let root = folder.join("nginx");
    fs::create_dir(&root).unwrap();
    fs::write(root.join("index.html"), "hello\n").unwrap();
    let config = format!(
        "daemon off; master_process off; pid {0}/pid; error_log stderr; events {{}}\n\
         http {{ access_log off; client_body_temp_path {0}/b; proxy_temp_path {0}/p; fastcgi_temp_path {0}/f; \
         uwsgi_temp_path {0}/u; scgi_temp_path {0}/s; server {{ listen 127.0.0.1:{port}; root {0}; }} }}\n",
        root.display()
    );
    fs::write(root.join("nginx.conf"), config).unwrap();
    let mut command = Command::new("nginx");
    command.arg("-c").arg(root.join("nginx.conf"));
    (Process::start(command, folder, "nginx"), port)
}

#[test]
fn wrk_against_nginx_is_clean_with_kpis_and_the_metrics_of_both_hosts() {
    let site = Site::start(&["load-1", "web-1"]);
    let (_nginx, port) = nginx(site.folder());
    daytona_e2e::process::wait_for(
        "nginx to answer",
        || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok(),
        |answers| *answers,
    );
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/nginx-wrk");
    let scripts = site.folder().join("scripts/nginx-wrk");
    fs::create_dir(&scripts).unwrap();
    fs::copy(example.join("run.sh"), scripts.join("run.sh")).unwrap();
    site.daytona(&[
        "framework",
        "apply",
        "-f",
        example.join("framework.toml").to_str().unwrap(),
    ]);
    let port = format!("port={port}");
    let done = site.run(&[
        "run",
        "nginx-wrk",
        "-a",
        "duration=2",
        "-a",
        "connections=8",
        "-a",
        &port,
        "--wait",
    ]);
    assert_eq!(
        done.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&done.stdout)
    );
    let kpis = site.json(&["kpis", "1"]);
    let value = |name: &str| {
        let kpi = kpis["kpis"]
            .as_array()
            .unwrap()
            .iter()
            .find(|kpi| kpi["name"] == name);
        kpi.unwrap_or_else(|| panic!("no {name} in {kpis}"))["value"]
            .as_f64()
            .unwrap()
    };
    assert!(value("requests_per_second") > 100.0);
    assert!(value("latency_p99") >= value("latency_p50"));
    let files = site.json(&["files", "1"]);
    for host in ["load-1", "web-1"] {
        let has_cpu = files
            .as_array()
            .unwrap()
            .iter()
            .any(|file| file["host"] == host && file["path"] == "sar/cpu.plt");
        assert!(has_cpu, "{host} in {files}");
    }
    assert!(
        files
            .as_array()
            .unwrap()
            .iter()
            .all(|file| file["status"]["kind"] == "verified" || file["status"]["kind"] == "derived"),
        "{files}"
    );
}
