//! The scheduler: four parts that each look at the snapshot and do what is next, and the one way in which a run's state
//! is changed. After a crash the normal path is the recovery path.

pub mod commands;
pub mod db_monitor;
pub mod dispatcher;
pub mod execution_monitor;
pub mod purge;
pub mod reconciler;
pub mod results_processor;
pub mod snapshot;

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use daytona_domain::id::{Generation, LeaseNumber, RunId};
use daytona_domain::lifecycle::{Event, IllegalTransition, RunState};
use daytona_domain::name::HostName;
use daytona_domain::outcome::By;
use daytona_protocol::convert::LinkRun;
use daytona_store::results::Results;
use daytona_store::run::Run;
use daytona_store::transition::{Release, Step, Transition, TransitionError, Transitioned};
use daytona_store::{DatabaseError, Store};
use tokio::sync::Notify;

use crate::fail_point;
use crate::hints::Hints;
use execution_monitor::plan::Command;
use snapshot::{LiveRun, Snapshot};

/// How often a change is tried again when another one came in between.
const CONFLICT_TRIES: usize = 5;
/// How many runs are read at once at the start.
const PAGE: u64 = 500;

/// The scheduler's state. A cheap handle.
#[derive(Clone, Debug)]
pub struct Scheduler {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Store,
    hints: Hints,
    generation: Generation,
    snapshot: Mutex<Snapshot>,
    /// Commands that were sent, with the session: each is sent once per session.
    sent: Mutex<HashSet<(HostName, u64, RunId, Command)>>,
    db_monitor: Notify,
    dispatcher: Notify,
    execution_monitor: Notify,
    results_processor: Notify,
    purge: Notify,
}

/// What happens to a run in one transaction.
#[derive(Debug, Default)]
pub struct Change {
    pub events: Vec<(Event, By, String)>,
    pub take_hosts: Vec<HostName>,
    pub release_hosts: Vec<HostName>,
    pub ran: Option<Duration>,
    pub results: Option<Results>,
}

/// A change that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("run {run} is not in flight")]
    NotLive { run: RunId },
    #[error(transparent)]
    Transition(#[from] TransitionError),
}

impl ChangeError {
    /// Whether the script had ended before an abort came.
    pub fn is_too_late(&self) -> bool {
        matches!(
            self,
            Self::Transition(TransitionError::Illegal(IllegalTransition::AlreadyEnded))
        )
    }
}

