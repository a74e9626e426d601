//! `daytona server` as a process.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::binary::daytona;
use crate::process::Process;

#[derive(Debug)]
pub struct Server {
    pub process: Process,
    /// `http://127.0.0.1:port`
    pub url: String,
    /// `127.0.0.1:port`
    pub agents: String,
    data: PathBuf,
    folder: PathBuf,
}

impl Server {
    /// Starts a server on `<folder>/data` and on free ports. `environment` is added to its own.
    pub fn start(folder: &Path, environment: &[(&str, &str)]) -> Self {
        Self::start_at(folder, "127.0.0.1:0", "127.0.0.1:0", environment)
    }

    fn start_at(folder: &Path, listen: &str, agent_listen: &str, environment: &[(&str, &str)]) -> Self {
        let data = folder.join("data");
        let mut command = Command::new(daytona());
        command
            .args([
                "server",
                "--listen",
                listen,
                "--agent-listen",
                agent_listen,
                "--data",
            ])
            .arg(&data);
        command.envs(environment.iter().copied());
        let mut process = Process::start(command, folder, "server");
        let url = process.wait_for_line("Daytona is ready at ");
        let agents = process.wait_for_line("Agents connect to ");
        Self {
            process,
            url,
            agents,
            data,
            folder: folder.to_owned(),
        }
    }

    /// Starts it again on the same folder and ports, after it was ended.
    pub fn start_again(&mut self, environment: &[(&str, &str)]) {
        let listen = self.url.trim_start_matches("http://").to_owned();
        *self = Self::start_at(&self.folder.clone(), &listen, &self.agents.clone(), environment);
    }

    /// The secret of the one-time link with which the administrator is created.
    pub fn setup_secret(&mut self) -> String {
        let link = self.process.wait_for_line("Create the administrator at ");
        link.split("secret=").nth(1).unwrap().to_owned()
    }

    pub fn data(&self) -> &Path {
        &self.data
    }
}
