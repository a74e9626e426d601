//! The dispatcher: starts the runs that can start, each by leasing all its hosts in one transaction.

pub mod plan;

use daytona_domain::id::RunId;
use daytona_domain::lifecycle::{Event, RunState};
use daytona_domain::name::HostName;
use daytona_domain::outcome::By;

use crate::app::App;
use crate::scheduler::Change;

/// One activation.
pub async fn activate(app: &App) {
    let now = app.clock.now();
    let hosts = app.directory.availability(&app.registry, now);
    let decisions = app
        .scheduler
        .with_snapshot(|snapshot| plan::decide(snapshot, &hosts));
    for run in plan::starts(&decisions) {
        start(app, run).await;
    }
    let left = app
        .scheduler
        .mark_considered(decisions.iter().map(|(run, _)| *run));
    if left {
        app.scheduler.wake_db_monitor();
    }
}

async fn start(app: &App, run: RunId) {
    let now = app.clock.now();
    let Some((state, hosts)) = app.scheduler.with_snapshot(|snapshot| {
        let live = snapshot.run(run)?;
        let hosts = live
            .spec
            .hosts
            .iter()
            .map(|(_, host)| host.clone())
            .collect::<Vec<_>>();
        Some((live.state.clone(), hosts))
    }) else {
        return;
    };
    let mut events = Vec::new();
    if matches!(state, RunState::Scheduled { .. }) {
        events.push((
            Event::PickedUp { at: now },
            By::Server,
            "it was picked up".to_owned(),
        ));
    }
    let names: Vec<_> = hosts.iter().map(HostName::as_str).collect();
    events.push((
        Event::Leased { at: now },
        By::Server,
        format!("its hosts were leased: {}", names.join(", ")),
    ));
    let change = Change {
        events,
        take_hosts: hosts,
        ..Change::default()
    };
    if let Err(error) = app.scheduler.commit(run, change).await {
        tracing::warn!(run = %run, "run {run} was not started: {}", crate::error_chain(&error));
    }
}
