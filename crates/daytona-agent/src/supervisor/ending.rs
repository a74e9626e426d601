//! When a script and what it started are told to end, and when they are made to. Decides only: no clock, no signals.

use std::time::{Duration, Instant};

use daytona_domain::outcome::ScriptEnd;
use daytona_domain::unit::Span;

/// What a script leaves running when it ends by itself gets at most this long after TERM.
const LEFTOVER_GRACE: Duration = Duration::from_secs(1);
/// A process can start another one while it is being killed, so KILL is sent again and again.
const KILL_AGAIN: Duration = Duration::from_millis(10);
/// A process in an uninterruptible wait, on a dead network file system for example, doesn't end even then.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the supervisor does now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Nothing,
    /// TERM for everything.
    Terminate,
    /// KILL for everything.
    Kill,
    /// What is left can't be ended.
    GiveUp,
}

/// Why the processes of a run are being ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// The script ended by itself and left some.
    Leftovers,
    TimedOut,
    Aborted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Running {
        deadline: Instant,
    },
    Terminating {
        cause: Cause,
        kill_at: Instant,
    },
    Killing {
        cause: Cause,
        again_at: Instant,
        give_up_at: Instant,
    },
}

/// The way of one run to its end.
#[derive(Debug)]
pub(super) struct Ending {
    timeout: Duration,
    grace: Duration,
    stage: Stage,
}

impl Ending {
    pub(super) fn new(exec: Instant, timeout: Duration, grace: Duration) -> Self {
        let deadline = exec + timeout;
        Self {
            timeout,
            grace,
            stage: Stage::Running { deadline },
        }
    }

    /// When [`Self::on_time`] has something to do.
    pub(super) fn next_at(&self) -> Instant {
        match self.stage {
            Stage::Running { deadline } => deadline,
            Stage::Terminating { cause: _, kill_at } => kill_at,
            Stage::Killing {
                cause: _,
                again_at,
                give_up_at: _,
            } => again_at,
        }
    }

    pub(super) fn on_time(&mut self, now: Instant) -> Action {
        if now < self.next_at() {
            return Action::Nothing;
        }
        match self.stage {
            Stage::Running { deadline: _ } => self.terminate(Cause::TimedOut, self.grace, now),
            Stage::Terminating { cause, kill_at: _ } => self.kill(cause, now, now + PATIENCE),
            Stage::Killing {
                cause: _,
                again_at: _,
                give_up_at,
            } if now >= give_up_at => Action::GiveUp,
            Stage::Killing {
                cause,
                again_at: _,
                give_up_at,
            } => self.kill(cause, now, give_up_at),
        }
    }

    /// An abort that comes when the end has begun changes nothing.
    pub(super) fn on_abort(&mut self, now: Instant) -> Action {
        match self.stage {
            Stage::Running { deadline: _ } => self.terminate(Cause::Aborted, self.grace, now),
            Stage::Terminating { .. } | Stage::Killing { .. } => Action::Nothing,
        }
    }

    /// The script itself has ended, and processes that it started have not.
    pub(super) fn on_script_ended(&mut self, now: Instant) -> Action {
        match self.stage {
            Stage::Running { deadline: _ } => {
                self.terminate(Cause::Leftovers, self.grace.min(LEFTOVER_GRACE), now)
            }
            Stage::Terminating { .. } | Stage::Killing { .. } => Action::Nothing,
        }
    }

    /// Whether what runs has been told to end, and is not yet made to.
    pub(super) fn is_terminating(&self) -> bool {
        match self.stage {
            Stage::Terminating { .. } => true,
            Stage::Running { .. } | Stage::Killing { .. } => false,
        }
    }

    /// How the run's script counts as ended, given how its process did.
    pub(super) fn verdict(&self, process: ScriptEnd) -> ScriptEnd {
        let cause = match self.stage {
            Stage::Running { deadline: _ } => return process,
            Stage::Terminating { cause, .. } | Stage::Killing { cause, .. } => cause,
        };
        match cause {
            Cause::Leftovers => process,
            Cause::TimedOut => ScriptEnd::TimedOut {
                limit: Span::new(self.timeout),
            },
            Cause::Aborted => ScriptEnd::Aborted,
        }
    }

    fn terminate(&mut self, cause: Cause, grace: Duration, now: Instant) -> Action {
        let kill_at = now + grace;
        self.stage = Stage::Terminating { cause, kill_at };
        Action::Terminate
    }

    fn kill(&mut self, cause: Cause, now: Instant, give_up_at: Instant) -> Action {
        let again_at = now + KILL_AGAIN;
        self.stage = Stage::Killing {
            cause,
            again_at,
            give_up_at,
        };
        Action::Kill
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(10);
    const GRACE: Duration = Duration::from_secs(5);
    const EXITED: ScriptEnd = ScriptEnd::Exited { code: 0 };

    fn ending() -> (Ending, Instant) {
        let exec = Instant::now();
        (Ending::new(exec, TIMEOUT, GRACE), exec)
    }

    #[test]
    fn a_script_that_ends_in_time_ends_as_it_did() {
        let (ending, _) = ending();
        assert_eq!(ending.verdict(EXITED), EXITED);
    }

    #[test]
    fn at_the_time_limit_comes_term_and_after_the_grace_kill_until_nothing_is_left() {
        let (mut ending, exec) = ending();
        assert_eq!(
            ending.on_time(exec + TIMEOUT - Duration::from_millis(1)),
            Action::Nothing
        );
        assert_eq!(ending.on_time(exec + TIMEOUT), Action::Terminate);
        assert!(ending.is_terminating());
        let killed = exec + TIMEOUT + GRACE;
        assert_eq!(ending.next_at(), killed);
        assert_eq!(ending.on_time(killed), Action::Kill);
        assert_eq!(ending.on_time(killed), Action::Nothing);
        assert_eq!(ending.on_time(killed + KILL_AGAIN), Action::Kill);
        assert_eq!(ending.on_time(killed + PATIENCE), Action::GiveUp);
        let limit = Span::new(TIMEOUT);
        assert_eq!(ending.verdict(EXITED), ScriptEnd::TimedOut { limit });
    }

    #[test]
    fn an_aborted_script_that_exits_with_0_on_term_was_still_aborted() {
        let (mut ending, exec) = ending();
        assert_eq!(ending.on_abort(exec), Action::Terminate);
        assert_eq!(ending.on_script_ended(exec), Action::Nothing);
        assert_eq!(ending.verdict(EXITED), ScriptEnd::Aborted);
    }

    #[test]
    fn an_abort_after_the_scripts_own_end_changes_nothing() {
        let (mut ending, exec) = ending();
        assert_eq!(ending.on_script_ended(exec), Action::Terminate);
        assert_eq!(ending.on_abort(exec), Action::Nothing);
        assert_eq!(ending.verdict(EXITED), EXITED);
    }

    #[test]
    fn what_an_ended_script_leaves_gets_a_short_grace() {
        let (mut ending, exec) = ending();
        ending.on_script_ended(exec);
        assert_eq!(ending.on_time(exec + LEFTOVER_GRACE), Action::Kill);
        assert_eq!(ending.verdict(EXITED), EXITED);
    }
}
