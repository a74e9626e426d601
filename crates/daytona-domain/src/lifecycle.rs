//! The life of a run as a pure state machine. Does not store, send or decide anything: the scheduler
//! chooses events, [`apply`] says what they mean. The diagram in `docs/states.md` is checked against this file.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::name::HostName;
use crate::outcome::{By, FailureCause, Outcome, ScriptEnd};
use crate::unit::Span;

#[cfg(test)]
mod tests;

/// Where a run is in its life. Final are `FinishedClean`, `Failed`, `TimedOut`, `Aborted` and `Imported`;
/// nothing leaves them but `Failed` with the cause *lost*, which a late result overrules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RunState {
    /// Durable in the store.
    Scheduled {
        since: Timestamp,
    },
    /// Known to the dispatcher. Why it waits is computed when it is read.
    Waiting {
        since: Timestamp,
    },
    /// Its hosts are leased; their agents prepare. Nobody starts before all are ready.
    Setup {
        since: Timestamp,
    },
    /// The script runs. `abort` is set once someone has asked for its end.
    Running {
        since: Timestamp,
        abort: Option<By>,
    },
    /// The script has ended.
    Completed {
        since: Timestamp,
        outcome: Outcome,
    },
    /// Result files are mirrored, verified and parsed. `late` marks a result that came after the run was given up.
    Collating {
        since: Timestamp,
        outcome: Outcome,
        late: bool,
    },
    /// Exit code 0, and every result file is verified on the server.
    FinishedClean {
        at: Timestamp,
        late: bool,
    },
    Failed {
        at: Timestamp,
        cause: FailureCause,
        late: bool,
    },
    TimedOut {
        at: Timestamp,
        limit: Span,
        late: bool,
    },
    Aborted {
        at: Timestamp,
        by: By,
        late: bool,
    },
    /// A run from elsewhere, with the state it had there.
    Imported {
        original_state: String,
    },
}

/// Something that happened to a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The DB monitor has prepared the run for dispatch.
    PickedUp { at: Timestamp },
    /// The dispatcher has leased all hosts of the run.
    Leased { at: Timestamp },
    /// A host could not prepare. `agents_reached` says whether any agent has something to collect or clean up.
    SetupFailed {
        at: Timestamp,
        cause: FailureCause,
        agents_reached: bool,
    },
    /// The agent has started the script, at the server's time `at`.
    Started { at: Timestamp },
    /// The agent reported the script's end.
    ScriptEnded { at: Timestamp, end: ScriptEnd },
    /// Someone asked for the run's end.
    AbortRequested { at: Timestamp, by: By },
    /// The results processor has begun to collect.
    CollationBegan { at: Timestamp },
    /// The run can't go on: a host is lost or was rebooted, or the server was restored.
    Broken { at: Timestamp, cause: FailureCause },
    /// Every result file is verified on the server.
    Collated { at: Timestamp },
    /// Not every result file could be collected.
    CollationFailed { at: Timestamp, cause: FailureCause },
    /// The lost agent is back with the result of the same lease.
    LateResult { at: Timestamp, end: ScriptEnd },
}

/// An event that has no place in a state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IllegalTransition {
    /// The answer to an abort that comes too late: collecting goes on.
    #[error("the script has already ended; its results are being collected")]
    AlreadyEnded,
    #[error("the run has already ended ({state})")]
    Final { state: &'static str },
    #[error("{event} can't happen to a run that is {state}")]
    OutOfPlace {
        state: &'static str,
        event: &'static str,
    },
}

