//! `daytona agent` as a process.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::binary::daytona;
use crate::process::Process;

/// The user that scripts run as when the tests run as root.
const SCRIPT_USER: &str = "nobody";

#[derive(Debug)]
pub struct Agent {
    pub process: Process,
    pub name: String,
    folder: PathBuf,
    server: String,
}

impl Agent {
    /// Enrols `name` with a join token and starts its agent.
    pub fn start(folder: &Path, server: &str, token: &str, name: &str) -> Self {
        let root = folder.join(name);
        let enrolled = Command::new(daytona())
            .args([
                "agent",
                "enroll",
                "--server",
                server,
                "--name",
                name,
                "--address",
                "127.0.0.1",
                "--root",
            ])
            .arg(&root)
            .env("DAYTONA_JOIN_TOKEN", token)
            .output()
            .unwrap();
        assert!(
            enrolled.status.success(),
            "{}",
            String::from_utf8_lossy(&enrolled.stderr)
        );
        let process = run(folder, server, name);
        Self {
            process,
            name: name.to_owned(),
            folder: folder.to_owned(),
            server: server.to_owned(),
        }
    }

    /// Starts it again after it was ended.
    pub fn start_again(&mut self) {
        self.process = run(&self.folder, &self.server, &self.name);
    }

    /// Where it keeps its workspaces.
    pub fn root(&self) -> PathBuf {
        self.folder.join(&self.name)
    }
}

fn run(folder: &Path, server: &str, name: &str) -> Process {
    let mut command = Command::new(daytona());
    command
        .args(["agent", "--server", server, "--root"])
        .arg(folder.join(name));
    command.arg("--scripts").arg(folder.join("scripts"));
    if rustix::process::geteuid().is_root() {
        command.args(["--run-as", SCRIPT_USER]);
    }
    Process::start(command, folder, name)
}
