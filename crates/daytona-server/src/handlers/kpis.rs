//! The KPIs of a run.

use axum::extract::State;
use daytona_api::kpi::Kpis;
use daytona_store::results::RunKpis;

use super::run_view;
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::ApiResult;
use crate::extract::{FromPath, RunPath};

/// The KPIs of a run, what was not measured, and what a reader has to know.
#[utoipa::path(get, path = "/tests/{id}/runs/{n}/kpis", tag = "results", params(RunPath),
    responses((status = 200, body = Kpis)))]
pub async fn show(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
) -> ApiResult<axum::Json<Kpis>> {
    let run = run_view::find(&app, &current, path.run()).await?;
    let RunKpis {
        kpis,
        not_measured,
        notes,
    } = app.store.kpis(run.id).await?;
    Ok(axum::Json(Kpis {
        kpis,
        not_measured,
        notes,
    }))
}