impl Scheduler {
    /// The scheduler as the store says: every run that isn't final, and every live lease.
    pub async fn load(store: Store, hints: Hints) -> Result<Self, DatabaseError> {
        let mut snapshot = Snapshot::default();
        let mut after = None;
        loop {
            let page = store.unfinished_runs(after, PAGE).await?;
            for row in page.items {
                snapshot.put(live(row.run, row.leases.into_iter().collect()));
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let generation = store.generation().await?;
        let inner = Inner {
            store,
            hints,
            generation,
            snapshot: Mutex::new(snapshot),
            sent: Mutex::default(),
            db_monitor: Notify::new(),
            dispatcher: Notify::new(),
            execution_monitor: Notify::new(),
            results_processor: Notify::new(),
            purge: Notify::new(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    pub fn generation(&self) -> Generation {
        self.inner.generation
    }

    /// Looks at the snapshot. `look` must be short: everything else waits for it.
    pub fn with_snapshot<T>(&self, look: impl FnOnce(&Snapshot) -> T) -> T {
        look(&self.snapshot())
    }

    fn snapshot(&self) -> MutexGuard<'_, Snapshot> {
        self.inner.snapshot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A run was committed to the store by a submit.
    pub fn submitted(&self, run: Run) {
        let id = run.id;
        fail_point::reach("after_commit", "submitted");
        self.snapshot().put(live(run, BTreeMap::new()));
        self.inner.hints.run_changed(id);
        self.inner.db_monitor.notify_one();
    }

    /// Commits a change and wakes whoever may act on it. A change that another one came before is tried again on the new
    /// state; an event that then has no place is refused.
    pub async fn commit(&self, run: RunId, change: Change) -> Result<RunState, ChangeError> {
        let Change {
            events,
            take_hosts,
            release_hosts,
            ran,
            results,
        } = change;
        let steps: Vec<_> = events
            .into_iter()
            .map(|(event, by, sentence)| Step { event, by, sentence })
            .collect();
        let mut tries = 0;
        loop {
            let version = self
                .with_snapshot(|snapshot| snapshot.run(run).map(|live| live.version))
                .ok_or(ChangeError::NotLive { run })?;
            let transition = Transition {
                run,
                version,
                steps: steps.clone(),
                take_hosts: take_hosts.clone(),
                release: Release::Hosts(release_hosts.clone()),
                ran,
                results: results.clone(),
            };
            tries += 1;
            let last = steps.last().map_or("", |step| step.event.name());
            fail_point::reach("before_commit", last);
            match self.inner.store.transition(transition).await {
                Ok(done) => {
                    fail_point::reach("after_commit", last);
                    return Ok(self.committed(run, done, &release_hosts));
                }
                Err(TransitionError::Conflict { .. }) if tries < CONFLICT_TRIES => self.refresh(run).await?,
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn committed(&self, id: RunId, done: Transitioned, released: &[HostName]) -> RunState {
        let Transitioned {
            state,
            version,
            leases,
            journal: _,
        } = done;
        if state.is_terminal() {
            self.sent().retain(|(_, _, run, _)| *run != id);
        }
        let mut snapshot = self.snapshot();
        if let Some(mut run) = snapshot.run(id).cloned() {
            run.state = state.clone();
            run.version = version;
            run.leases.extend(leases);
            run.leases.retain(|host, _| !released.contains(host));
            snapshot.put(run);
        }
        drop(snapshot);
        self.inner.hints.run_changed(id);
        self.wake_all();
        state
    }

    /// Another change came in between: takes over what the store says now. Leases are changed by this process only.
    async fn refresh(&self, run: RunId) -> Result<(), ChangeError> {
        let stored = self.inner.store.run(run).await.map_err(TransitionError::from)?;
        let stored = stored.ok_or(ChangeError::NotLive { run })?;
        if let Some(live) = self.snapshot().run_mut(run) {
            live.state = stored.state;
            live.version = stored.version;
        }
        Ok(())
    }

    /// Marks runs as looked at by the dispatcher. Says whether any of them is still only scheduled.
    fn mark_considered(&self, runs: impl Iterator<Item = RunId>) -> bool {
        let mut snapshot = self.snapshot();
        let mut left = false;
        for id in runs {
            if let Some(run) = snapshot.run_mut(id) {
                run.considered = true;
                left |= matches!(run.state, RunState::Scheduled { .. });
            }
        }
        left
    }

    /// Whether `host` holds this run under this very lease, so that its data has a place.
    pub fn holds(&self, run: &LinkRun, host: &HostName) -> bool {
        self.with_snapshot(|snapshot| {
            snapshot.run(run.run).is_some_and(|live| {
                live.leases.get(host) == Some(&run.lease) && live.spec.framework_name == run.framework
            })
        })
    }

    /// Whether a command wasn't sent in this session yet; it counts as sent from now on.
    fn first_time(&self, host: &HostName, session: u64, run: RunId, command: Command) -> bool {
        self.sent().insert((host.clone(), session, run, command))
    }

    fn sent(&self) -> MutexGuard<'_, HashSet<(HostName, u64, RunId, Command)>> {
        self.inner.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An agent has said something about its runs.
    pub fn agent_spoke(&self) {
        self.inner.execution_monitor.notify_one();
        self.inner.results_processor.notify_one();
    }

    /// An agent has connected.
    pub async fn link_back(&self, host: &HostName) {
        self.note(host, "link_up", format!("the agent on host {host} is connected"))
            .await;
        self.wake_all();
    }

    /// An agent's connection is gone.
    pub async fn link_lost(&self, host: &HostName) {
        let sentence = format!("the agent on host {host} is not connected; the script goes on");
        self.note(host, "link_lost", sentence).await;
        self.wake_all();
    }

    /// Writes an entry into the history of every run in flight on `host`.
    async fn note(&self, host: &HostName, name: &'static str, sentence: String) {
        let runs: Vec<_> = self.with_snapshot(|snapshot| {
            snapshot
                .in_flight()
                .filter(|run| run.leases.contains_key(host))
                .map(|run| run.id)
                .collect()
        });
        for run in runs {
            if let Err(error) = self.inner.store.note(run, name, &By::Server, &sentence).await {
                tracing::warn!(run = %run, "the history of run {run} lacks {name}: {}", crate::error_chain(&error));
            }
            self.inner.hints.run_changed(run);
        }
    }

    /// Says in the history of every run in flight that the server was started again and goes on with it.
    pub async fn explain_restart(&self) {
        self.note_all("server_restarted", |state| {
            format!("the server was started again and goes on with this run, which is {state}")
        })
        .await;
    }

    /// Says in the history of every run in flight that the server stops and leaves it to the next start.
    pub async fn explain_stop(&self) {
        self.note_all("server_stopping", |state| {
            format!(
                "the server is stopping while this run is {state}; its hosts go on, and the next start of the server takes \
                 it up"
            )
        })
        .await;
    }

    async fn note_all(&self, name: &'static str, sentence: impl Fn(&str) -> String) {
        let runs: Vec<_> = self.with_snapshot(|snapshot| {
            snapshot
                .in_flight()
                .map(|run| (run.id, run.state.name()))
                .collect()
        });
        for (run, state) in runs {
            if let Err(error) = self
                .inner
                .store
                .note(run, name, &By::Server, &sentence(state))
                .await
            {
                tracing::warn!(run = %run, "the history of run {run} lacks {name}: {}", crate::error_chain(&error));
            }
        }
    }

    pub fn wake_all(&self) {
        self.inner.db_monitor.notify_one();
        self.inner.dispatcher.notify_one();
        self.agent_spoke();
    }

    fn wake_dispatcher(&self) {
        self.inner.dispatcher.notify_one();
    }

    fn wake_db_monitor(&self) {
        self.inner.db_monitor.notify_one();
    }

    /// Something in the trash is to be removed for good now.
    pub fn wake_purge(&self) {
        self.inner.purge.notify_one();
    }

    fn wake_results_processor(&self) {
        self.inner.results_processor.notify_one();
    }
}

fn live(run: Run, leases: BTreeMap<HostName, LeaseNumber>) -> LiveRun {
    let Run {
        id,
        order,
        spec,
        state,
        version,
        ..
    } = run;
    LiveRun {
        id,
        order,
        spec: Arc::new(spec),
        state,
        version,
        leases,
        considered: false,
    }
}

/// Runs the four parts until `stop`. The DB monitor's removals for good have an activation of their own, because they
/// may take long.
pub async fn run(app: crate::app::App, stop: tokio_util::sync::CancellationToken) {
    let inner = Arc::clone(&app.scheduler.inner);
    let last_expiry = purge::LastExpiry::default();
    let collectors = results_processor::Collectors::default();
    tokio::join!(
        reconciler::run(&inner.db_monitor, &stop, || db_monitor::activate(&app)),
        reconciler::run(&inner.purge, &stop, || purge::activate(&app, &last_expiry)),
        reconciler::run(&inner.dispatcher, &stop, || dispatcher::activate(&app)),
        reconciler::run(&inner.execution_monitor, &stop, || execution_monitor::activate(
            &app
        )),
        reconciler::run(&inner.results_processor, &stop, || results_processor::activate(
            &app,
            &collectors
        )),
    );
    collectors.stop().await;
}
