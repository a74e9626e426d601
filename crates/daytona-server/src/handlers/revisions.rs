//! The history of a framework: its revisions, and what differs between two of them.

use axum::extract::State;
use daytona_api::framework::{FrameworkRevision, RevisionDiff, RevisionRow};
use daytona_api::page::Page;
use daytona_domain::framework::difference::differences;
use daytona_domain::id::Revision;
use daytona_domain::name::FrameworkName;
use daytona_store::framework::{Framework, SavedRevision};
use serde::Deserialize;

use super::frameworks::{self, FrameworkPath};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, not_found};
use crate::extract::{FromPath, FromQuery, Paging};

#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RevisionPath {
    #[param(value_type = String)]
    name: FrameworkName,
    /// The revision's number.
    #[param(value_type = i64)]
    n: Revision,
}

#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DiffQuery {
    /// The earlier revision.
    #[param(value_type = i64)]
    from: Revision,
    /// The later revision; the latest if absent.
    #[param(value_type = Option<i64>)]
    to: Option<Revision>,
}

/// The revisions of a framework, newest first, each with what it changed.
#[utoipa::path(get, path = "/frameworks/{name}/revisions", tag = "frameworks", params(FrameworkPath, Paging),
    responses((status = 200, body = Page<RevisionRow>)))]
pub async fn list(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<FrameworkPath>,
    FromQuery(paging): FromQuery<Paging>,
) -> ApiResult<axum::Json<Page<RevisionRow>>> {
    let framework = frameworks::find(&app, &current, &path.name).await?;
    let limit = paging.limit();
    // One more, so that the last of the page can be compared with the one before it.
    let page = app
        .store
        .revisions(framework.id, paging.cursor::<Revision>()?, limit + 1)
        .await?;
    let mut revisions = page.items;
    let has_more = u64::try_from(revisions.len()).unwrap_or(u64::MAX) > limit;
    let before: Vec<_> = revisions
        .iter()
        .skip(1)
        .map(|row| Some(row.definition.clone()))
        .collect();
    revisions.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = revisions
        .last()
        .filter(|_| has_more)
        .map(|row| row.revision.to_string());
    let before = before.into_iter().chain(std::iter::once(None));
    let row = |(revision, before): (SavedRevision, Option<_>)| RevisionRow {
        changes: before.map_or_else(Vec::new, |before| differences(&before, &revision.definition)),
        revision: revision.revision,
        saved: revision.saved,
        saved_by: revision.saved_by.into(),
    };
    let items = revisions.into_iter().zip(before).map(row).collect();
    Ok(axum::Json(Page { items, next }))
}

/// One revision of a framework, as it was saved.
#[utoipa::path(get, path = "/frameworks/{name}/revisions/{n}", tag = "frameworks", params(RevisionPath),
    responses((status = 200, body = FrameworkRevision)))]
pub async fn show(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RevisionPath>,
) -> ApiResult<axum::Json<FrameworkRevision>> {
    let framework = frameworks::find(&app, &current, &path.name).await?;
    let SavedRevision {
        revision,
        saved,
        saved_by,
        definition,
    } = find(&app, &framework, path.n).await?;
    Ok(axum::Json(FrameworkRevision {
        revision,
        saved,
        saved_by: saved_by.into(),
        definition,
    }))
}

/// What differs between two revisions of a framework, field by field and in words.
#[utoipa::path(get, path = "/frameworks/{name}/diff", tag = "frameworks", params(FrameworkPath, DiffQuery),
    responses((status = 200, body = RevisionDiff)))]
pub async fn diff(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<FrameworkPath>,
    FromQuery(query): FromQuery<DiffQuery>,
) -> ApiResult<axum::Json<RevisionDiff>> {
    let framework = frameworks::find(&app, &current, &path.name).await?;
    let from = find(&app, &framework, query.from).await?;
    let to = find(&app, &framework, query.to.unwrap_or(framework.revision)).await?;
    Ok(axum::Json(RevisionDiff {
        from: from.revision,
        to: to.revision,
        changes: differences(&from.definition, &to.definition),
    }))
}

pub(super) async fn find(app: &App, framework: &Framework, revision: Revision) -> ApiResult<SavedRevision> {
    let found = app.store.revision(framework.id, revision).await?;
    let name = &framework.definition.name;
    found.ok_or_else(|| not_found(format_args!("revision {revision} of framework {name}")))
}
