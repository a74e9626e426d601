//! The DB monitor: finds newly scheduled runs and hands them to the dispatcher; those that can't start at once
//! become waiting. Forgets what has expired.

use daytona_domain::id::RunId;
use daytona_domain::lifecycle::{Event, RunState};
use daytona_domain::outcome::By;

use crate::app::App;
use crate::scheduler::Change;
use crate::scheduler::snapshot::Snapshot;

/// What to do about scheduled runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The dispatcher hasn't looked at these yet: it may start them in the same transaction that picks them up.
    pub offer: Vec<RunId>,
    /// The dispatcher has looked at these and didn't start them.
    pub pick_up: Vec<RunId>,
}

pub fn plan(snapshot: &Snapshot) -> Plan {
    let mut plan = Plan::default();
    for run in snapshot
        .runs()
        .filter(|run| matches!(run.state, RunState::Scheduled { .. }))
    {
        let list = if run.considered {
            &mut plan.pick_up
        } else {
            &mut plan.offer
        };
        list.push(run.id);
    }
    plan
}

/// One activation.
pub async fn activate(app: &App) {
    let Plan { offer, pick_up } = app.scheduler.with_snapshot(plan);
    if !offer.is_empty() {
        app.scheduler.wake_dispatcher();
    }
    for run in pick_up {
        let picked = (
            Event::PickedUp { at: app.clock.now() },
            By::Server,
            "it was picked up and waits".to_owned(),
        );
        let change = Change {
            events: vec![picked],
            ..Change::default()
        };
        if let Err(error) = app.scheduler.commit(run, change).await {
            tracing::warn!(run = %run, "run {run} was not picked up: {}", crate::error_chain(&error));
        }
    }
}
