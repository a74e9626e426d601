//! Comparing runs: looks up what is asked for and has it judged.

use axum::extract::{RawQuery, State};
use daytona_api::compare::Comparison;
use daytona_domain::id::TestId;
use daytona_domain::lifecycle::RunState;
use daytona_store::run::{Run, RunFilter, StateKind};

use super::{run_view, test};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::compare::sides::SideKey;
use crate::compare::{self, ComparedRun, ComparedSide, words};
use crate::error::{ApiResult, bad_request, not_found};

/// More contenders than a table can show.
const MAXIMUM_CONTENDERS: usize = 7;
/// How many clean runs of a test count at most: the latest.
const MAXIMUM_RUNS: u64 = 200;
/// How many KPIs of a run are compared at most.
const MAXIMUM_KPIS: u16 = 2_000;

/// Compares runs with a base. A side is `1132/2`, `1132` for a test's latest run, or `1132/*` for all its clean runs.
#[utoipa::path(get, path = "/compare", tag = "results",
    params(("base" = String, Query, description = "The side to compare with"),
           ("contender" = Vec<String>, Query, description = "A side that is judged; up to 7 times")),
    responses((status = 200, body = Comparison)))]
pub async fn show(
    State(app): State<App>,
    current: CurrentUser,
    RawQuery(query): RawQuery,
) -> ApiResult<axum::Json<Comparison>> {
    let Asked { base, contenders } = asked(query.as_deref().unwrap_or(""))?;
    let base = side(&app, &current, base).await?;
    let mut sides = Vec::with_capacity(contenders.len());
    for contender in contenders {
        sides.push(side(&app, &current, contender).await?);
    }
    Ok(axum::Json(compare::compare(&base, &sides)))
}

struct Asked {
    base: String,
    contenders: Vec<String>,
}

/// The names may come several times, which the usual reading of a query doesn't allow.
fn asked(query: &str) -> ApiResult<Asked> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(query).map_err(|_| bad_request("the query can't be read"))?;
    let (mut base, mut contenders) = (None, Vec::new());
    for (name, value) in pairs {
        match name.as_str() {
            "base" if base.is_none() => base = Some(value),
            "contender" => contenders.push(value),
            _ => {
                return Err(bad_request(format!(
                    "give base once and contender once or more, not {name:?}"
                )));
            }
        }
    }
    let base = base.ok_or_else(|| bad_request("say with base=… what to compare with"))?;
    if contenders.is_empty() || contenders.len() > MAXIMUM_CONTENDERS {
        return Err(bad_request(format!(
            "give 1 to {MAXIMUM_CONTENDERS} sides with contender=…"
        )));
    }
    Ok(Asked { base, contenders })
}

async fn side(app: &App, current: &CurrentUser, text: String) -> ApiResult<ComparedSide> {
    let key: SideKey = text.parse().map_err(|error| bad_request(format!("{error}")))?;
    let runs = match key {
        SideKey::Run(run) => vec![run_view::find(app, current, run).await?],
        SideKey::Latest(id) => vec![latest(app, current, id).await?],
        SideKey::AllClean(id) => all_clean(app, current, id).await?,
    };
    let (clean, others): (Vec<Run>, Vec<Run>) = match runs.first() {
        Some(_) => runs
            .into_iter()
            .partition(|run| matches!(run.state, RunState::FinishedClean { .. })),
        None => (Vec::new(), Vec::new()),
    };
    let shown = match (clean.first().or(others.first()), key) {
        (Some(run), _) => run.clone(),
        (None, SideKey::Run(run)) => return Err(not_found(format_args!("run {run}"))),
        (None, SideKey::Latest(id) | SideKey::AllClean(id)) => latest(app, current, id).await?,
    };
    let mut kpis = app.store.kpis_of(&clean, MAXIMUM_KPIS).await?;
    let counted = clean.iter().map(|run| ComparedRun {
        id: run.id,
        kpis: kpis.remove(&run.id).unwrap_or_default(),
    });
    Ok(ComparedSide {
        // The page shows which run is meant, not how it was asked for.
        key: if matches!(key, SideKey::Latest(_)) {
            shown.id.to_string()
        } else {
            text
        },
        title: shown.title.clone(),
        framework: shown.spec.framework_name.clone(),
        runs: counted.collect(),
        left_out: others
            .iter()
            .map(|run| words::left_out(run.id, run.state.name()))
            .collect(),
        spec: shown.spec,
    })
}

async fn latest(app: &App, current: &CurrentUser, id: TestId) -> ApiResult<Run> {
    test::find(app, current, id).await?;
    let page = app.store.runs_of_test(id, None, 1).await?;
    page.items
        .into_iter()
        .next()
        .ok_or_else(|| not_found(format_args!("run of test {id}")))
}

async fn all_clean(app: &App, current: &CurrentUser, id: TestId) -> ApiResult<Vec<Run>> {
    test::find(app, current, id).await?;
    let filter = RunFilter {
        test: Some(id),
        states: vec![StateKind::FinishedClean],
        ..RunFilter::default()
    };
    Ok(app.store.runs(&filter, None, MAXIMUM_RUNS).await?.items)
}
