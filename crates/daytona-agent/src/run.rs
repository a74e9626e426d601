//! One run on this host: a task that owns everything of it and takes one command after the other.

use std::sync::Arc;
use std::time::Duration;

use daytona_domain::clock::{Clock, Timestamp};
use daytona_domain::id::RunId;
use daytona_domain::layout;
use daytona_protocol::convert::{LinkRun, script_end_message};
use daytona_protocol::pb;
use daytona_protocol::pb::server_message::Message as Command;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::actions;
use crate::host::Host;
use crate::manifest::Collected;
use crate::monitors::Monitors;
use crate::run_folder::{ExecRecord, ExitRecord, RunFolder, RunFolderError};
use crate::run_log::RunLog;
use crate::supervisor::{self, Supervisor};
use crate::workspace::{Condition, FoundRun};

/// Commands that may wait for a run.
const QUEUE: usize = 64;

/// How to reach a run's task.
#[derive(Clone, Debug)]
pub struct RunHandle {
    pub run: LinkRun,
    pub inputs: mpsc::Sender<RunInput>,
    pub log: Arc<RunLog>,
}

#[derive(Debug)]
pub enum RunInput {
    Command(Command),
    /// Ranges that the server asks for.
    Upload(Vec<pb::Range>),
    /// The supervisor has ended, so the script has.
    SupervisorEnded,
    /// The manifest has been made, or why it could not be.
    Listed(Result<Collected, String>),
}

/// Where the run is on this host.
#[derive(Debug)]
pub enum Phase {
    Preparing,
    Ready,
    Failed {
        reason: String,
    },
    Running {
        exec: ExecRecord,
        supervisor: Arc<Supervisor>,
    },
    /// The script has ended; without a record it never ran here.
    Ended {
        exit: Option<ExitRecord>,
    },
}

/// The run's task.
#[derive(Debug)]
pub struct RunTask {
    pub host: Host,
    pub run: LinkRun,
    pub phase: Phase,
    pub folder: Option<Arc<RunFolder>>,
    pub monitors: Option<Monitors>,
    /// Ends the task that follows the growing files.
    pub following: Option<CancellationToken>,
    pub collected: Option<Arc<Collected>>,
    /// Whether a manifest is being made: hashing takes as long as reading all files.
    pub is_listing: bool,
    pub altered: Vec<String>,
    pub log: Arc<RunLog>,
    inputs: mpsc::Receiver<RunInput>,
    pub own_inputs: mpsc::WeakSender<RunInput>,
}

impl RunTask {
    /// Starts the task of a run that the server has just ordered.
    pub fn begin(host: Host, run: LinkRun) -> RunHandle {
        let (task, handle) = Self::new(host, run, Phase::Preparing, None);
        // The next Hello tells of it, also if the link is lost while the workspace is made.
        task.host.remember(task.id(), task.status());
        task.host.tasks.clone().spawn(task.serve());
        handle
    }

    /// Starts the task of a run that an agent before this one has left.
    pub async fn adopt(host: Host, found: FoundRun) -> RunHandle {
        let FoundRun { folder, condition } = found;
        let run = folder.order().link_run();
        let folder = Arc::new(folder);
        let is_statistics = matches!(folder.order().task, crate::run_folder::Task::Statistics);
        let (phase, was_measuring) = match condition {
            Condition::SetUp if folder.is_stopped() => (Phase::Ended { exit: None }, false),
            Condition::SetUp => (Phase::Ready, is_statistics),
            Condition::Running(supervisor) => match folder.exec() {
                Some(exec) => (
                    Phase::Running {
                        exec,
                        supervisor: Arc::new(supervisor),
                    },
                    true,
                ),
                None => (Phase::Ended { exit: None }, false),
            },
            Condition::Ended(exit) => (Phase::Ended { exit: Some(exit) }, false),
            Condition::Rebooted | Condition::SupervisorLost => (
                Phase::Ended {
                    exit: concluded(&folder),
                },
                false,
            ),
        };
        tracing::info!(run = %run.run, "found run {} of an agent before this one", run.run);
        let (mut task, handle) = Self::new(host, run, phase, Some(Arc::clone(&folder)));
        task.open_log(&folder);
        task.log.info("an agent was started again and found this run");
        if matches!(task.phase, Phase::Ended { .. }) {
            task.altered = folder.altered();
        }
        task.watch();
        if was_measuring {
            actions::start_monitor::begin(&mut task).await;
        }
        task.host.remember(task.id(), task.status());
        task.host.tasks.clone().spawn(task.serve());
        handle
    }

    fn new(host: Host, run: LinkRun, phase: Phase, folder: Option<Arc<RunFolder>>) -> (Self, RunHandle) {
        let (sender, inputs) = mpsc::channel(QUEUE);
        let handle = RunHandle {
            run: run.clone(),
            inputs: sender.clone(),
            log: Arc::new(RunLog::new(run.run, Clock::System)),
        };
        let task = Self {
            host,
            run,
            phase,
            folder,
            monitors: None,
            following: None,
            collected: None,
            is_listing: false,
            altered: Vec::new(),
            log: Arc::clone(&handle.log),
            inputs,
            own_inputs: sender.downgrade(),
        };
        (task, handle)
    }

