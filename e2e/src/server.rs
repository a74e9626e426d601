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
    /// The URL of its database, unless it is the file in its data folder.
    pub database: Option<String>,
}

impl Server {
    /// Starts a server on `<folder>/data` and on free ports.
    pub fn start(folder: &Path, database: Option<String>) -> Self {
        let ports = ["127.0.0.1:0", "127.0.0.1:0"];
        Self::start_at(folder, database, ports, &[])
    }

    /// A server that is ready for more arguments, on `<folder>/data`.
    pub fn command(folder: &Path, database: Option<&str>, [listen, agent_listen]: [&str; 2]) -> Command {
        let mut command = Command::new(daytona());
        command.args(["server", "--listen", listen, "--agent-listen", agent_listen]);
        command.arg("--data").arg(folder.join("data"));
        command.args(database.map(|url| format!("--database={url}")));
        command
    }

    fn start_at(
        folder: &Path,
        database: Option<String>,
        ports: [&str; 2],
        environment: &[(&str, &str)],
    ) -> Self {
        let data = folder.join("data");
        let mut command = Self::command(folder, database.as_deref(), ports);
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
            database,
        }
    }

    /// Starts it again on the same folder, database and ports, after it was ended. `environment` is added to its own.
    pub fn start_again(&mut self, environment: &[(&str, &str)]) {
        let ports = [self.url.trim_start_matches("http://"), self.agents.as_str()];
        *self = Self::start_at(&self.folder, self.database.clone(), ports, environment);
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
