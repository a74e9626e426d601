//! The exit codes that scripts rely on, and which error or end of a run means which.

use daytona_api::client::ClientError;
use daytona_domain::lifecycle::RunState;

pub const DONE: u8 = 0;
pub const ERROR: u8 = 1;
pub const USAGE: u8 = 2;
pub const NOT_CLEAN: u8 = 3;
pub const REGRESSION: u8 = 4;
pub const NO_VERDICT: u8 = 5;
pub const INFRASTRUCTURE: u8 = 6;
pub const INTERRUPTED: u8 = 130;

/// The code for a watched run that has ended.
pub fn of_run(state: &RunState) -> u8 {
    match state {
        RunState::FinishedClean { .. } => DONE,
        RunState::Failed { cause, .. } if cause.is_infrastructure() => INFRASTRUCTURE,
        RunState::Failed { .. } | RunState::TimedOut { .. } | RunState::Aborted { .. } => NOT_CLEAN,
        RunState::Imported { .. }
        | RunState::Scheduled { .. }
        | RunState::Waiting { .. }
        | RunState::Setup { .. }
        | RunState::Running { .. }
        | RunState::Completed { .. }
        | RunState::Collating { .. } => DONE,
    }
}

/// The code for an error.
pub fn of_error(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<ClientError>() {
        Some(client) if client.is_unreachable() => INFRASTRUCTURE,
        Some(_) | None => ERROR,
    }
}

#[cfg(test)]
mod tests {
    use daytona_domain::clock::Timestamp;
    use daytona_domain::outcome::{By, FailureCause};

    use super::*;

    #[test]
    fn a_failed_machine_is_another_code_than_a_failed_test() {
        let at = Timestamp::from_micros(0);
        let failed = |cause| RunState::Failed {
            at,
            cause,
            late: false,
        };
        assert_eq!(of_run(&RunState::FinishedClean { at, late: false }), 0);
        assert_eq!(of_run(&failed(FailureCause::ExitCode { code: 7 })), 3);
        assert_eq!(
            of_run(&RunState::Aborted {
                at,
                by: By::Server,
                late: false
            }),
            3
        );
        let host = "load-1".parse().unwrap();
        assert_eq!(of_run(&failed(FailureCause::Lost { host })), 6);
        assert_eq!(of_run(&failed(FailureCause::SupervisorLost)), 6);
    }
}
