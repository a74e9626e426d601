//! An enrolled agent on a root of its own, which a test can stop and start again.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use daytona_agent::agent::{self, AgentError};
use daytona_agent::config::AgentConfig;
use daytona_agent::enrol::{Enrolment, enrol};
use daytona_protocol::pb;
use daytona_protocol::pb::server_message::Message as Command;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::server::{Server, in_time};

/// What a script prints.
pub(crate) const CONSOLE: &str = "application/execution.log";

pub(crate) struct Agent {
    folder: tempfile::TempDir,
    config: AgentConfig,
    running: Option<(CancellationToken, JoinHandle<Result<(), AgentError>>)>,
}

impl Agent {
    /// Enrolled as `load-1`, and started.
    pub(crate) async fn start(server: &Server) -> Self {
        let mut agent = Self::enrolled(server).await;
        agent.start_again();
        agent
    }

    pub(crate) async fn enrolled(server: &Server) -> Self {
        let folder = tempfile::tempdir().unwrap();
        open_to_all(folder.path(), 0o711);
        let root = folder.path().join("root");
        let scripts_dir = folder.path().join("scripts");
        fs::create_dir(&scripts_dir).unwrap();
        fs::create_dir(folder.path().join("outside")).unwrap();
        open_to_all(&folder.path().join("outside"), 0o777);
        let enrolment = Enrolment {
            server: &server.address,
            token: server.token(),
            name: "load-1".parse().unwrap(),
            address: None,
            root: &root,
        };
        enrol(enrolment).await.unwrap();
        let is_root = rustix::process::geteuid().is_root();
        let config = AgentConfig {
            server: server.address.clone(),
            root,
            scripts_dir,
            run_as: is_root.then(|| "nobody".to_owned()),
            path: None,
            host_root: PathBuf::from("/"),
        };
        Self {
            folder,
            config,
            running: None,
        }
    }

    pub(crate) fn start_again(&mut self) {
        let stop = CancellationToken::new();
        let running = tokio::spawn(agent::run(self.config.clone(), stop.clone()));
        self.running = Some((stop, running));
    }

    pub(crate) async fn stop(&mut self) {
        let (stop, running) = self.running.take().unwrap();
        stop.cancel();
        in_time("the agent's end", running).await.unwrap().unwrap();
    }

    /// Takes the user away whom scripts run as.
    pub(crate) fn without_user(mut self) -> Self {
        self.config.run_as = None;
        self
    }

    /// A file that scripts can write, outside of every run's folder.
    pub(crate) fn outside(&self, name: &str) -> PathBuf {
        self.folder.path().join("outside").join(name)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.config.root
    }

    pub(crate) fn run_folder(&self) -> PathBuf {
        self.config.root.join("gzip/1132/2")
    }

    pub(crate) fn script(&self, lines: &str) {
        let file = self.config.scripts_dir.join("bench/run.sh");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, format!("#!/bin/sh\n{lines}\n")).unwrap();
        open_to_all(&file, 0o755);
    }
}

fn open_to_all(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

pub(crate) fn run(epoch: i64) -> Option<pb::RunRef> {
    Some(pb::RunRef {
        test: 1132,
        number: 2,
        generation: 1,
        epoch,
        framework: "gzip".to_owned(),
    })
}

pub(crate) fn setup(epoch: i64, role: pb::Role) -> Command {
    let script = match role {
        pb::Role::Execution => "bench/run.sh".to_owned(),
        pb::Role::Statistics | pb::Role::Unknown => String::new(),
    };
    Command::SetupTest(pb::SetupTest {
        run: run(epoch),
        role: role.into(),
        script,
        max_bytes: 1 << 30,
        max_files: 1_000,
        processes: Vec::new(),
        ..pb::SetupTest::default()
    })
}

pub(crate) fn start_monitor() -> Command {
    Command::StartMonitor(pb::StartMonitor { run: run(7) })
}

pub(crate) fn start_test() -> Command {
    Command::StartTest(pb::StartTest { run: run(7) })
}

pub(crate) fn get_status() -> Command {
    Command::GetStatus(pb::GetStatus { run: run(7) })
}

pub(crate) fn follow_from(console: usize) -> Command {
    let have = vec![pb::FileOffset {
        path: CONSOLE.to_owned(),
        offset: console as u64,
    }];
    Command::StreamStart(pb::StreamStart { run: run(7), have })
}
