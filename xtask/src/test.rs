//! `cargo xtask test`: everything that CI runs, step by step, the fast ones first, with a summary at the end.
//!
//! What the steps are stands in `steps`; this file runs them and judges the whole.

mod snapshots;
mod step;
mod steps;
mod web;

use std::time::Instant;

use anyhow::{Result, bail};
use clap::Parser;

use crate::{install, repository};
use step::{Outcome, Step};

#[derive(Debug, Parser)]
pub(crate) struct Args {
    /// First install what is missing: Debian's packages, and the tools of cargo's
    #[arg(long)]
    install: bool,
    /// Run the remaining steps after one has failed
    #[arg(long)]
    keep_going: bool,
    /// Also look for known vulnerabilities, which needs the network to fetch their database
    #[arg(long)]
    advisories: bool,
}

/// Runs the steps.
///
/// # Errors
/// If a step fails; in CI, also if one is skipped.
pub(crate) fn run(args: &Args) -> Result<()> {
    let root = repository::root()?;
    if args.install {
        install::for_tests(&root)?;
    }
    let steps = steps::all(&root, args.advisories)?;
    let mut results = Vec::new();
    for step in steps {
        let goes_on = args.keep_going || !results.iter().any(|result: &StepResult| result.outcome.is_red());
        results.push(if goes_on {
            run_step(step)
        } else {
            StepResult::not_reached(&step)
        });
    }
    print!("\n{}", summary(&results));
    judge(&results, repository::is_ci())
}

/// How a step went, for the summary.
struct StepResult {
    name: String,
    outcome: Outcome,
    seconds: f64,
}

impl StepResult {
    fn not_reached(step: &Step) -> Self {
        Self {
            name: step.name.clone(),
            outcome: Outcome::NotReached,
            seconds: 0.0,
        }
    }
}

fn run_step(step: Step) -> StepResult {
    let name = step.name.clone();
    println!("\n==> {name}");
    let start = Instant::now();
    let outcome = step.run();
    let seconds = start.elapsed().as_secs_f64();
    println!("<== {name}: {}, {seconds:.1} s", outcome.words());
    StepResult {
        name,
        outcome,
        seconds,
    }
}

fn summary(results: &[StepResult]) -> String {
    let row = |result: &StepResult| {
        format!(
            "{:24}{:>8.1} s  {}\n",
            result.name,
            result.seconds,
            result.outcome.words()
        )
    };
    let total: f64 = results.iter().map(|result| result.seconds).sum();
    let rows: String = results.iter().map(row).collect();
    format!("{rows}{:24}{total:>8.1} s\n", "in all")
}

fn judge(results: &[StepResult], is_ci: bool) -> Result<()> {
    let names = |wanted: fn(&Outcome) -> bool| -> Vec<&str> {
        results
            .iter()
            .filter(|result| wanted(&result.outcome))
            .map(|result| result.name.as_str())
            .collect()
    };
    let red = names(Outcome::is_red);
    if !red.is_empty() {
        bail!("failed: {}", red.join(", "));
    }
    let skipped = names(|outcome| matches!(outcome, Outcome::Skipped { .. }));
    if is_ci && !skipped.is_empty() {
        bail!("skipped, which is a failure in CI: {}", skipped.join(", "));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(name: &str, outcome: Outcome) -> StepResult {
        let ran = matches!(outcome, Outcome::Passed | Outcome::Failed { .. });
        let seconds = if ran { 1.25 } else { 0.0 };
        StepResult {
            name: name.to_owned(),
            outcome,
            seconds,
        }
    }

    fn skipped() -> Outcome {
        Outcome::Skipped {
            reason: "chromium missing; --install installs it".to_owned(),
        }
    }

    #[test]
    fn the_summary_lists_every_step_with_its_time_and_end() {
        let results = [
            result("format", Outcome::Passed),
            result(
                "clippy",
                Outcome::Failed {
                    reason: "`cargo clippy` failed".to_owned(),
                },
            ),
            result("end to end", skipped()),
            result("documentation", Outcome::NotReached),
        ];
        insta::assert_snapshot!(summary(&results), @"
    format                       1.2 s  ok
    clippy                       1.2 s  FAILED: `cargo clippy` failed
    end to end                   0.0 s  skipped: chromium missing; --install installs it
    documentation                0.0 s  not reached
    in all                       2.5 s
    ");
    }

    #[test]
    fn a_skipped_step_is_a_failure_in_ci_and_nowhere_else() {
        let results = [result("format", Outcome::Passed), result("end to end", skipped())];
        assert!(judge(&results, false).is_ok());
        let error = judge(&results, true).unwrap_err();
        assert_eq!(error.to_string(), "skipped, which is a failure in CI: end to end");
    }

    #[test]
    fn a_failed_step_is_a_failure_everywhere() {
        let failed = Outcome::Failed {
            reason: "`cargo fmt` failed".to_owned(),
        };
        let results = [result("format", failed), result("clippy", Outcome::NotReached)];
        assert_eq!(judge(&results, false).unwrap_err().to_string(), "failed: format");
    }
}