impl RunState {
    /// The state's name in code, API, command line and UI.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Scheduled { .. } => "scheduled",
            Self::Waiting { .. } => "waiting",
            Self::Setup { .. } => "setup",
            Self::Running { .. } => "running",
            Self::Completed { .. } => "completed",
            Self::Collating { .. } => "collating",
            Self::FinishedClean { .. } => "finished_clean",
            Self::Failed { .. } => "failed",
            Self::TimedOut { .. } => "timed_out",
            Self::Aborted { .. } => "aborted",
            Self::Imported { .. } => "imported",
        }
    }

    /// Whether the run has ended. Only a late result leaves such a state.
    pub fn is_terminal(&self) -> bool {
        match self {
            Self::FinishedClean { .. }
            | Self::Failed { .. }
            | Self::TimedOut { .. }
            | Self::Aborted { .. }
            | Self::Imported { .. } => true,
            Self::Scheduled { .. }
            | Self::Waiting { .. }
            | Self::Setup { .. }
            | Self::Running { .. }
            | Self::Completed { .. }
            | Self::Collating { .. } => false,
        }
    }

    /// Whether the run holds leases of its hosts.
    pub fn holds_hosts(&self) -> bool {
        matches!(
            self,
            Self::Setup { .. } | Self::Running { .. } | Self::Completed { .. } | Self::Collating { .. }
        )
    }

    /// Whether the run ended as lost, so that a late result may still overrule it.
    pub fn lost_host(&self) -> Option<&HostName> {
        let Self::Failed {
            cause: FailureCause::Lost { host },
            ..
        } = self
        else {
            return None;
        };
        Some(host)
    }
}

impl Event {
    /// The event's name in a run's history.
    pub fn name(&self) -> &'static str {
        match self {
            Self::PickedUp { .. } => "picked_up",
            Self::Leased { .. } => "leased",
            Self::SetupFailed { .. } => "setup_failed",
            Self::Started { .. } => "started",
            Self::ScriptEnded { .. } => "script_ended",
            Self::AbortRequested { .. } => "abort_requested",
            Self::CollationBegan { .. } => "collation_began",
            Self::Broken { .. } => "broken",
            Self::Collated { .. } => "collated",
            Self::CollationFailed { .. } => "collation_failed",
            Self::LateResult { .. } => "late_result",
        }
    }

    /// When it happened, on the server's clock.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::PickedUp { at }
            | Self::Leased { at }
            | Self::SetupFailed { at, .. }
            | Self::Started { at }
            | Self::ScriptEnded { at, .. }
            | Self::AbortRequested { at, .. }
            | Self::CollationBegan { at }
            | Self::Broken { at, .. }
            | Self::Collated { at }
            | Self::CollationFailed { at, .. }
            | Self::LateResult { at, .. } => *at,
        }
    }
}

/// The state after `event`.
pub fn apply(state: &RunState, event: &Event) -> Result<RunState, IllegalTransition> {
    let next = match event {
        Event::PickedUp { at } => picked_up(state, *at),
        Event::Leased { at } => leased(state, *at),
        Event::SetupFailed {
            at,
            cause,
            agents_reached,
        } => setup_failed(state, *at, cause, *agents_reached),
        Event::Started { at } => started(state, *at),
        Event::ScriptEnded { at, end } => script_ended(state, *at, end),
        Event::AbortRequested { at, by } => return abort_requested(state, *at, by, event),
        Event::CollationBegan { at } => collation_began(state, *at),
        Event::Broken { at, cause } => broken(state, *at, cause),
        Event::Collated { at } => collated(state, *at),
        Event::CollationFailed { at, cause } => collation_failed(state, *at, cause),
        Event::LateResult { at, end } => late_result(state, *at, end),
    };
    next.ok_or_else(|| refusal(state, event))
}

fn refusal(state: &RunState, event: &Event) -> IllegalTransition {
    if state.is_terminal() {
        IllegalTransition::Final { state: state.name() }
    } else {
        IllegalTransition::OutOfPlace {
            state: state.name(),
            event: event.name(),
        }
    }
}

fn picked_up(state: &RunState, at: Timestamp) -> Option<RunState> {
    matches!(state, RunState::Scheduled { .. }).then_some(RunState::Waiting { since: at })
}

fn leased(state: &RunState, at: Timestamp) -> Option<RunState> {
    matches!(state, RunState::Waiting { .. }).then_some(RunState::Setup { since: at })
}

fn setup_failed(
    state: &RunState,
    at: Timestamp,
    cause: &FailureCause,
    agents_reached: bool,
) -> Option<RunState> {
    if !matches!(state, RunState::Setup { .. }) {
        return None;
    }
    let cause = cause.clone();
    Some(if agents_reached {
        RunState::Collating {
            since: at,
            outcome: Outcome::Failed { cause },
            late: false,
        }
    } else {
        RunState::Failed {
            at,
            cause,
            late: false,
        }
    })
}

