//! Runs as they are sent: with a sentence for their state, the first KPIs, and hosts that aren't connected.

use daytona_api::run::{Disconnected, Run};
use daytona_domain::id::RunId;
use daytona_domain::kpi::Kpi;
use daytona_domain::lifecycle::RunState;
use daytona_domain::outcome::Outcome;
use daytona_domain::permission::Action;
use daytona_domain::tag::Tag;
use daytona_store::run as stored;

use crate::agents::health::Health;
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, in_trash, not_found};

/// How many KPIs a run in a list has.
const LISTED_KPIS: u16 = 3;

/// A run that the person may see.
pub(super) async fn find(app: &App, current: &CurrentUser, id: RunId) -> ApiResult<stored::Run> {
    let run = app.store.run(id).await?;
    let run = run.ok_or_else(|| not_found(format_args!("run {id}")))?;
    current.may(Action::View, &run.ownership())?;
    match run.trash {
        None => Ok(run),
        Some(item) => Err(in_trash(format_args!("run {id}"), item)),
    }
}

pub(super) async fn one(app: &App, current: &CurrentUser, run: stored::Run) -> ApiResult<Run> {
    let runs = std::slice::from_ref(&run);
    let mut kpis = app.store.kpis_of(runs, LISTED_KPIS).await?;
    let mut tags = app.store.tags_of_runs(runs).await?;
    let extras = Extras {
        kpis: kpis.remove(&run.id).unwrap_or_default(),
        tags: tags.remove(&run.id).unwrap_or_default(),
    };
    Ok(view(app, current, run, extras))
}

pub(super) async fn all(app: &App, current: &CurrentUser, runs: Vec<stored::Run>) -> ApiResult<Vec<Run>> {
    let mut kpis = app.store.kpis_of(&runs, LISTED_KPIS).await?;
    let mut tags = app.store.tags_of_runs(&runs).await?;
    let views = runs.into_iter().map(|run| {
        let extras = Extras {
            kpis: kpis.remove(&run.id).unwrap_or_default(),
            tags: tags.remove(&run.id).unwrap_or_default(),
        };
        view(app, current, run, extras)
    });
    Ok(views.collect())
}

/// What is stored apart from a run.
struct Extras {
    kpis: Vec<Kpi>,
    tags: Vec<Tag>,
}

fn view(app: &App, current: &CurrentUser, run: stored::Run, extras: Extras) -> Run {
    let Extras { kpis, tags } = extras;
    let may_edit = current.can(Action::EditTest, &run.ownership());
    let may_abort = is_abortable(&run.state) && current.can(Action::AbortRun, &run.ownership());
    Run {
        run: run.id,
        framework: run.spec.framework_name.clone(),
        title: run.title.clone(),
        owner: run.owner.name.to_string(),
        sentence: sentence(&run.state),
        submitted: run.submitted,
        started: run.started,
        ran_seconds: run.ran.map(|ran| ran.as_secs_f64()),
        ended: run.ended,
        disconnected: disconnected(app, &run),
        hosts: run.spec.hosts,
        state: run.state,
        kpis,
        tags,
        may_abort,
        may_edit,
    }
}

fn disconnected(app: &App, run: &stored::Run) -> Vec<Disconnected> {
    if !run.state.holds_hosts() {
        return Vec::new();
    }
    let now = app.clock.now();
    let away = run.spec.hosts.iter().filter_map(|(_, host)| {
        let since = match app.registry.health(host, now) {
            Health::Connected => return None,
            Health::Disconnected { since } | Health::Suspect { since } | Health::Lost { since } => since,
        };
        Some(Disconnected {
            host: host.clone(),
            since,
        })
    });
    away.collect()
}

/// Whether an abort still changes something.
fn is_abortable(state: &RunState) -> bool {
    match state {
        RunState::Scheduled { .. } | RunState::Waiting { .. } | RunState::Setup { .. } => true,
        RunState::Running { abort, .. } => abort.is_none(),
        RunState::Completed { .. }
        | RunState::Collating { .. }
        | RunState::FinishedClean { .. }
        | RunState::Failed { .. }
        | RunState::TimedOut { .. }
        | RunState::Aborted { .. }
        | RunState::Imported { .. } => false,
    }
}

/// What a state means for its run, in one sentence.
pub(super) fn sentence(state: &RunState) -> String {
    match state {
        RunState::Scheduled { .. } => "it was submitted and is picked up in a moment".to_owned(),
        RunState::Waiting { .. } => "it waits for its hosts".to_owned(),
        RunState::Setup { .. } => "its hosts are being prepared".to_owned(),
        RunState::Running { abort: None, .. } => "the script runs".to_owned(),
        RunState::Running { abort: Some(by), .. } => {
            format!("{by} has asked for its end; the script is being ended")
        }
        RunState::Completed { outcome, .. } => format!("the script has ended: {}", outcome_words(outcome)),
        RunState::Collating { outcome, late, .. } => with_late(
            format!("results are being collected: {}", outcome_words(outcome)),
            *late,
        ),
        RunState::FinishedClean { late, .. } => with_late(
            "the script ended with exit code 0 and every result file is verified".to_owned(),
            *late,
        ),
        RunState::Failed { cause, late, .. } => with_late(cause.to_string(), *late),
        RunState::TimedOut { limit, late, .. } => {
            with_late(format!("the script ran longer than its limit of {limit}"), *late)
        }
        RunState::Aborted { by, late, .. } => with_late(format!("aborted by {by}"), *late),
        RunState::Imported { original_state } => format!("imported; there it was {original_state}"),
    }
}

fn outcome_words(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Succeeded => "exit code 0".to_owned(),
        Outcome::Failed { cause } => cause.to_string(),
        Outcome::TimedOut { limit } => format!("it ran longer than its limit of {limit}"),
        Outcome::Aborted { by } => format!("aborted by {by}"),
    }
}

fn with_late(sentence: String, late: bool) -> String {
    if late {
        format!("{sentence}; the result came after its host had been given up")
    } else {
        sentence
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use daytona_domain::clock::Timestamp;
    use daytona_domain::outcome::{By, FailureCause};

    #[test]
    fn every_state_is_told_in_a_sentence() {
        let at = Timestamp::from_micros(0);
        let ana = By::User("ana".to_owned());
        let cause = FailureCause::ExitCode { code: 7 };
        let states = [
            RunState::Scheduled { since: at },
            RunState::Running {
                since: at,
                abort: Some(ana.clone()),
            },
            RunState::Completed {
                since: at,
                outcome: Outcome::Succeeded,
            },
            RunState::Collating {
                since: at,
                outcome: Outcome::Failed { cause: cause.clone() },
                late: false,
            },
            RunState::FinishedClean { at, late: true },
            RunState::Failed {
                at,
                cause,
                late: false,
            },
            RunState::TimedOut {
                at,
                limit: "10m".parse().unwrap(),
                late: false,
            },
            RunState::Aborted {
                at,
                by: ana,
                late: false,
            },
        ];
        let sentences: Vec<_> = states.iter().map(sentence).collect();
        insta::assert_snapshot!(sentences.join("\n"), @"
        it was submitted and is picked up in a moment
        ana has asked for its end; the script is being ended
        the script has ended: exit code 0
        results are being collected: the script ended with exit code 7
        the script ended with exit code 0 and every result file is verified; the result came after its host had been given up
        the script ended with exit code 7
        the script ran longer than its limit of 10m
        aborted by ana
        ");
        assert!(is_abortable(&states[0]) && !is_abortable(&states[1]) && !is_abortable(&states[3]));
    }
}
