//! The execution monitor: follows runs in flight through barrier, start, end, time-out and abort.

pub mod plan;

use std::collections::BTreeMap;
use std::time::Duration;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::RunId;
use daytona_domain::lifecycle::{Event, RunState};
use daytona_domain::name::HostName;
use daytona_domain::outcome::{By, FailureCause};
use daytona_protocol::convert::script_end;
use daytona_protocol::pb;

use crate::app::App;
use crate::scheduler::snapshot::LiveRun;
use crate::scheduler::{Change, commands};
use plan::{Held, HostView, Step, View};

/// One activation.
pub async fn activate(app: &App) {
    let runs: Vec<LiveRun> = app
        .scheduler
        .with_snapshot(|snapshot| snapshot.in_flight().cloned().collect());
    for run in runs {
        let now = app.clock.now();
        if fail_for_secrets(app, &run, now).await {
            continue;
        }
        for step in plan::plan(&run, &view(app, &run, now), now) {
            apply(app, &run, step).await;
        }
    }
}

/// A run whose secrets can't be read is not set up: its script would be given something else. Whether that was so.
async fn fail_for_secrets(app: &App, run: &LiveRun, now: Timestamp) -> bool {
    if !matches!(run.state, RunState::Setup { .. }) || run.spec.secrets.is_empty() {
        return false;
    }
    let Err(unreadable) = app.vault.reveal(&run.spec.arguments, &run.spec.secrets) else {
        return false;
    };
    let cause = FailureCause::Setup {
        host: run.spec.hosts.execution.clone(),
        reason: unreadable.to_string(),
        on_agent: false,
    };
    let agents_reached = view(app, run, now)
        .values()
        .any(|host_view| host_view.held != Held::Nothing);
    let sentence = cause.to_string();
    let event = Event::SetupFailed {
        at: now,
        cause,
        agents_reached,
    };
    let step = Step::Commit {
        events: vec![(event, sentence)],
        ran: None,
    };
    apply(app, run, step).await;
    true
}

async fn apply(app: &App, run: &LiveRun, step: Step) {
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
        Step::Commit { events, ran } => {
            let events = events
                .into_iter()
                .map(|(event, sentence)| (event, By::Server, sentence))
                .collect();
            let change = Change {
                events,
                ran,
                ..Change::default()
            };
            if let Err(error) = app.scheduler.commit(run.id, change).await {
                tracing::warn!(run = %run.id, "an event of run {} was not stored: {}", run.id, crate::error_chain(&error));
            }
        }
    }
}

/// What is known of each host of a run.
pub fn view(app: &App, run: &LiveRun, now: Timestamp) -> View {
    let mut view = BTreeMap::new();
    for (_, host) in run.spec.hosts.iter() {
        let health = app.registry.health(host, now);
        let agents = app.registry.lock();
        let agent = agents.get(host);
        let session = agent
            .and_then(|agent| agent.session.as_ref())
            .map(|session| session.number);
        let held = agent.map_or(Held::Nothing, |agent| held(agent, run, host));
        drop(agents);
        view.insert(
            host.clone(),
            HostView {
                health,
                session,
                held,
            },
        );
    }
    view
}

fn held(agent: &crate::agents::registry::Agent, run: &LiveRun, host: &HostName) -> Held {
    match agent.held.get(&run.id) {
        Some(held) if run.leases.get(host) == Some(&held.lease) => held_of(run.id, &held.status),
        Some(_) | None => Held::Nothing,
    }
}

fn held_of(run: RunId, status: &pb::RunStatus) -> Held {
    let started = Some(status.started_server_us)
        .filter(|at| *at > 0)
        .map(Timestamp::from_micros);
    match status.phase() {
        pb::Phase::Unknown | pb::Phase::Gone => Held::Nothing,
        pb::Phase::Preparing => Held::Preparing,
        pb::Phase::Ready => Held::Ready {
            monitoring: status.monitoring,
        },
        pb::Phase::Failed => Held::Failed {
            reason: status.reason.clone(),
        },
        pb::Phase::Running => Held::Running {
            started: started.unwrap_or(Timestamp::from_micros(0)),
        },
        pb::Phase::Ended => {
            let end = status.end.as_ref().and_then(|end| match script_end(Some(end)) {
                Ok(end) => Some(end),
                Err(error) => {
                    tracing::warn!(run = %run, "the end of run {run} can't be used: {error}");
                    None
                }
            });
            Held::Ended {
                started,
                ran: Duration::from_nanos(status.ran_ns),
                end,
                altered: status.altered.clone(),
            }
        }
    }
}
