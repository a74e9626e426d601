//! The peer of a run's start: `ssh localhost true`, with a server, keys and settings of its own.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use daytona_e2e::process::Process;

use super::latency::Latencies;
use crate::install::debian::{install_missing, package};
use crate::tool;

const CALLS: usize = 50;
const ATTEMPTS: usize = 50;

/// How long `ssh localhost true` takes. Installs Debian's server if it is missing.
pub(super) fn measure(root: &Path, folder: &Path) -> Result<Latencies> {
    install_missing(root, &[package("openssh-server", "sshd")])?;
    let folder = folder.join("ssh");
    fs::create_dir(&folder)?;
    let key = folder.join("key");
    let mut keygen = tool::command(root, "ssh-keygen");
    tool::run(keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key))?;
    let port = free_port()?;
    let _server = start(&folder, port)?;

    let connect = || login(root, &folder, port);
    let ready = (0..ATTEMPTS).any(|_| {
        let success = connect().output().is_ok_and(|output| output.status.success());
        if !success {
            std::thread::sleep(Duration::from_millis(20));
        }
        success
    });
    ensure!(ready, "nobody could sign in to its server");
    let mut times = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let start = Instant::now();
        let output = connect().output().context("can't start ssh")?;
        times.push(start.elapsed());
        ensure!(
            output.status.success(),
            "ssh failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(Latencies::new(times))
}

fn start(folder: &Path, port: u16) -> Result<Process> {
    fs::copy(folder.join("key.pub"), folder.join("authorized"))?;
    let settings = folder.join("sshd_config");
    // With a home of its own, so that what the person's shell does at its start isn't measured.
    fs::write(
        &settings,
        format!(
            "ListenAddress 127.0.0.1\nPort {port}\nHostKey {0}/key\nAuthorizedKeysFile {0}/authorized\n\
             PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n\
             SetEnv HOME={0}\n",
            folder.display()
        ),
    )?;
    // As root it wants its folder for separated privileges, which a system without it as a service lacks.
    if rustix::process::geteuid().is_root() {
        fs::create_dir_all("/run/sshd").context("can't make /run/sshd")?;
    }
    // It starts itself again for each connection, so it wants an absolute path.
    let program = tool::find("sshd").context("sshd isn't there")?;
    let mut command = Command::new(program);
    command.arg("-D").arg("-e").arg("-f").arg(&settings);
    Ok(Process::start(command, folder, "sshd"))
}

fn login(root: &Path, folder: &Path, port: u16) -> Command {
    let mut ssh = tool::command(root, "ssh");
    ssh.args([
        "-F",
        "none",
        "-o",
        "BatchMode=yes",
        "-o",
        "StrictHostKeyChecking=no",
    ]);
    ssh.args(["-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-i"]);
    ssh.arg(folder.join("key"));
    ssh.args(["-p", &port.to_string(), "localhost", "true"]);
    ssh
}

/// A port that was free just now.
pub(super) fn free_port() -> Result<u16> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").context("no port is free")?;
    Ok(listener.local_addr()?.port())
}
