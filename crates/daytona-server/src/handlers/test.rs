//! Tests.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use daytona_api::page::Page;
use daytona_api::run::Run;
use daytona_api::test::{Choice, CloneTest, CreateTest, Test, TestRow};
use daytona_domain::framework::effective_timeout;
use daytona_domain::id::TestId;
use daytona_domain::name::{FrameworkName, UserName};
use daytona_domain::permission::Action;
use daytona_domain::tag::Tag;
use daytona_domain::unit::Span;
use daytona_store::framework::Framework;
use daytona_store::idempotency::IdempotencyKey;
use daytona_store::submission::{NewTest, Submitted};
use daytona_store::test as stored;
use serde::Deserialize;

use super::{choice, frameworks, run_view, runs, tags};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, in_trash, not_found};
use crate::extract::{FromPath, FromQuery, Json, OptionalJson, Paging, RequestKey, TestPath};

#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TestQuery {
    /// Only tests of this framework.
    #[param(value_type = Option<String>)]
    framework: Option<FrameworkName>,
    /// Only tests of this person; `me` is whoever asks.
    #[param(value_type = Option<String>)]
    owner: Option<UserName>,
    /// Only tests with this tag: `nightly`, `ticket=PERF-12`, or `ticket` for any value.
    #[param(value_type = Option<String>)]
    tag: Option<Tag>,
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
        tag,
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
        owner: runs::owner(&app, &current, owner).await?,
        tag: tags::filter(tag.as_ref()),
    };
    let page = app
        .store
        .tests(&filter, paging.cursor::<TestId>()?, paging.limit())
        .await?;
    let next = page.next.map(|next| next.to_string());
    let ids: Vec<_> = page.items.iter().map(|row| row.test.id).collect();
    let mut tags = app.store.tags_of_tests(&ids).await?;
    let latest: Vec<_> = page.items.iter().filter_map(|row| row.latest.clone()).collect();
    let latest = run_view::all(&app, &current, latest).await?;
    let mut latest: BTreeMap<TestId, Run> = latest.into_iter().map(|run| (run.run.test, run)).collect();
    let row = |row: stored::TestSummary| TestRow {
        runs: row.runs,
        latest: latest.remove(&row.test.id),
        test: shown(&current, tags.remove(&row.test.id).unwrap_or_default(), row.test),
    };
    Ok(axum::Json(Page {
        items: page.items.into_iter().map(row).collect(),
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
    current.may_on_server(Action::Create)?;
    let framework = frameworks::find(&app, &current, &framework).await?;
    let new = new_of_framework(&app, &current, &framework, &wanted)?;
    submit(&app, &current, new, key).await
}

/// One test.
#[utoipa::path(get, path = "/tests/{id}", tag = "tests", params(TestPath), responses((status = 200, body = Test)))]
pub async fn show(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<TestPath>,
) -> ApiResult<axum::Json<Test>> {
    let test = find(&app, &current, path.id).await?;
    Ok(axum::Json(view(&app, &current, test).await?))
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
    current.may_on_server(Action::Create)?;
    let new = new_of_test(&app, &current, test, clone.choice).await?;
    submit(&app, &current, new, key).await
}

/// A test of a framework as it was chosen; what is absent is the framework's default.
pub(super) fn new_of_framework(
    app: &App,
    current: &CurrentUser,
    framework: &Framework,
    wanted: &Choice,
) -> ApiResult<NewTest> {
    let choice = choice::of_framework(&app.vault, &framework.definition, wanted)?;
    choice::check_hosts(app, &choice.hosts)?;
    let tags = wanted.tags.clone().unwrap_or_default();
    tags::checked(&tags)?;
    Ok(NewTest {
        team: current.user.team,
        owner: current.user.person(),
        title: choice::title(&framework.definition, wanted)?,
        spec: choice::spec(framework, choice.clone()),
        choice,
        tags,
    })
}

/// A changed copy of a test; what is absent is as in the test.
pub(super) async fn new_of_test(
    app: &App,
    current: &CurrentUser,
    test: stored::Test,
    wanted: Choice,
) -> ApiResult<NewTest> {
    let choice = choice::of_test(&app.vault, &test, &wanted)?;
    choice::check_hosts(app, &choice.hosts)?;
    let tags = match wanted.tags {
        Some(tags) => tags,
        None => app.store.tags_of_test(test.id).await?,
    };
    tags::checked(&tags)?;
    let framework = frameworks::find(app, current, &test.framework_name).await?;
    Ok(NewTest {
        team: current.user.team,
        owner: current.user.person(),
        title: wanted.title.unwrap_or(test.title),
        spec: choice::spec(&framework, choice.clone()),
        choice,
        tags,
    })
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
    match test.trash {
        None => Ok(test),
        Some(item) => Err(in_trash(format_args!("test {id}"), item)),
    }
}

/// A test as it is sent, with its tags.
pub(super) async fn view(app: &App, current: &CurrentUser, test: stored::Test) -> ApiResult<Test> {
    let tags = app.store.tags_of_test(test.id).await?;
    Ok(shown(current, tags, test))
}

fn shown(current: &CurrentUser, tags: Vec<Tag>, test: stored::Test) -> Test {
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
        tags,
        may_run: current.can(Action::RunTest, &test.ownership()),
        may_edit: current.can(Action::EditTest, &test.ownership()),
        arguments_editable: test.runs == 0,
        framework: test.framework_name,
        title: test.title,
    }
}
