//! The marks that a script made on the time line of its run, read from its file: live and afterwards by the same call.

use axum::extract::State;
use axum::http::StatusCode;
use daytona_api::mark::{Mark, Marks};
use daytona_domain::layout;
use daytona_results::format::marks;

use super::{content, run_view};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, internal};
use crate::extract::{FromPath, RunPath};

/// The phases and moments that the script marked with `daytona mark`.
#[utoipa::path(get, path = "/tests/{id}/runs/{n}/marks", tag = "results", params(RunPath),
    responses((status = 200, body = Marks)))]
pub async fn show(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
) -> ApiResult<axum::Json<Marks>> {
    let run = run_view::find(&app, &current, path.run()).await?;
    let content = match content::open(&app, &run, &run.spec.hosts.execution, layout::MARKS).await {
        Ok(content) => content,
        // The script has marked nothing yet, or ever.
        Err(error) if error.status() == StatusCode::NOT_FOUND => return Ok(axum::Json(Marks::default())),
        Err(error) => return Err(error),
    };
    let read = tokio::task::spawn_blocking(move || marks::read(content.file)).await;
    let marks = read
        .map_err(|error| internal(&error))?
        .into_iter()
        .map(|mark| Mark {
            name: mark.name,
            kind: mark.kind,
            elapsed_seconds: mark.elapsed.as_secs_f64(),
        });
    Ok(axum::Json(Marks {
        marks: marks.collect(),
    }))
}
