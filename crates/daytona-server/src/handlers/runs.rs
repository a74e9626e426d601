//! Lists of runs, and the next run of a test.

use axum::extract::State;
use axum::http::StatusCode;
use daytona_api::page::Page;
use daytona_api::run::Run;
use daytona_api::test::CreateRun;
use daytona_domain::id::UserId;
use daytona_domain::name::{FrameworkName, HostName, UserName};
use daytona_domain::permission::Action;
use daytona_domain::run::RunSpec;
use daytona_domain::tag::Tag;
use daytona_store::run::{RunFilter, StateKind};
use daytona_store::submission::NextRun;
use serde::Deserialize;

use super::{choice, frameworks, run_view, tags, test};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, bad_request, not_found, unacceptable};
use crate::extract::{FromPath, FromQuery, OptionalJson, Paging, RequestKey, TestPath};

/// Whoever asks, as the owner that a list is limited to. No account has this name.
pub(super) const ME: &str = "me";

#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RunQuery {
    /// Only runs in this state; several are separated by commas.
    state: Option<String>,
    /// Only runs of this framework.
    #[param(value_type = Option<String>)]
    framework: Option<FrameworkName>,
    /// Only runs of this person; `me` is whoever asks.
    #[param(value_type = Option<String>)]
    owner: Option<UserName>,
    /// Only runs that have this tag themselves or through their test: `nightly`, `ticket=PERF-12`, or `ticket` for any
    /// value.
    #[param(value_type = Option<String>)]
    tag: Option<Tag>,
    /// Only runs on this host.
    #[param(value_type = Option<String>)]
    host: Option<HostName>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many items; 50 if absent, at most 200.
    limit: Option<u64>,
}

/// The runs of the team, newest first.
#[utoipa::path(get, path = "/runs", tag = "runs", params(RunQuery), responses((status = 200, body = Page<Run>)))]
pub async fn list(
    State(app): State<App>,
    current: CurrentUser,
    FromQuery(query): FromQuery<RunQuery>,
) -> ApiResult<axum::Json<Page<Run>>> {
    let RunQuery {
        state,
        framework,
        owner: owner_name,
        tag,
        host,
        cursor,
        limit,
    } = query;
    let filter = RunFilter {
        team: Some(current.user.team),
        states: states(state.as_deref())?,
        framework: match framework {
            Some(name) => Some(frameworks::find(&app, &current, &name).await?.id),
            None => None,
        },
        owner: owner(&app, &current, owner_name).await?,
        test: None,
        host,
        tag: tags::filter(tag.as_ref()),
    };
    page(&app, &current, &filter, &Paging { cursor, limit }).await
}

/// The runs of a test, newest first.
#[utoipa::path(get, path = "/tests/{id}/runs", tag = "runs", params(TestPath, Paging),
    responses((status = 200, body = Page<Run>)))]
pub async fn of_test(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<TestPath>,
    FromQuery(paging): FromQuery<Paging>,
) -> ApiResult<axum::Json<Page<Run>>> {
    let test = test::find(&app, &current, path.id).await?;
    let filter = RunFilter {
        test: Some(test.id),
        ..RunFilter::default()
    };
    page(&app, &current, &filter, &paging).await
}

/// Starts the next run of a test, with the test's arguments and hosts and the latest revision of its framework.
#[utoipa::path(post, path = "/tests/{id}/runs", tag = "runs", params(TestPath,
    ("Idempotency-Key" = Option<String>, Header, description = "The same key gives the same run for a day.")),
    request_body = CreateRun,
    responses((status = 201, body = Run), (status = 200, description = "Made before with this key.", body = Run)))]
pub async fn create(
    State(app): State<App>,
    current: CurrentUser,
    key: Option<RequestKey>,
    FromPath(path): FromPath<TestPath>,
    OptionalJson(create): OptionalJson<CreateRun>,
) -> ApiResult<(StatusCode, axum::Json<Run>)> {
    let name = format!("/tests/{}/runs", path.id);
    let key = key
        .map(|key| key.of(current.user.id, &name, &create))
        .transpose()?;
    let test = test::find(&app, &current, path.id).await?;
    current.may(Action::RunTest, &test.ownership())?;
    tags::checked(&create.tags)?;
    let choice = choice::of_next_run(&app.vault, &test, create.timeout, &create.subjects)?;
    choice::check_hosts(&app, &choice.hosts)?;
    let spec = RunSpec::new(test.framework, test.latest_revision, &test.definition, choice);
    let next = NextRun {
        test: test.id,
        owner: current.user.person(),
        spec,
        tags: create.tags,
    };
    let submitted = app.store.next_run(next, key).await?;
    test::answer(&app, &current, submitted).await
}

async fn page(
    app: &App,
    current: &CurrentUser,
    filter: &RunFilter,
    paging: &Paging,
) -> ApiResult<axum::Json<Page<Run>>> {
    let runs = app
        .store
        .runs(filter, paging.cursor::<i64>()?, paging.limit())
        .await?;
    let next = runs.next.map(|next| next.to_string());
    Ok(axum::Json(Page {
        items: run_view::all(app, current, runs.items).await?,
        next,
    }))
}

/// The account that a list is limited to.
pub(super) async fn owner(
    app: &App,
    current: &CurrentUser,
    name: Option<UserName>,
) -> ApiResult<Option<UserId>> {
    let Some(name) = name else { return Ok(None) };
    if name.as_str() == ME {
        return Ok(Some(current.user.id));
    }
    let account = app.store.credentials(name.as_str()).await?;
    let account = account.ok_or_else(|| not_found(format_args!("account {name}")))?;
    Ok(Some(account.user.id))
}

/// Refuses the account name that lists understand as whoever asks.
pub(super) fn refuse_reserved(name: &UserName) -> ApiResult<()> {
    if name.as_str().eq_ignore_ascii_case(ME) {
        let detail = format!(
            "{name:?} stands for whoever asks; choose another name",
            name = name.as_str()
        );
        return Err(unacceptable("/name", detail));
    }
    Ok(())
}

fn states(text: Option<&str>) -> ApiResult<Vec<StateKind>> {
    let parse = |name: &str| {
        name.parse()
            .map_err(|error: daytona_store::run::UnknownState| bad_request(error.to_string()))
    };
    text.map_or(Ok(Vec::new()), |text| text.split(',').map(parse).collect())
}