fn started(state: &RunState, at: Timestamp) -> Option<RunState> {
    matches!(state, RunState::Setup { .. }).then_some(RunState::Running {
        since: at,
        abort: None,
    })
}

/// A script may also end before its start was heard of: it was that short, or the link was cut meanwhile.
fn script_ended(state: &RunState, at: Timestamp, end: &ScriptEnd) -> Option<RunState> {
    if let RunState::Running { abort, .. } = state {
        return Some(RunState::Completed {
            since: at,
            outcome: Outcome::of_script(end, abort.as_ref()),
        });
    }
    matches!(state, RunState::Setup { .. }).then(|| RunState::Completed {
        since: at,
        outcome: Outcome::of_script(end, None),
    })
}

fn abort_requested(
    state: &RunState,
    at: Timestamp,
    by: &By,
    event: &Event,
) -> Result<RunState, IllegalTransition> {
    let by = by.clone();
    match state {
        RunState::Scheduled { .. } | RunState::Waiting { .. } => {
            Ok(RunState::Aborted { at, by, late: false })
        }
        RunState::Setup { .. } => Ok(RunState::Collating {
            since: at,
            outcome: Outcome::Aborted { by },
            late: false,
        }),
        // The first to ask is the one who aborted.
        RunState::Running { since, abort } => Ok(RunState::Running {
            since: *since,
            abort: Some(abort.clone().unwrap_or(by)),
        }),
        RunState::Completed { .. } | RunState::Collating { .. } => Err(IllegalTransition::AlreadyEnded),
        RunState::FinishedClean { .. }
        | RunState::Failed { .. }
        | RunState::TimedOut { .. }
        | RunState::Aborted { .. }
        | RunState::Imported { .. } => Err(refusal(state, event)),
    }
}

fn collation_began(state: &RunState, at: Timestamp) -> Option<RunState> {
    let RunState::Completed { outcome, .. } = state else {
        return None;
    };
    Some(RunState::Collating {
        since: at,
        outcome: outcome.clone(),
        late: false,
    })
}

/// What breaks a run is its outcome only if the script's end isn't known yet; once it is collecting, a host that
/// is gone means that the results are.
fn broken(state: &RunState, at: Timestamp, cause: &FailureCause) -> Option<RunState> {
    if let RunState::Collating { late, .. } = state {
        return Some(RunState::Failed {
            at,
            cause: cause.clone(),
            late: *late,
        });
    }
    let is_before = matches!(
        state,
        RunState::Setup { .. } | RunState::Running { .. } | RunState::Completed { .. }
    );
    let outcome = Outcome::Failed { cause: cause.clone() };
    is_before.then_some(RunState::Collating {
        since: at,
        outcome,
        late: false,
    })
}

fn collated(state: &RunState, at: Timestamp) -> Option<RunState> {
    let RunState::Collating { outcome, late, .. } = state else {
        return None;
    };
    Some(end_of(outcome, at, *late))
}

/// The first cause stays: a script that failed and whose files then can't be had has failed by itself.
fn collation_failed(state: &RunState, at: Timestamp, cause: &FailureCause) -> Option<RunState> {
    let RunState::Collating { outcome, late, .. } = state else {
        return None;
    };
    Some(if *outcome == Outcome::Succeeded {
        RunState::Failed {
            at,
            cause: cause.clone(),
            late: *late,
        }
    } else {
        end_of(outcome, at, *late)
    })
}

fn late_result(state: &RunState, at: Timestamp, end: &ScriptEnd) -> Option<RunState> {
    state.lost_host()?;
    Some(RunState::Collating {
        since: at,
        outcome: Outcome::of_script(end, None),
        late: true,
    })
}

fn end_of(outcome: &Outcome, at: Timestamp, late: bool) -> RunState {
    match outcome {
        Outcome::Succeeded => RunState::FinishedClean { at, late },
        Outcome::Failed { cause } => RunState::Failed {
            at,
            cause: cause.clone(),
            late,
        },
        Outcome::TimedOut { limit } => RunState::TimedOut {
            at,
            limit: *limit,
            late,
        },
        Outcome::Aborted { by } => RunState::Aborted {
            at,
            by: by.clone(),
            late,
        },
    }
}
