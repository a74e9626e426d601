//! Tests.

use axum::extract::State;
use axum::http::StatusCode;
use daytona_api::page::Page;
use daytona_api::run::Run;
use daytona_api::test::{Choice, CloneTest, CreateTest, Test, TestRow};
use daytona_domain::framework::effective_timeout;
use daytona_domain::id::TestId;
use daytona_domain::name::{FrameworkName, UserName};
use daytona_domain::permission::{Action, Ownership};
use daytona_domain::unit::Span;
use daytona_store::idempotency::IdempotencyKey;
use daytona_store::submission::{NewTest, Submitted};
use daytona_store::test as stored;
use serde::Deserialize;

use super::{choice, frameworks, run_view, runs};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, not_found};
use crate::extract::{FromPath, FromQuery, Json, OptionalJson, Paging, RequestKey, TestPath};

#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TestQuery {
    /// Only tests of this framework.
    #[param(value_type = Option<String>)]
    framework: Option<FrameworkName>,
    /// Only tests of this person.
    #[param(value_type = Option<String>)]
    owner: Option<UserName>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many items; 50 if absent, at most 200.
    limit: Option<u64>,
}

/// The tests of the team with their latest runs, newest first.
#[utoipa::path(get, path = "/tests", tag = "tests", params(TestQuery), responses((status = 200, body = Page<TestRow>)))]
pub async fn list(
    State(app): State<App>,
    current: CurrentUser,
    FromQuery(query): FromQuery<TestQuery>,
) -> ApiResult<axum::Json<Page<TestRow>>> {
    let TestQuery {
        framework,
        owner,
        cursor,
        limit,
    } = query;
    let paging = Paging { cursor, limit };
    let filter = stored::TestFilter {
        team: Some(current.user.team),
        framework: match framework {
            Some(name) => Some(frameworks::find(&app, &current, &name).await?.id),
            None => None,
        },
        owner: runs::owner(&app, owner).await?,
    };
    let page = app
        .store
        .tests(&filter, paging.cursor::<TestId>()?, paging.limit())
        .await?;
    let next = page.next.map(|next| next.to_string());
    let (tests, latest): (Vec<_>, Vec<_>) = page.items.into_iter().map(|row| (row.test, row.latest)).unzip();
    let latest = run_view::all(&app, &current, latest).await?;
    let row = |(test, latest): (stored::Test, Run)| TestRow {
        runs: test.runs,
        test: view(test, &current),
        latest,
    };
    Ok(axum::Json(Page {
        items: tests.into_iter().zip(latest).map(row).collect(),
        next,
    }))
}

/// Makes a test of a framework and its first run.
#[utoipa::path(post, path = "/tests", tag = "tests", request_body = CreateTest,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key gives the same run for a day.")),
    responses((status = 201, body = Run), (status = 200, description = "Made before with this key.", body = Run)))]
pub async fn create(
    State(app): State<App>,
    current: CurrentUser,
    key: Option<RequestKey>,
    Json(create): Json<CreateTest>,
) -> ApiResult<(StatusCode, axum::Json<Run>)> {
    let key = key
        .map(|key| key.of(current.user.id, "/tests", &veiled(&app, &create)))
        .transpose()?;
    let CreateTest {
        framework,
        choice: wanted,
    } = create;
    let framework = frameworks::find(&app, &current, &framework).await?;
    let choice = choice::of_framework(&app.vault, &framework.definition, &wanted)?;
    let new = NewTest {
        team: current.user.team,
        owner: current.user.person(),
        title: choice::title(&framework.definition, &wanted)?,
        spec: choice::spec(&framework, choice.clone()),
        choice,
    };
    submit(&app, &current, new, key).await
}

/// One test.
#[utoipa::path(get, path = "/tests/{id}", tag = "tests", params(TestPath), responses((status = 200, body = Test)))]
pub async fn show(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<TestPath>,
) -> ApiResult<axum::Json<Test>> {
    Ok(axum::Json(view(find(&app, &current, path.id).await?, &current)))
}

