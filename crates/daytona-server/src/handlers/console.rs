//! The console, as raw bytes by range: live and afterwards by the same call.

use std::os::unix::fs::FileExt;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use daytona_api::console::{GROWING, RANGE_FROM, TOTAL_BYTES};
use daytona_domain::layout;
use daytona_domain::lifecycle::RunState;
use daytona_domain::name::HostName;
use daytona_store::run::Run;
use serde::Deserialize;

use super::byte_range::of_console;
use super::{content, run_view};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, bad_request, internal};
use crate::extract::{FromPath, FromQuery, RunPath};

/// How much is answered at most.
const MOST: u64 = 1 << 20;

#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ConsoleQuery {
    /// `FROM-TO` with TO exclusive and optional, or `-COUNT` for the end; at most 1 MiB.
    #[serde(default = "from_the_start")]
    bytes: String,
}

fn from_the_start() -> String {
    "0-".to_owned()
}

/// Bytes of the console as they are. `x-total-bytes` is how many the server has, `x-range-from` where the answer begins,
/// `x-growing` whether more may come.
#[utoipa::path(get, path = "/tests/{id}/runs/{n}/console", tag = "results", params(RunPath, ConsoleQuery),
    responses((status = 200, content_type = "text/plain", body = [u8])))]
pub async fn show(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
    FromQuery(query): FromQuery<ConsoleQuery>,
) -> ApiResult<Response> {
    let run = run_view::find(&app, &current, path.run()).await?;
    growing(
        &app,
        &run,
        &run.spec.hosts.execution,
        layout::CONSOLE,
        &query.bytes,
    )
    .await
}

/// Bytes of a text that may still grow; a text that isn't there yet is an empty one.
pub(super) async fn growing(
    app: &App,
    run: &Run,
    host: &HostName,
    path: &str,
    bytes: &str,
) -> ApiResult<Response> {
    let opened = content::open(app, run, host, path).await;
    let (content, total) = match opened {
        Ok(content) => {
            let total = content.length;
            (Some(content), total)
        }
        // Nothing has been printed yet, or ever.
        Err(error) if error.status() == StatusCode::NOT_FOUND => (None, 0),
        Err(error) => return Err(error),
    };
    let malformed = || bad_request("write bytes=FROM-TO, bytes=FROM- or bytes=-COUNT");
    let range = of_console(bytes, total, MOST).ok_or_else(malformed)?;
    let mut bytes = vec![0; usize::try_from(range.length()).unwrap_or(0)];
    if let Some(content) = content.filter(|_| !bytes.is_empty()) {
        let read = tokio::task::spawn_blocking(move || {
            content.file.read_exact_at(&mut bytes, range.from).map(|()| bytes)
        });
        bytes = read
            .await
            .map_err(|error| internal(&error))?
            .map_err(|error| internal(&error))?;
    }
    let is_growing = is_growing(&run.state).to_string();
    let headers = [
        (TOTAL_BYTES, total.to_string()),
        (RANGE_FROM, range.from.to_string()),
        (GROWING, is_growing),
    ];
    Ok((
        headers,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        bytes,
    )
        .into_response())
}

/// Whether more of the text may come.
fn is_growing(state: &RunState) -> bool {
    !state.is_terminal()
}
