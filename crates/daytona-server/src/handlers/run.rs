//! One run: all that is known of it, its end, why it waits, and its history.

use axum::extract::State;
use daytona_api::history::HistoryEntry;
use daytona_api::page::Page;
use daytona_api::queue::Why;
use daytona_api::run::{HostProgress, Run, RunDetail};
use daytona_domain::host::HostRole;
use daytona_domain::id::EventId;
use daytona_domain::invocation::command_line;
use daytona_domain::lifecycle::{Event, RunState};
use daytona_domain::name::HostName;
use daytona_domain::outcome::By;
use daytona_domain::permission::Action;
use daytona_protocol::pb::Phase;
use daytona_store::history as stored;
use daytona_store::results::FileTally;
use daytona_store::run::Run as StoredRun;

use super::{choice, queue, run_view, test};
use crate::agents::health::Health;
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, conflict};
use crate::extract::{FromPath, FromQuery, Paging, RunPath};
use crate::scheduler::{Change, ChangeError};

/// A run with all that was decided when it was made.
#[utoipa::path(get, path = "/tests/{id}/runs/{n}", tag = "runs", params(RunPath),
    responses((status = 200, body = RunDetail)))]
pub async fn show(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
) -> ApiResult<axum::Json<RunDetail>> {
    let run = run_view::find(&app, &current, path.run()).await?;
    let of_test = test::find(&app, &current, path.id).await?;
    let tallies = app.store.file_tallies(run.id).await?;
    let (earlier, later) = app.store.neighbours(run.id).await?;
    let spec = run.spec.clone();
    let detail = RunDetail {
        revision: spec.revision,
        arguments: choice::arguments(&spec.arguments, &spec.secrets),
        command_line: command_line(&spec.script, spec.pass_arguments, &spec.shown_arguments()),
        timeout: spec.timeout,
        subjects: spec.subjects,
        configuration: spec.configuration,
        why_waiting: is_waiting(&run.state).then(|| queue::why(&app, run.id)).flatten(),
        host_progress: spec
            .hosts
            .iter()
            .map(|(role, host)| progress(&app, &run, role, host, &tallies))
            .collect(),
        notes: app.store.kpis(run.id).await?.notes,
        files: tallies.iter().map(|tally| tally.files + tally.skipped).sum(),
        file_bytes: tallies.iter().map(|tally| tally.bytes).sum(),
        runs_of_test: i64::try_from(of_test.runs).unwrap_or(i64::MAX),
        earlier,
        later,
        may_run_again: current.can(Action::RunTest, &of_test.ownership()),
        previous: app.store.previous_clean(&run).await?,
        run: run_view::one(&app, &current, run).await?,
    };
    Ok(axum::Json(detail))
}

/// Asks for the run's end. 409 if its script has ended already: collecting goes on.
#[utoipa::path(post, path = "/tests/{id}/runs/{n}/abort", tag = "runs", params(RunPath),
    responses((status = 200, body = Run)))]
pub async fn abort(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
) -> ApiResult<axum::Json<Run>> {
    let run = run_view::find(&app, &current, path.run()).await?;
    current.may(Action::AbortRun, &run.ownership())?;
    let by = By::User(current.user.name.to_string());
    let event = Event::AbortRequested {
        at: app.clock.now(),
        by: by.clone(),
    };
    let sentence = format!("{by} asked for its end");
    let change = Change {
        events: vec![(event, by, sentence)],
        ..Change::default()
    };
    match app.scheduler.commit(run.id, change).await {
        Ok(_) => {}
        Err(ChangeError::NotLive { run: id }) => {
            return Err(conflict(format!(
                "run {id} has already ended ({})",
                run.state.name()
            )));
        }
        Err(error) => return Err(error.into()),
    }
    let run = run_view::find(&app, &current, path.run()).await?;
    Ok(axum::Json(run_view::one(&app, &current, run).await?))
}

/// Why the run isn't running, in one sentence that is true now.
#[utoipa::path(get, path = "/tests/{id}/runs/{n}/why", tag = "runs", params(RunPath),
    responses((status = 200, body = Why)))]
pub async fn why(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
) -> ApiResult<axum::Json<Why>> {
    let run = run_view::find(&app, &current, path.run()).await?;
    let reason = is_waiting(&run.state).then(|| queue::why(&app, run.id)).flatten();
    let reason = reason.unwrap_or_else(|| format!("it is not waiting: {}", run_view::sentence(&run.state)));
    Ok(axum::Json(Why { run: run.id, reason }))
}

/// What happened to the run, oldest first.
#[utoipa::path(get, path = "/tests/{id}/runs/{n}/history", tag = "runs", params(RunPath, Paging),
    responses((status = 200, body = Page<HistoryEntry>)))]
pub async fn history(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
    FromQuery(paging): FromQuery<Paging>,
) -> ApiResult<axum::Json<Page<HistoryEntry>>> {
    let run = run_view::find(&app, &current, path.run()).await?;
    let entries = app
        .store
        .history(run.id, paging.cursor::<EventId>()?, paging.limit())
        .await?;
    Ok(axum::Json(super::page(entries, entry)))
}

fn entry(entry: stored::HistoryEntry) -> HistoryEntry {
    let stored::HistoryEntry {
        id,
        at,
        event,
        state,
        by,
        sentence,
        epoch,
    } = entry;
    HistoryEntry {
        id,
        at,
        state,
        event,
        by,
        sentence,
        epoch,
    }
}

fn is_waiting(state: &RunState) -> bool {
    matches!(state, RunState::Scheduled { .. } | RunState::Waiting { .. })
}

fn progress(
    app: &App,
    run: &StoredRun,
    role: HostRole,
    host: &HostName,
    tallies: &[FileTally],
) -> HostProgress {
    let kept = tallies.iter().find(|tally| tally.host == *host);
    let collecting = app.collections.progress(run.id, host);
    let (files_verified, files_total) = match (collecting, kept) {
        (Some(progress), _) => (progress.verified, progress.total),
        (None, Some(tally)) => (tally.verified, tally.files),
        (None, None) => (0, 0),
    };
    HostProgress {
        host: host.clone(),
        role,
        connected: app.registry.health(host, app.clock.now()) == Health::Connected,
        phase: phase(app, run, host, collecting.is_some()).to_owned(),
        files_verified,
        files_total,
    }
}

fn phase(app: &App, run: &StoredRun, host: &HostName, is_collecting: bool) -> &'static str {
    if run.state.is_terminal() {
        return "done";
    }
    if !run.state.holds_hosts() {
        return "waiting";
    }
    if is_collecting {
        return "collecting";
    }
    let agents = app.registry.lock();
    let held = agents.get(host).and_then(|agent| agent.held.get(&run.id));
    match held.map_or(Phase::Unknown, |held| held.status.phase()) {
        Phase::Unknown | Phase::Preparing => "preparing",
        Phase::Ready => "ready",
        Phase::Failed => "failed",
        Phase::Running => "running",
        Phase::Ended => "ended",
        Phase::Gone => "collected",
    }
}
