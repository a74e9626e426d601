//! Deleting, the trash, restoring, and removing for good.

use axum::extract::State;
use axum::http::StatusCode;
use daytona_api::event::HintKind;
use daytona_api::page::Page;
use daytona_api::trash::{TrashItem, TrashKind};
use daytona_domain::id::TrashId;
use daytona_domain::permission::Action;
use daytona_store::trash::{self as stored, Deleted};
use serde::Deserialize;

use super::frameworks::{self, FrameworkPath};
use super::{run_view, test};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, not_found};
use crate::extract::{FromPath, FromQuery, Paging, RunPath, TestPath};

#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TrashPath {
    /// The item's number in the trash.
    #[param(value_type = i64)]
    id: TrashId,
}

/// What was deleted and can be restored, the latest first.
#[utoipa::path(get, path = "/trash", tag = "trash", params(Paging), responses((status = 200, body = Page<TrashItem>)))]
pub async fn list(
    State(app): State<App>,
    current: CurrentUser,
    FromQuery(paging): FromQuery<Paging>,
) -> ApiResult<axum::Json<Page<TrashItem>>> {
    let items = app
        .store
        .trash(current.user.team, paging.cursor::<TrashId>()?, paging.limit())
        .await?;
    Ok(axum::Json(super::page(items, |item| view(&app, &current, item))))
}

/// Restores what was deleted, with everything that went with it, files too.
#[utoipa::path(post, path = "/trash/{id}/restore", tag = "trash", params(TrashPath),
    responses((status = 200, body = TrashItem)))]
pub async fn restore(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<TrashPath>,
) -> ApiResult<axum::Json<TrashItem>> {
    find(&app, &current, path.id).await?;
    let item = app.store.restore(path.id).await?;
    tell(&app, &item);
    Ok(axum::Json(view(&app, &current, item)))
}

/// Removes something in the trash for good: its files and everything that is known of it. This can't be undone.
#[utoipa::path(delete, path = "/trash/{id}", tag = "trash", params(TrashPath),
    responses((status = 202, description = "It is being removed.", body = TrashItem)))]
pub async fn purge(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<TrashPath>,
) -> ApiResult<(StatusCode, axum::Json<TrashItem>)> {
    find(&app, &current, path.id).await?;
    let item = app.store.begin_purge(path.id).await?;
    app.scheduler.wake_purge();
    tell(&app, &item);
    Ok((StatusCode::ACCEPTED, axum::Json(view(&app, &current, item))))
}

/// Deletes a framework with its tests and runs. It can be restored from the trash.
#[utoipa::path(delete, path = "/frameworks/{name}", tag = "frameworks", params(FrameworkPath),
    responses((status = 200, body = TrashItem)))]
pub async fn delete_framework(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<FrameworkPath>,
) -> ApiResult<axum::Json<TrashItem>> {
    let framework = frameworks::find(&app, &current, &path.name).await?;
    current.may(Action::DeleteFramework, &framework.ownership())?;
    let item = app.store.delete_framework(&framework, current.user.id).await?;
    tell(&app, &item);
    Ok(axum::Json(view(&app, &current, item)))
}

/// Deletes a test with its runs. It can be restored from the trash.
#[utoipa::path(delete, path = "/tests/{id}", tag = "tests", params(TestPath),
    responses((status = 200, body = TrashItem)))]
pub async fn delete_test(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<TestPath>,
) -> ApiResult<axum::Json<TrashItem>> {
    let test = test::find(&app, &current, path.id).await?;
    current.may(Action::DeleteTest, &test.ownership())?;
    let item = app.store.delete_test(&test, current.user.id).await?;
    tell(&app, &item);
    Ok(axum::Json(view(&app, &current, item)))
}

/// Deletes a run. It can be restored from the trash with its files.
#[utoipa::path(delete, path = "/tests/{id}/runs/{n}", tag = "runs", params(RunPath),
    responses((status = 200, body = TrashItem)))]
pub async fn delete_run(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
) -> ApiResult<axum::Json<TrashItem>> {
    let run = run_view::find(&app, &current, path.run()).await?;
    current.may(Action::DeleteTest, &run.ownership())?;
    let item = app.store.delete_run(&run, current.user.id).await?;
    tell(&app, &item);
    Ok(axum::Json(view(&app, &current, item)))
}

/// An item that the person may restore or remove.
async fn find(app: &App, current: &CurrentUser, id: TrashId) -> ApiResult<stored::TrashItem> {
    let item = app.store.trash_item(id).await?;
    let item = item.ok_or_else(|| not_found(format_args!("item {id} in the trash")))?;
    current.may(action(item.what), &item.ownership())?;
    Ok(item)
}

fn action(what: Deleted) -> Action {
    match what {
        Deleted::Framework { .. } => Action::DeleteFramework,
        Deleted::Test { .. } | Deleted::Run { .. } => Action::DeleteTest,
    }
}

/// Whoever shows one of these looks again.
fn tell(app: &App, item: &stored::TrashItem) {
    let topic = match item.what {
        Deleted::Framework { .. } => format!("framework:{}", item.name),
        Deleted::Test { .. } => format!("test:{}", item.name),
        Deleted::Run { .. } => format!("run:{}", item.name),
    };
    for topic in [
        topic,
        "frameworks".to_owned(),
        "tests".to_owned(),
        "trash".to_owned(),
    ] {
        app.hints.send(topic, HintKind::Changed);
    }
}

fn view(app: &App, current: &CurrentUser, item: stored::TrashItem) -> TrashItem {
    TrashItem {
        id: item.id,
        kind: match item.what {
            Deleted::Framework { .. } => TrashKind::Framework,
            Deleted::Test { .. } => TrashKind::Test,
            Deleted::Run { .. } => TrashKind::Run,
        },
        may_restore: current.can(action(item.what), &item.ownership()),
        kept_until: item.deleted.plus(app.place.trash_kept),
        name: item.name,
        title: item.title,
        owner: item.owner.name.into(),
        runs: item.runs,
        deleted: item.deleted,
        deleted_by: item.deleted_by.into(),
        purging: item.purging,
    }
}
