//! Frameworks.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use daytona_api::event::HintKind;
use daytona_api::framework::{Applied, Change, Framework, FrameworkRow, LatestRun};
use daytona_api::page::Page;
use daytona_domain::framework::{FrameworkDefinition, InvalidFramework};
use daytona_domain::id::Revision;
use daytona_domain::name::FrameworkName;
use daytona_domain::permission::Action;
use daytona_store::framework as stored;
use serde::Deserialize;

use super::hosts;
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiError, ApiResult, bad_request, in_trash, not_found, unacceptable};
use crate::extract::{FromPath, FromQuery, Json, Paging};

#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct FrameworkPath {
    #[param(value_type = String)]
    pub name: FrameworkName,
}

/// The frameworks of the team, by name.
#[utoipa::path(get, path = "/frameworks", tag = "frameworks", params(Paging),
    responses((status = 200, body = Page<FrameworkRow>)))]
pub async fn list(
    State(app): State<App>,
    current: CurrentUser,
    FromQuery(paging): FromQuery<Paging>,
) -> ApiResult<axum::Json<Page<FrameworkRow>>> {
    let after = paging.cursor::<FrameworkName>()?;
    let rows = app
        .store
        .frameworks(current.user.team, after.as_ref(), paging.limit())
        .await?;
    let row = |row: stored::FrameworkSummary| FrameworkRow {
        framework: view(row.framework, &current),
        tests: row.tests,
        latest_run: row.latest_run.map(|(run, state)| LatestRun { run, state }),
    };
    Ok(axum::Json(super::page(rows, row)))
}

/// One framework in its latest revision, which is its ETag.
#[utoipa::path(get, path = "/frameworks/{name}", tag = "frameworks", params(FrameworkPath),
    responses((status = 200, body = Framework), (status = 304, description = "You have this revision.")))]
pub async fn show(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<FrameworkPath>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let framework = find(&app, &current, &path.name).await?;
    let etag = etag(framework.revision);
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == etag.as_bytes())
    {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    Ok(([(header::ETAG, etag)], axum::Json(view(framework, &current))).into_response())
}

/// Makes the framework, or a new revision of it. With `If-Match`, only if that is the latest revision.
#[utoipa::path(put, path = "/frameworks/{name}", tag = "frameworks", params(FrameworkPath),
    request_body = FrameworkDefinition, responses((status = 200, body = Applied), (status = 201, body = Applied)))]
pub async fn apply(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<FrameworkPath>,
    headers: HeaderMap,
    Json(definition): Json<FrameworkDefinition>,
) -> ApiResult<Response> {
    let expected = headers.get(header::IF_MATCH).map(revision_of).transpose()?;
    if definition.name != path.name {
        let detail = format!(
            "the name in the path is {}; a framework's name never changes",
            path.name
        );
        return Err(unacceptable("/name", detail));
    }
    definition.check().map_err(refused)?;
    // Whether this is a new one or somebody else's is seen where it is saved.
    current.within_scope(Action::EditFramework)?;
    hosts::check_defaults(&app, &definition.hosts)?;
    let (framework, change) = app
        .store
        .apply_framework(&definition, &current.user, expected)
        .await?;
    let (status, change) = match change {
        stored::Change::Created => (StatusCode::CREATED, Change::Created),
        stored::Change::Revised => (StatusCode::OK, Change::Revised),
        stored::Change::None => (StatusCode::OK, Change::None),
    };
    if change != Change::None {
        tell(&app, &definition.name);
    }
    let etag = etag(framework.revision);
    let applied = Applied {
        framework: view(framework, &current),
        change,
    };
    Ok((status, [(header::ETAG, etag)], axum::Json(applied)).into_response())
}

/// Whoever shows frameworks looks again.
pub(super) fn tell(app: &App, name: &FrameworkName) {
    for topic in ["frameworks".to_owned(), format!("framework:{name}")] {
        app.hints.send(topic, HintKind::Changed);
    }
}

/// A framework that the person may see.
pub(super) async fn find(
    app: &App,
    current: &CurrentUser,
    name: &FrameworkName,
) -> ApiResult<stored::Framework> {
    let framework = app.store.framework(name).await?;
    let framework = framework.ok_or_else(|| not_found(format_args!("framework {name}")))?;
    current.may(Action::View, &framework.ownership())?;
    match framework.trash {
        None => Ok(framework),
        Some(item) => Err(in_trash(
            format_args!("framework {}", framework.definition.name),
            item,
        )),
    }
}

fn etag(revision: Revision) -> String {
    format!("\"{revision}\"")
}

fn revision_of(value: &header::HeaderValue) -> ApiResult<Revision> {
    let text = value.to_str().unwrap_or_default();
    let revision = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    revision.and_then(|text| text.parse().ok()).ok_or_else(|| {
        bad_request("the header if-match has to be the ETag of the revision that you changed, such as \"3\"")
    })
}

pub(super) fn refused(error: InvalidFramework) -> ApiError {
    let pointer = match &error {
        InvalidFramework::Argument(_) => "/arguments",
        InvalidFramework::DoubledKpi { .. } => "/kpis",
        InvalidFramework::NoConcurrency => "/concurrency",
        InvalidFramework::TimeoutTooLong { .. } => "/timeout",
        InvalidFramework::ProcessName { .. } | InvalidFramework::TooManyProcesses { .. } => {
            "/metrics/processes"
        }
        InvalidFramework::NothingCollected => "/results",
    };
    unacceptable(pointer, error.to_string())
}

pub(super) fn view(framework: stored::Framework, current: &CurrentUser) -> Framework {
    let may_edit = current.can(Action::EditFramework, &framework.ownership());
    let stored::Framework {
        id,
        team: _,
        owner,
        revision,
        saved,
        saved_by,
        definition,
        trash: _,
    } = framework;
    Framework {
        id,
        owner: owner.name.into(),
        revision,
        saved,
        saved_by: saved_by.into(),
        definition,
        may_edit,
    }
}
