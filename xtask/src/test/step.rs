//! One step: what it is called, which programs it needs, and what it runs.

use std::process::Command;

use anyhow::Result;

use crate::{postgres, repository, tool};

pub(super) struct Step {
    pub(super) name: String,
    /// Programs without which the step is skipped.
    needs: Vec<&'static str>,
    work: Work,
}

/// What a step does.
enum Work {
    /// Runs these one after the other.
    Commands(Vec<Command>),
    /// The same, with a PostgreSQL that is there for them alone.
    OnPostgres(Vec<Command>),
    /// Calls one of our own checks.
    Check(fn() -> Result<()>),
    /// Nothing, for this reason.
    Nothing(&'static str),
}

/// How a step ended.
pub(super) enum Outcome {
    Passed,
    Failed { reason: String },
    Skipped { reason: String },
    NotReached,
}

impl Outcome {
    pub(super) fn is_red(&self) -> bool {
        matches!(self, Self::Failed { .. })
    }

    pub(super) fn words(&self) -> String {
        match self {
            Self::Passed => "ok".to_owned(),
            Self::Failed { reason } => format!("FAILED: {reason}"),
            Self::Skipped { reason } => format!("skipped: {reason}"),
            Self::NotReached => "not reached".to_owned(),
        }
    }
}

impl Step {
    pub(super) fn commands(name: &str, commands: Vec<Command>) -> Self {
        Self {
            name: name.to_owned(),
            needs: Vec::new(),
            work: Work::Commands(commands),
        }
    }

    /// Commands that find a PostgreSQL to make databases in.
    pub(super) fn on_postgres(name: &str, commands: Vec<Command>) -> Self {
        Self {
            name: name.to_owned(),
            needs: postgres::NEEDS.to_vec(),
            work: Work::OnPostgres(commands),
        }
    }

    pub(super) fn check(name: &str, check: fn() -> Result<()>) -> Self {
        Self {
            name: name.to_owned(),
            needs: Vec::new(),
            work: Work::Check(check),
        }
    }

    /// A step that can't be done here. It is listed all the same, so that nobody takes it for done.
    pub(super) fn skipped(name: &str, reason: &'static str) -> Self {
        Self {
            name: name.to_owned(),
            needs: Vec::new(),
            work: Work::Nothing(reason),
        }
    }

    pub(super) fn needs(mut self, needs: &[&'static str]) -> Self {
        self.needs.extend(needs);
        self
    }

    pub(super) fn run(self) -> Outcome {
        let missing: Vec<_> = self
            .needs
            .into_iter()
            .filter(|program| tool::find(program).is_none())
            .collect();
        if !missing.is_empty() {
            let reason = format!("{} missing; --install installs it", missing.join(", "));
            return Outcome::Skipped { reason };
        }
        let done = match self.work {
            Work::Nothing(reason) => {
                return Outcome::Skipped {
                    reason: reason.to_owned(),
                };
            }
            Work::Check(check) => check(),
            Work::Commands(commands) => run_all(commands),
            Work::OnPostgres(commands) => run_on_postgres(commands),
        };
        match done {
            Ok(()) => Outcome::Passed,
            Err(error) => Outcome::Failed {
                reason: format!("{error:#}"),
            },
        }
    }
}

fn run_all(mut commands: Vec<Command>) -> Result<()> {
    commands.iter_mut().try_for_each(|command| {
        println!("$ {}", tool::line(command));
        tool::run(command)
    })
}

fn run_on_postgres(mut commands: Vec<Command>) -> Result<()> {
    let cluster = postgres::Cluster::start(&repository::root()?)?;
    for command in &mut commands {
        cluster.lend(command);
    }
    run_all(commands)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn shell(script: &str) -> Command {
        let mut command = tool::command(Path::new("/"), "sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_step_stops_at_its_first_failing_command() {
        let folder = tempfile::tempdir().unwrap();
        let mark = folder.path().join("mark");
        let second = shell(&format!("touch {}", mark.display()));
        let outcome = Step::commands("two", vec![shell("exit 3"), second]).run();
        assert_eq!(
            outcome.words(),
            "FAILED: `sh -c 'exit 3'` failed (exit status: 3)"
        );
        assert!(!mark.exists());
    }

    #[test]
    fn a_step_whose_program_is_missing_is_skipped_and_says_which() {
        let step = Step::commands("load", vec![shell("exit 1")]).needs(&["sh", "no-such-load-tool"]);
        assert_eq!(
            step.run().words(),
            "skipped: no-such-load-tool missing; --install installs it"
        );
    }

    #[test]
    fn a_check_of_our_own_fails_with_its_words() {
        assert_eq!(Step::check("good", || Ok(())).run().words(), "ok");
        let bad = Step::check("bad", || anyhow::bail!("two edges too many"));
        assert_eq!(bad.run().words(), "FAILED: two edges too many");
    }
}