/// Makes a new test like this one but for the changes, and its first run.
#[utoipa::path(post, path = "/tests/{id}/clone", tag = "tests", params(TestPath,
    ("Idempotency-Key" = Option<String>, Header, description = "The same key gives the same run for a day.")),
    request_body = CloneTest,
    responses((status = 201, body = Run), (status = 200, description = "Made before with this key.", body = Run)))]
pub async fn clone(
    State(app): State<App>,
    current: CurrentUser,
    key: Option<RequestKey>,
    FromPath(path): FromPath<TestPath>,
    OptionalJson(clone): OptionalJson<CloneTest>,
) -> ApiResult<(StatusCode, axum::Json<Run>)> {
    let name = format!("/tests/{}/clone", path.id);
    let key = key
        .map(|key| key.of(current.user.id, &name, &veiled_choice(&app, &clone.choice)))
        .transpose()?;
    let test = find(&app, &current, path.id).await?;
    let choice = choice::of_test(&app.vault, &test, &clone.choice)?;
    let framework = frameworks::find(&app, &current, &test.framework_name).await?;
    let new = NewTest {
        team: current.user.team,
        owner: current.user.person(),
        title: clone.choice.title.unwrap_or(test.title),
        spec: choice::spec(&framework, choice.clone()),
        choice,
    };
    submit(&app, &current, new, key).await
}

/// A request as it is remembered by its hash: no value of an argument can be guessed from it, because any may be secret.
fn veiled(app: &App, create: &CreateTest) -> CreateTest {
    CreateTest {
        framework: create.framework.clone(),
        choice: veiled_choice(app, &create.choice),
    }
}

fn veiled_choice(app: &App, choice: &Choice) -> Choice {
    Choice {
        arguments: app.vault.veil(&choice.arguments),
        ..choice.clone()
    }
}

async fn submit(
    app: &App,
    current: &CurrentUser,
    new: NewTest,
    key: Option<IdempotencyKey>,
) -> ApiResult<(StatusCode, axum::Json<Run>)> {
    let ownership = Ownership {
        team: new.team,
        owner: current.user.id,
        framework_owner: current.user.id,
    };
    current.may(Action::Create, &ownership)?;
    crate::fail_point::reach("before_commit", "submitted");
    let submitted = app.store.submit(new, key).await?;
    answer(app, current, submitted).await
}

/// The answer to a submission: 201 for a new run, 200 for one that was made before with the same key.
pub(super) async fn answer(
    app: &App,
    current: &CurrentUser,
    submitted: Submitted,
) -> ApiResult<(StatusCode, axum::Json<Run>)> {
    choice::tell_scheduler(app, &submitted);
    let (status, run) = match submitted {
        Submitted::New(run) => (StatusCode::CREATED, run),
        Submitted::Same(run) => (StatusCode::OK, run),
    };
    Ok((status, axum::Json(run_view::one(app, current, *run).await?)))
}

/// A test that the person may see.
pub(super) async fn find(app: &App, current: &CurrentUser, id: TestId) -> ApiResult<stored::Test> {
    let test = app.store.test(id).await?;
    let test = test.ok_or_else(|| not_found(format_args!("test {id}")))?;
    current.may(Action::View, &test.ownership())?;
    Ok(test)
}

fn view(test: stored::Test, current: &CurrentUser) -> Test {
    Test {
        id: test.id,
        framework_title: test.definition.display_title().to_owned(),
        revision: test.revision,
        owner: test.owner.name.to_string(),
        created: test.created,
        arguments: choice::arguments(&test.choice.arguments, &test.choice.secrets),
        hosts: test.choice.hosts.clone(),
        timeout: Span::new(effective_timeout(test.choice.timeout.or(test.definition.timeout))),
        subjects: test.choice.subjects.clone(),
        may_run: current.can(Action::RunTest, &test.ownership()),
        framework: test.framework_name,
        title: test.title,
    }
}