    async fn serve(mut self) {
        let stop = self.host.stop.clone();
        loop {
            let input = tokio::select! {
                input = self.inputs.recv() => input,
                () = stop.cancelled() => None,
            };
            let goes_on = match input {
                None => break,
                Some(RunInput::Command(command)) => actions::carry_out(&mut self, command).await,
                Some(RunInput::Upload(ranges)) => {
                    actions::file_upload::begin(&self, ranges);
                    true
                }
                Some(RunInput::SupervisorEnded) => {
                    self.conclude().await;
                    true
                }
                Some(RunInput::Listed(made)) => {
                    actions::prepare_results::tell(&mut self, made).await;
                    true
                }
            };
            if !goes_on {
                break;
            }
        }
        // A stopping agent leaves the script alone; the next one adopts it.
        self.stop_following();
        self.stop_monitors().await;
    }

    /// Has the task told when the supervisor has ended.
    pub fn watch(&self) {
        let Phase::Running { supervisor, .. } = &self.phase else {
            return;
        };
        let (supervisor, inputs, stop) = (
            Arc::clone(supervisor),
            self.own_inputs.clone(),
            self.host.stop.clone(),
        );
        let log = Arc::clone(&self.log);
        self.host.tasks.spawn(async move {
            let ended = tokio::select! {
                ended = supervisor.ended() => ended,
                () = stop.cancelled() => return,
            };
            if let Err(error) = ended {
                log.error(&format!("cannot wait for the script's supervisor: {error}"));
            }
            if let Some(inputs) = inputs.upgrade() {
                // An error says that the run is gone already.
                let _ = inputs.send(RunInput::SupervisorEnded).await;
            }
        });
    }

    async fn conclude(&mut self) {
        let Some(folder) = self.folder.clone() else { return };
        let exit = tokio::task::spawn_blocking(move || concluded(&folder))
            .await
            .unwrap_or(None);
        self.finish(exit).await;
    }

    /// The script has ended: closes the metrics, then says so.
    pub async fn finish(&mut self, exit: Option<ExitRecord>) {
        self.stop_monitors().await;
        self.log.info(&described(exit.as_ref()));
        if let Some(folder) = &self.folder {
            self.altered = folder.altered();
            if exit.is_none()
                && let Err(error) = folder.mark_stopped()
            {
                self.log
                    .error(&format!("the end is not kept: {}", crate::error_chain(&error)));
            }
        }
        self.phase = Phase::Ended { exit };
        self.report().await;
    }

    pub async fn stop_monitors(&mut self) {
        if let Some(monitors) = self.monitors.take() {
            // An error says that the thread has panicked, which it has logged.
            let _ = tokio::task::spawn_blocking(move || monitors.stop()).await;
        }
    }

    /// From now on the log's lines go to their file in the run's folder.
    pub fn open_log(&self, folder: &RunFolder) {
        match log_file(folder) {
            Ok(file) => self.log.attach(file),
            Err(error) => self
                .log
                .warn(&format!("the log is not kept: {}", crate::error_chain(&error))),
        }
    }

    pub fn stop_following(&mut self) {
        if let Some(following) = self.following.take() {
            following.cancel();
        }
    }

    /// Says where the run is.
    pub async fn report(&self) {
        self.host.report(self.run.run, self.status()).await;
    }

    fn status(&self) -> pb::RunStatus {
        let offset = self.host.offset.micros().unwrap_or(0);
        let mut status = pb::RunStatus {
            run: Some(self.run.to_message()),
            monitoring: self.monitors.is_some(),
            altered: self.altered.clone(),
            server_offset_us: offset,
            ..pb::RunStatus::default()
        };
        let mut started = |wall: Timestamp| {
            status.started_wall_us = wall.as_micros();
            status.started_server_us = wall.as_micros().saturating_add(offset);
        };
        let phase = match &self.phase {
            Phase::Preparing => pb::Phase::Preparing,
            Phase::Ready => pb::Phase::Ready,
            Phase::Failed { reason } => {
                status.reason.clone_from(reason);
                pb::Phase::Failed
            }
            Phase::Running { exec, .. } => {
                started(exec.wall);
                status.processes_left = true;
                pb::Phase::Running
            }
            Phase::Ended { exit } => {
                if let Some(exit) = exit {
                    exit.exec_wall.into_iter().for_each(&mut started);
                    status.ran_ns = nanos(exit.ran);
                    status.end = Some(script_end_message(&exit.end));
                    status.processes_left = self.folder.as_deref().is_some_and(supervisor::processes_left);
                }
                pb::Phase::Ended
            }
        };
        status.phase = phase.into();
        status
    }

    pub fn id(&self) -> RunId {
        self.run.run
    }
}

/// A folder that an agent before version 2 of the protocol made has no log yet.
fn log_file(folder: &RunFolder) -> Result<std::fs::File, RunFolderError> {
    folder
        .open_own_again(layout::AGENT_LOG)
        .or_else(|_| folder.create_own(layout::AGENT_LOG))
}

fn described(exit: Option<&ExitRecord>) -> String {
    match exit {
        Some(exit) => format!("{}, after {:.3} s", exit.end, exit.ran.as_secs_f64()),
        None => "this host's part of the run has ended without a script".to_owned(),
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// How a script ended whose supervisor is gone; blocking.
fn concluded(folder: &RunFolder) -> Option<ExitRecord> {
    match supervisor::conclude(folder) {
        Ok(exit) => Some(exit),
        Err(error) => {
            let run = folder.order().run;
            tracing::error!(run = %run, "the end of run {run} can't be told: {}", crate::error_chain(&error));
            None
        }
    }
}
