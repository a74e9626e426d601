//! Between the generated types and the domain's.

use std::time::Duration;

use daytona_domain::id::{Epoch, Generation, LeaseNumber, RunId};
use daytona_domain::name::{FrameworkName, InvalidName};
use daytona_domain::outcome::ScriptEnd;
use daytona_domain::unit::Span;

use crate::pb;
use crate::pb::script_end::End;

/// A message that lacks what it must have.
#[derive(Debug, thiserror::Error)]
pub enum InvalidMessage {
    #[error("the message names no run")]
    NoRun,
    #[error("the run's framework name is invalid")]
    Framework(#[source] InvalidName),
    #[error("{test}/{number} is no run")]
    Run { test: i64, number: i64 },
    #[error("the message does not say how the script ended")]
    NoEnd,
}

/// A run as the link names it: with its lease and its folder's first part.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LinkRun {
    pub run: RunId,
    pub lease: LeaseNumber,
    pub framework: FrameworkName,
}

impl LinkRun {
    pub fn from_message(message: Option<&pb::RunRef>) -> Result<Self, InvalidMessage> {
        let pb::RunRef {
            test,
            number,
            generation,
            epoch,
            framework,
        } = message.ok_or(InvalidMessage::NoRun)?;
        if *test < 1 || *number < 1 {
            return Err(InvalidMessage::Run {
                test: *test,
                number: *number,
            });
        }
        Ok(Self {
            run: RunId::new(*test, *number),
            lease: LeaseNumber {
                generation: Generation::new(*generation),
                epoch: Epoch::new(*epoch),
            },
            framework: framework.parse().map_err(InvalidMessage::Framework)?,
        })
    }

    pub fn to_message(&self) -> pb::RunRef {
        pb::RunRef {
            test: self.run.test.get(),
            number: self.run.number.get(),
            generation: self.lease.generation.get(),
            epoch: self.lease.epoch.get(),
            framework: self.framework.to_string(),
        }
    }
}

/// How a script ended, from its message.
pub fn script_end(message: Option<&pb::ScriptEnd>) -> Result<ScriptEnd, InvalidMessage> {
    let end = message
        .and_then(|message| message.end.as_ref())
        .ok_or(InvalidMessage::NoEnd)?;
    Ok(match end {
        End::ExitCode(code) => ScriptEnd::Exited { code: *code },
        End::Signal(signal) => ScriptEnd::Signalled { signal: *signal },
        End::TimedOutAfterMs(ms) => ScriptEnd::TimedOut {
            limit: Span::new(Duration::from_millis(*ms)),
        },
        End::Aborted(_) => ScriptEnd::Aborted,
        End::CannotStart(reason) => ScriptEnd::CannotStart {
            reason: reason.clone(),
        },
        End::SupervisorLost(_) => ScriptEnd::SupervisorLost,
        End::HostRebooted(_) => ScriptEnd::HostRebooted,
    })
}

/// How a script ended, as a message.
pub fn script_end_message(end: &ScriptEnd) -> pb::ScriptEnd {
    let end = match end {
        ScriptEnd::Exited { code } => End::ExitCode(*code),
        ScriptEnd::Signalled { signal } => End::Signal(*signal),
        ScriptEnd::TimedOut { limit } => {
            End::TimedOutAfterMs(u64::try_from(limit.get().as_millis()).unwrap_or(u64::MAX))
        }
        ScriptEnd::Aborted => End::Aborted(true),
        ScriptEnd::CannotStart { reason } => End::CannotStart(reason.clone()),
        ScriptEnd::SupervisorLost => End::SupervisorLost(true),
        ScriptEnd::HostRebooted => End::HostRebooted(true),
    };
    pb::ScriptEnd { end: Some(end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_of_a_script_survives_the_link() {
        let ends = [
            ScriptEnd::Exited { code: 7 },
            ScriptEnd::Signalled { signal: 9 },
            ScriptEnd::TimedOut {
                limit: Span::from_secs(3),
            },
            ScriptEnd::Aborted,
            ScriptEnd::CannotStart {
                reason: "no interpreter".to_owned(),
            },
            ScriptEnd::SupervisorLost,
            ScriptEnd::HostRebooted,
        ];
        for end in ends {
            assert_eq!(script_end(Some(&script_end_message(&end))).unwrap(), end);
        }
    }

    #[test]
    fn a_run_with_a_name_that_could_leave_its_folder_is_refused() {
        let message = pb::RunRef {
            test: 1,
            number: 1,
            generation: 1,
            epoch: 1,
            framework: "../etc".to_owned(),
        };
        assert!(matches!(
            LinkRun::from_message(Some(&message)),
            Err(InvalidMessage::Framework(_))
        ));
        assert!(matches!(LinkRun::from_message(None), Err(InvalidMessage::NoRun)));
        let message = pb::RunRef {
            test: 0,
            framework: "gzip".to_owned(),
            ..message
        };
        assert!(matches!(
            LinkRun::from_message(Some(&message)),
            Err(InvalidMessage::Run { .. })
        ));
    }
}
