//! Tests without a run, and changing tests.

use axum::extract::State;
use axum::http::StatusCode;
use daytona_api::event::HintKind;
use daytona_api::test::{Choice, EditTest, PrepareTest, Test};
use daytona_domain::permission::Action;
use daytona_store::test::TestEdit;

use super::{choice, frameworks, tags, test};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, bad_request};
use crate::extract::{FromPath, Json, TestPath};

/// Makes a test without a run: it is new until it gets its first one.
#[utoipa::path(post, path = "/tests/new", tag = "tests", request_body = PrepareTest,
    responses((status = 201, body = Test)))]
pub async fn prepare(
    State(app): State<App>,
    current: CurrentUser,
    Json(prepare): Json<PrepareTest>,
) -> ApiResult<(StatusCode, axum::Json<Test>)> {
    let PrepareTest {
        framework,
        test: source,
        choice: wanted,
    } = prepare;
    current.may_on_server(Action::Create)?;
    let new = match (framework, source) {
        (Some(name), None) => {
            let framework = frameworks::find(&app, &current, &name).await?;
            test::new_of_framework(&app, &current, &framework, &wanted)?
        }
        (None, Some(id)) => {
            let source = test::find(&app, &current, id).await?;
            test::new_of_test(&app, &current, source, wanted).await?
        }
        (Some(_), Some(_)) | (None, None) => {
            return Err(bad_request(
                "name either the framework of the new test, or the test that it is a clone of",
            ));
        }
    };
    let id = app.store.prepare_test(new).await?;
    let made = test::find(&app, &current, id).await?;
    app.hints.send("tests".to_owned(), HintKind::Changed);
    Ok((
        StatusCode::CREATED,
        axum::Json(test::view(&app, &current, made).await?),
    ))
}

/// Changes a test's title and tags, and while it has never had a run also what it will run. What is absent stays.
#[utoipa::path(patch, path = "/tests/{id}", tag = "tests", params(TestPath), request_body = EditTest,
    responses((status = 200, body = Test)))]
pub async fn edit(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<TestPath>,
    Json(edit): Json<EditTest>,
) -> ApiResult<axum::Json<Test>> {
    let found = test::find(&app, &current, path.id).await?;
    current.may(Action::EditTest, &found.ownership())?;
    let wanted = edit.choice;
    let new_choice = match changes_choice(&wanted) {
        true => {
            let checked = choice::of_test(&app.vault, &found, &wanted)?;
            choice::check_hosts(&app, &checked.hosts)?;
            Some((checked, found.latest_revision))
        }
        false => None,
    };
    if let Some(tags) = &wanted.tags {
        tags::checked(tags)?;
    }
    let changes = TestEdit {
        title: wanted.title,
        choice: new_choice,
    };
    if changes != TestEdit::default() {
        app.store.edit_test(found.id, changes).await?;
    }
    if let Some(tags) = &wanted.tags {
        app.store.set_tags_of_test(found.id, tags).await?;
    }
    app.hints.send(format!("test:{}", found.id), HintKind::Changed);
    let changed = test::find(&app, &current, path.id).await?;
    Ok(axum::Json(test::view(&app, &current, changed).await?))
}

/// Whether anything is to be changed that a run is made from.
fn changes_choice(wanted: &Choice) -> bool {
    let Choice {
        title: _,
        arguments,
        execution_host,
        statistics_hosts,
        timeout,
        subjects,
        tags: _,
    } = wanted;
    !arguments.is_empty()
        || execution_host.is_some()
        || statistics_hosts.is_some()
        || timeout.is_some()
        || !subjects.is_empty()
}
