//! The names of the states, for columns and filters.

use std::str::FromStr;

use daytona_domain::lifecycle::RunState;
use sea_orm::Iterable;
use sea_orm::entity::prelude::*;

/// Which state a run is in, without the state's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum StateKind {
    #[sea_orm(string_value = "scheduled")]
    Scheduled,
    #[sea_orm(string_value = "waiting")]
    Waiting,
    #[sea_orm(string_value = "setup")]
    Setup,
    #[sea_orm(string_value = "running")]
    Running,
    #[sea_orm(string_value = "completed")]
    Completed,
    #[sea_orm(string_value = "collating")]
    Collating,
    #[sea_orm(string_value = "finished_clean")]
    FinishedClean,
    #[sea_orm(string_value = "failed")]
    Failed,
    #[sea_orm(string_value = "timed_out")]
    TimedOut,
    #[sea_orm(string_value = "aborted")]
    Aborted,
    #[sea_orm(string_value = "imported")]
    Imported,
}

/// A text that names no state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a state of a run; the states are {}", StateKind::names().join(", "))]
pub struct UnknownState {
    pub text: String,
}

impl StateKind {
    pub fn of(state: &RunState) -> Self {
        match state {
            RunState::Scheduled { .. } => Self::Scheduled,
            RunState::Waiting { .. } => Self::Waiting,
            RunState::Setup { .. } => Self::Setup,
            RunState::Running { .. } => Self::Running,
            RunState::Completed { .. } => Self::Completed,
            RunState::Collating { .. } => Self::Collating,
            RunState::FinishedClean { .. } => Self::FinishedClean,
            RunState::Failed { .. } => Self::Failed,
            RunState::TimedOut { .. } => Self::TimedOut,
            RunState::Aborted { .. } => Self::Aborted,
            RunState::Imported { .. } => Self::Imported,
        }
    }

    fn names() -> Vec<String> {
        Self::iter().map(|kind| kind.to_value()).collect()
    }
}

impl FromStr for StateKind {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        Self::iter()
            .find(|kind| kind.to_value() == text)
            .ok_or_else(|| UnknownState {
                text: text.to_owned(),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use daytona_domain::clock::Timestamp;

    #[test]
    fn a_state_is_found_by_the_name_that_the_domain_gives_it() {
        let state = RunState::FinishedClean {
            at: Timestamp::from_micros(0),
            late: false,
        };
        assert_eq!(state.name().parse(), Ok(StateKind::of(&state)));
    }

    #[test]
    fn an_unknown_state_is_refused_with_those_there_are() {
        let error = "done".parse::<StateKind>().unwrap_err().to_string();
        assert!(
            error.starts_with("\"done\" is not a state of a run; the states are scheduled, waiting,"),
            "{error}"
        );
    }
}
