//! The result files of a run: the list, and their contents.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use daytona_api::file::{FileStatus, ResultFile};
use daytona_api::page::Page;
use daytona_domain::id::{RunNumber, TestId};
use daytona_domain::layout::is_inside;
use daytona_domain::name::HostName;
use daytona_store::results as stored;
use daytona_store::run::Run;
use serde::Deserialize;

use super::{content, run_view};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, bad_request, internal};
use crate::extract::{FromPath, FromQuery, Paging, RunPath};
use crate::results::derived::OfRun;

/// Between host and path in a cursor; no name of a host holds it.
const SEPARATOR: char = '/';

#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct FilePath {
    /// The test's number.
    #[param(value_type = i64)]
    id: TestId,
    /// The run's number within its test.
    #[param(value_type = i64)]
    n: RunNumber,
    #[param(value_type = String)]
    host: HostName,
    /// Relative to the host's results, as the list has it.
    path: String,
}

/// The result files of a run, by host and path, and behind them what the server made of them. While the run lives, those
/// that are being followed.
#[utoipa::path(get, path = "/tests/{id}/runs/{n}/files", tag = "results", params(RunPath, Paging),
    responses((status = 200, body = Page<ResultFile>)))]
pub async fn list(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
    FromQuery(paging): FromQuery<Paging>,
) -> ApiResult<axum::Json<Page<ResultFile>>> {
    let run = run_view::find(&app, &current, path.run()).await?;
    let after = paging.cursor.as_deref().map(cursor).transpose()?;
    let files = app.store.files(run.id, after.as_ref(), paging.limit()).await?;
    if files.items.is_empty() && after.is_none() && run.state.holds_hosts() {
        return Ok(axum::Json(Page {
            items: growing(&app, &run).await?,
            next: None,
        }));
    }
    let next = files
        .next
        .map(|cursor| format!("{}{SEPARATOR}{}", cursor.host, cursor.path));
    let mut items: Vec<_> = files.items.into_iter().map(view).collect();
    if next.is_none() && run.state.is_terminal() {
        items.extend(made(&app, &run).await?);
    }
    Ok(axum::Json(Page { items, next }))
}

/// The content of a result file: as plain text, or as a download if it isn't text. `Range` is supported.
#[utoipa::path(get, path = "/tests/{id}/runs/{n}/files/{host}/{*path}", tag = "results", params(FilePath),
    responses((status = 200, content_type = "application/octet-stream", body = [u8]),
        (status = 206, description = "The range that was asked for.", content_type = "application/octet-stream",
            body = [u8])))]
pub async fn content(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<FilePath>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let FilePath { id, n, host, path } = path;
    let run = run_view::find(&app, &current, RunPath { id, n }.run()).await?;
    if !is_inside(&path) {
        return Err(bad_request(format!("{path:?} is not the path of a result file")));
    }
    content::open(&app, &run, &host, &path)
        .await?
        .respond(&path, &headers)
}

fn cursor(text: &str) -> ApiResult<stored::FileCursor> {
    let parse = || {
        let (host, path) = text.split_once(SEPARATOR)?;
        Some(stored::FileCursor {
            host: host.parse().ok()?,
            path: path.to_owned(),
        })
    };
    parse().ok_or_else(|| {
        bad_request(format!(
            "{text:?} is no cursor of this list; use `next` of the page before it"
        ))
    })
}

/// Files of a run in flight, before there is a manifest.
async fn growing(app: &App, run: &Run) -> ApiResult<Vec<ResultFile>> {
    let (ingest, id) = (app.ingest.clone(), run.id);
    let (framework, hosts) = (run.spec.framework_name.clone(), run.spec.hosts.clone());
    let listed = tokio::task::spawn_blocking(move || {
        let mut files = Vec::new();
        for (_, host) in hosts.iter() {
            let slot = ingest.slot(&framework, id, host)?;
            let lengths: BTreeMap<String, u64> = slot
                .lock()
                .lengths()
                .map(|(path, length)| (path.to_owned(), length))
                .collect();
            files.extend(lengths.into_iter().map(|(path, size)| ResultFile {
                host: host.clone(),
                path,
                size,
                hash: None,
                status: FileStatus::Growing,
            }));
        }
        Ok(files)
    });
    listed.await.map_err(|error| internal(&error))?
}

/// What the server has made of the results, behind the last of them.
async fn made(app: &App, run: &Run) -> ApiResult<Vec<ResultFile>> {
    let (tree, of_run) = (app.ingest.tree().clone(), OfRun::of(run));
    let listed = tokio::task::spawn_blocking(move || of_run.list(&tree));
    let listed = listed.await.map_err(|error| internal(&error))?;
    let files = listed?.into_iter().map(|made| ResultFile {
        host: made.host,
        path: made.path,
        size: made.size,
        hash: None,
        status: FileStatus::Derived,
    });
    Ok(files.collect())
}

fn view(file: stored::ResultFile) -> ResultFile {
    let stored::ResultFile {
        host,
        path,
        size,
        hash,
        status,
    } = file;
    let (status, hash) = match status {
        stored::FileStatus::Pending => (FileStatus::Growing, None),
        stored::FileStatus::Verified => (FileStatus::Verified, hash),
        stored::FileStatus::Unverified { reason } => (FileStatus::Unverified { reason }, hash),
        stored::FileStatus::Skipped { reason } => (FileStatus::Skipped { reason }, hash),
    };
    ResultFile {
        host,
        path,
        size,
        hash,
        status,
    }
}
