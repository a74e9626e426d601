//! What every run on this host works with.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use daytona_domain::id::RunId;
use daytona_domain::name::HostName;
use daytona_protocol::pb;
use daytona_protocol::pb::agent_message::Message as ToServer;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::account::ScriptAccount;
use crate::bulk::BulkLink;
use crate::lease::LastLease;
use crate::run::RunHandle;
use crate::run_log::RunLog;
use crate::session::offset::SharedOffset;
use crate::supervisor::{Spare, SupervisorProgram};
use crate::workspace::Workspace;

/// A cheap handle.
#[derive(Clone, Debug)]
pub struct Host {
    inner: Arc<Inner>,
}

#[derive(Debug)]
pub struct Inner {
    pub name: HostName,
    pub workspace: Workspace,
    /// The folder of the scripts that this host allows.
    pub scripts_dir: PathBuf,
    /// Who scripts run as, or why none can run.
    pub account: Result<ScriptAccount, String>,
    pub supervisor: SupervisorProgram,
    /// The supervisor of the next run, waiting for it.
    pub spare: Spare,
    /// Where `/proc` and `/sys` are found.
    pub root: PathBuf,
    pub offset: SharedOffset,
    pub last_lease: LastLease,
    pub bulk: BulkLink,
    pub tasks: TaskTracker,
    pub stop: CancellationToken,
    /// What is said to the server, for the session's driver.
    say: mpsc::Sender<ToServer>,
    statuses: Mutex<BTreeMap<RunId, pb::RunStatus>>,
    runs: Mutex<BTreeMap<RunId, RunHandle>>,
}

/// The parts of a host, as they are composed at the start.
#[derive(Debug)]
pub struct Parts {
    pub name: HostName,
    pub workspace: Workspace,
    pub scripts_dir: PathBuf,
    pub account: Result<ScriptAccount, String>,
    pub supervisor: SupervisorProgram,
    pub root: PathBuf,
    pub last_lease: LastLease,
    pub stop: CancellationToken,
}

impl std::ops::Deref for Host {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl Host {
    /// A host, and what it says to the server.
    pub fn new(parts: Parts) -> (Self, mpsc::Receiver<ToServer>) {
        let Parts {
            name,
            workspace,
            scripts_dir,
            account,
            supervisor,
            root,
            last_lease,
            stop,
        } = parts;
        let (say, said) = mpsc::channel(256);
        let inner = Inner {
            name,
            workspace,
            scripts_dir,
            account,
            supervisor,
            spare: Spare::default(),
            root,
            offset: SharedOffset::default(),
            last_lease,
            bulk: BulkLink::default(),
            tasks: TaskTracker::new(),
            stop,
            say,
            statuses: Mutex::default(),
            runs: Mutex::default(),
        };
        (
            Self {
                inner: Arc::new(inner),
            },
            said,
        )
    }
}

impl Inner {
    /// Has a supervisor wait for the next run, if scripts can run here.
    pub fn prepare_next(&self) {
        if self.account.is_ok() {
            self.spare.prepare(&self.supervisor);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<RunId, pb::RunStatus>> {
        self.statuses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The status of every run that is held, for Hello.
    pub fn statuses(&self) -> Vec<pb::RunStatus> {
        self.lock().values().cloned().collect()
    }

    /// Whether a script runs here that nothing should disturb.
    pub fn is_measuring(&self) -> bool {
        self.lock()
            .values()
            .any(|status| status.phase() == pb::Phase::Running)
    }

    /// The task of a run that is held.
    pub fn run(&self, run: RunId) -> Option<RunHandle> {
        self.runs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&run)
            .cloned()
    }

    /// Writes into the log of every run that is held.
    pub fn tell_runs(&self, tell: impl Fn(&RunLog)) {
        let runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        for handle in runs.values() {
            tell(&handle.log);
        }
    }

    pub fn hold(&self, handle: RunHandle) {
        self.runs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(handle.run.run, handle);
    }

    /// Remembers a run's status, for the next Hello.
    pub fn remember(&self, run: RunId, status: pb::RunStatus) {
        self.lock().insert(run, status);
    }

    /// Remembers a run's status and says it.
    pub async fn report(&self, run: RunId, status: pb::RunStatus) {
        self.remember(run, status.clone());
        self.say(ToServer::Status(status)).await;
    }

    /// Says that a run is gone and forgets it.
    pub async fn report_gone(&self, run: RunId, reference: pb::RunRef) {
        self.lock().remove(&run);
        self.runs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&run);
        self.say(ToServer::Status(gone(reference))).await;
    }

    /// Says something. While there is no link it is dropped: the next Hello says all that matters.
    pub async fn say(&self, message: ToServer) {
        // An error says that the agent is stopping.
        let _ = self.say.send(message).await;
    }
}

/// The status of a run that isn't held.
pub fn gone(reference: pb::RunRef) -> pb::RunStatus {
    pb::RunStatus {
        run: Some(reference),
        phase: pb::Phase::Gone.into(),
        ..pb::RunStatus::default()
    }
}
