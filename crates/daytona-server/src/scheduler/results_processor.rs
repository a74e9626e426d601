//! The results processor: has every host's files collected and verified, reads the KPIs, ends the run and frees its
//! hosts, all in one transaction, and only then lets the agents clean up.

pub mod plan;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use daytona_domain::id::RunId;
use daytona_domain::lifecycle::{Event, RunState};
use daytona_domain::name::HostName;
use daytona_domain::outcome::{By, FailureCause};
use daytona_protocol::pb;
use daytona_protocol::pb::server_message::Message;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::results::collection::{Collected, CollectedFile};
use crate::results::derived::{self, OfRun};
use crate::results::kpis;
use crate::scheduler::execution_monitor::view;
use crate::scheduler::snapshot::LiveRun;
use crate::scheduler::{Change, commands};
use plan::{Collecting, Step};

/// The collections of all runs.
#[derive(Clone, Debug)]
pub struct Collectors {
    tasks: TaskTracker,
    stop: CancellationToken,
    states: Arc<Mutex<HashMap<RunId, BTreeMap<HostName, Collecting>>>>,
    /// One run's derived files are made at a time.
    derive: Arc<Semaphore>,
}

impl Default for Collectors {
    fn default() -> Self {
        Self {
            tasks: TaskTracker::default(),
            stop: CancellationToken::default(),
            states: Arc::default(),
            derive: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Collectors {
    fn states(&self) -> MutexGuard<'_, HashMap<RunId, BTreeMap<HostName, Collecting>>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the collections that still run; the next start of the server begins them anew.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// One activation.
pub async fn activate(app: &App, collectors: &Collectors) {
    let (collating, lingering) = app.scheduler.with_snapshot(|snapshot| {
        let is_collating = |run: &&LiveRun| matches!(run.state, RunState::Collating { .. });
        let collating: Vec<_> = snapshot.in_flight().filter(is_collating).cloned().collect();
        (collating, snapshot.lingering().cloned().collect::<Vec<_>>())
    });
    for run in collating {
        let states = collectors.states().get(&run.id).cloned().unwrap_or_default();
        for step in plan::plan(&run, &view(app, &run, app.clock.now()), &states) {
            apply(app, collectors, &run, step).await;
        }
    }
    for run in lingering {
        free_returned_hosts(app, &run).await;
    }
}

async fn apply(app: &App, collectors: &Collectors, run: &LiveRun, step: Step) {
    match step {
        Step::Send {
            host,
            session,
            command,
        } => {
            if app.scheduler.first_time(&host, session, run.id, command) {
                commands::send(app, run, &host, command);
            }
        }
        Step::Collect { host } => collect(app, collectors, run, host),
        Step::Finish {
            files,
            failure,
            lost,
            left_there,
        } => {
            finish(app, collectors, run, files, failure, [&lost, &left_there]).await;
            collectors.states().remove(&run.id);
        }
    }
}

fn collect(app: &App, collectors: &Collectors, run: &LiveRun, host: HostName) {
    let Some(link_run) = commands::link_run(run, &host) else {
        return;
    };
    let set = |collectors: &Collectors, host: &HostName, state| {
        collectors
            .states()
            .entry(link_run.run)
            .or_default()
            .insert(host.clone(), state);
    };
    let slot = match app.ingest.slot(&link_run.framework, link_run.run, &host) {
        Ok(slot) => slot,
        Err(error) => {
            let reason = format!("the server can't store them: {}", crate::error_chain(&error));
            let cause = FailureCause::Collation {
                host: host.clone(),
                reason,
            };
            set(collectors, &host, Collecting::Done(Collected::Failed(cause)));
            app.scheduler.wake_results_processor();
            return;
        }
    };
    set(collectors, &host, Collecting::Running);
    let collector = app
        .collections
        .begin(link_run.clone(), host.clone(), app.registry.clone(), slot);
    let (scheduler, states, stop) = (
        app.scheduler.clone(),
        Arc::clone(&collectors.states),
        collectors.stop.clone(),
    );
    let id = run.id;
    collectors.tasks.spawn(async move {
        let collected = tokio::select! {
            collected = collector.run() => collected,
            () = stop.cancelled() => return,
        };
        let mut states = states.lock().unwrap_or_else(PoisonError::into_inner);
        // A run that has ended meanwhile has no states any more.
        if let Some(state) = states.get_mut(&id).and_then(|hosts| hosts.get_mut(&host)) {
            *state = Collecting::Done(collected);
        }
        drop(states);
        scheduler.wake_results_processor();
    });
}

async fn finish(
    app: &App,
    collectors: &Collectors,
    run: &LiveRun,
    files: BTreeMap<HostName, Vec<CollectedFile>>,
    failure: Option<FailureCause>,
    [lost, left_there]: [&[HostName]; 2],
) {
    let collected: Vec<_> = files
        .keys()
        .filter(|host| !left_there.contains(host))
        .cloned()
        .collect();
    let now = app.clock.now();
    let (app_copy, run_copy) = (app.clone(), run.clone());
    let read = tokio::task::spawn_blocking(move || {
        // Only what is on the disk counts as collected.
        app_copy.ingest.tree().sync()?;
        kpis::results_of(&app_copy, &run_copy, files)
    });
    let results = match read.await {
        Ok(Ok(results)) => results,
        Ok(Err(error)) => {
            tracing::error!(run = %run.id, "the results of run {} are not stored yet: {}", run.id, crate::error_chain(&error));
            return;
        }
        Err(_) => return,
    };
    let (event, sentence) = match failure {
        None => (Event::Collated { at: now }, "every file was verified".to_owned()),
        Some(cause) => {
            let sentence = cause.to_string();
            (Event::CollationFailed { at: now, cause }, sentence)
        }
    };
    let release_hosts = run
        .leases
        .keys()
        .filter(|host| !lost.contains(host) && !has_processes_left(app, run, host))
        .cloned()
        .collect();
    let change = Change {
        events: vec![(event, By::Server, sentence)],
        release_hosts,
        results: Some(results),
        ..Change::default()
    };
    match app.scheduler.commit(run.id, change).await {
        Ok(_) => {
            app.ingest.forget(run.id);
            derive(app, collectors, run.id);
            for (_, host) in run.spec.hosts.iter() {
                let keep_files = !collected.contains(host);
                clean_up(app, run, host, keep_files);
            }
        }
        Err(error) => {
            tracing::error!(run = %run.id, "the end of run {} was not stored: {}", run.id, crate::error_chain(&error));
        }
    }
}

/// Makes the columnar copies, behind everything that somebody waits for. What a stop cuts short is made when it is read.
fn derive(app: &App, collectors: &Collectors, run: RunId) {
    let (app, one_at_a_time) = (app.clone(), Arc::clone(&collectors.derive));
    let stop = collectors.stop.clone();
    collectors.tasks.spawn(async move {
        let turn = tokio::select! {
            turn = one_at_a_time.acquire_owned() => turn,
            () = stop.cancelled() => return,
        };
        match app.store.run(run).await {
            Ok(Some(run)) => derived::make(&app, OfRun::of(&run)).await,
            // It was deleted meanwhile.
            Ok(None) => {}
            Err(error) => {
                tracing::warn!(run = %run, "the columnar copies of run {run} are left for later: {}", crate::error_chain(&error));
            }
        }
        drop(turn);
    });
}

/// Lets an agent remove what the server has, and forget the run. Files that could not be collected stay there.
fn clean_up(app: &App, run: &LiveRun, host: &HostName, keep_files: bool) {
    let Some(link_run) = commands::link_run(run, host) else {
        return;
    };
    let reference = Some(link_run.to_message());
    if !keep_files {
        app.registry.command(
            host,
            Message::CleanupTest(pb::CleanupTest {
                run: reference.clone(),
            }),
        );
    }
    app.registry
        .command(host, Message::FinishTest(pb::FinishTest { run: reference }));
}

/// Whether the agent last said that processes of the run are left on its host. Such a host is freed once they are gone.
fn has_processes_left(app: &App, run: &LiveRun, host: &HostName) -> bool {
    let agents = app.registry.lock();
    let held = agents.get(host).and_then(|agent| agent.held.get(&run.id));
    held.is_some_and(|held| run.leases.get(host) == Some(&held.lease) && held.status.processes_left)
}

/// A host whose run ended without it is free again once its agent says that no process of the run is left.
async fn free_returned_hosts(app: &App, run: &LiveRun) {
    let mut free = Vec::new();
    for (host, lease) in &run.leases {
        let agents = app.registry.lock();
        let Some(agent) = agents.get(host).filter(|agent| agent.session.is_some()) else {
            continue;
        };
        let session = agent.session.as_ref().map(|session| session.number);
        let held = agent.held.get(&run.id).filter(|held| held.lease == *lease);
        let is_over =
            held.is_none_or(|held| held.status.phase() == pb::Phase::Ended && !held.status.processes_left);
        drop(agents);
        if is_over {
            free.push(host.clone());
        } else if let Some(session) = session {
            let command = crate::scheduler::execution_monitor::plan::Command::EndTest;
            if app.scheduler.first_time(host, session, run.id, command) {
                commands::send(app, run, host, command);
            }
        }
    }
    if free.is_empty() {
        return;
    }
    let change = Change {
        release_hosts: free,
        ..Change::default()
    };
    if let Err(error) = app.scheduler.commit(run.id, change).await {
        tracing::warn!(run = %run.id, "hosts of run {} were not freed: {}", run.id, crate::error_chain(&error));
    }
}
