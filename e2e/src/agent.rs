//! `daytona agent` as a process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::binary::daytona;
use crate::process::Process;

/// The user that scripts run as when the tests run as root.
const SCRIPT_USER: &str = "nobody";

/// Whose processes the agent and its scripts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// The agent is whoever runs the tests. If that is root, scripts run as another user.
    Separate,
    /// Agent and scripts are one user without any rights: what the agent makes, a script can replace.
    Shared,
}

#[derive(Debug)]
pub struct Agent {
    pub process: Process,
    pub name: String,
    folder: PathBuf,
    server: String,
    account: Account,
}

impl Agent {
    /// Enrols `name` with a join token and starts its agent.
    pub fn start(folder: &Path, server: &str, token: &str, name: &str, account: Account) -> Self {
        let root = folder.join(name);
        if account == Account::Shared && is_root() {
            fs::create_dir(&root).unwrap();
            let owner = Command::new("chown")
                .arg(SCRIPT_USER)
                .arg(&root)
                .status()
                .unwrap();
            assert!(owner.success(), "chown: {owner}");
        }
        let enrolled = agent_command(folder, account)
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
        let process = run(folder, server, name, account);
        Self {
            process,
            name: name.to_owned(),
            folder: folder.to_owned(),
            server: server.to_owned(),
            account,
        }
    }

    /// Starts it again after it was ended.
    pub fn start_again(&mut self) {
        self.process = run(&self.folder, &self.server, &self.name, self.account);
    }

    /// `daytona agent check` as the agent's user, with the agent's own flags.
    pub fn check(&self, more: &[&str]) -> Output {
        let mut command = agent_command(&self.folder, self.account);
        command.args(["agent", "check"]);
        flags(&mut command, &self.folder, &self.server, &self.name, self.account);
        command.args(more).output().unwrap()
    }

    /// Where it keeps its workspaces.
    pub fn root(&self) -> PathBuf {
        self.folder.join(&self.name)
    }
}

fn run(folder: &Path, server: &str, name: &str, account: Account) -> Process {
    let mut command = agent_command(folder, account);
    command.arg("agent");
    flags(&mut command, folder, server, name, account);
    Process::start(command, folder, name)
}

fn flags(command: &mut Command, folder: &Path, server: &str, name: &str, account: Account) {
    command
        .args(["--server", server, "--root"])
        .arg(folder.join(name));
    command.arg("--scripts").arg(folder.join("scripts"));
    if is_root() && account == Account::Separate {
        command.args(["--run-as", SCRIPT_USER]);
    }
}

/// The program as the agent's user.
fn agent_command(folder: &Path, account: Account) -> Command {
    if account == Account::Separate || !is_root() {
        return Command::new(daytona());
    }
    let mut command = Command::new("setpriv");
    command.args([
        "--reuid",
        SCRIPT_USER,
        "--regid",
        "nogroup",
        "--clear-groups",
        "--",
    ]);
    command.arg(open_program(folder));
    command
}

/// The binary in the site's folder, which everyone can enter: the build may lie in one that only its owner can.
pub(crate) fn open_program(folder: &Path) -> PathBuf {
    let program = folder.join("daytona");
    if !program.exists() && fs::hard_link(daytona(), &program).is_err() {
        fs::copy(daytona(), &program).unwrap();
    }
    program
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
