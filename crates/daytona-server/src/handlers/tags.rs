//! Tags of tests and runs.

use axum::extract::State;
use daytona_api::event::HintKind;
use daytona_api::search::TagCount;
use daytona_api::test::SetTags;
use daytona_domain::permission::Action;
use daytona_domain::tag::{Tag, check_tags};
use daytona_store::tag::{TagFilter, TagUse};
use serde::Deserialize;

use super::{run_view, test};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, unacceptable};
use crate::extract::{FromPath, FromQuery, Json, RunPath, TestPath};

/// How many tags a list has at most.
const LISTED: u64 = 200;

#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TagQuery {
    /// Only tags that begin with this.
    #[serde(default)]
    prefix: String,
}

/// The tags in use, by name: at most 200.
#[utoipa::path(get, path = "/tags", tag = "tests", params(TagQuery), responses((status = 200, body = Vec<TagCount>)))]
pub async fn list(
    State(app): State<App>,
    current: CurrentUser,
    FromQuery(query): FromQuery<TagQuery>,
) -> ApiResult<axum::Json<Vec<TagCount>>> {
    let tags = app
        .store
        .tags_in_use(current.user.team, &query.prefix, LISTED)
        .await?;
    Ok(axum::Json(tags.into_iter().map(count).collect()))
}

/// Gives a test these tags and no others.
#[utoipa::path(put, path = "/tests/{id}/tags", tag = "tests", params(TestPath), request_body = SetTags,
    responses((status = 200, body = SetTags)))]
pub async fn set_of_test(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<TestPath>,
    Json(set): Json<SetTags>,
) -> ApiResult<axum::Json<SetTags>> {
    let test = test::find(&app, &current, path.id).await?;
    current.may(Action::EditTest, &test.ownership())?;
    checked(&set.tags)?;
    app.store.set_tags_of_test(test.id, &set.tags).await?;
    app.hints.send(format!("test:{}", test.id), HintKind::Changed);
    Ok(axum::Json(set))
}

/// Gives a run these tags and no others.
#[utoipa::path(put, path = "/tests/{id}/runs/{n}/tags", tag = "runs", params(RunPath), request_body = SetTags,
    responses((status = 200, body = SetTags)))]
pub async fn set_of_run(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
    Json(set): Json<SetTags>,
) -> ApiResult<axum::Json<SetTags>> {
    let run = run_view::find(&app, &current, path.run()).await?;
    current.may(Action::EditTest, &run.ownership())?;
    checked(&set.tags)?;
    app.store.set_tags_of_run(&run, &set.tags).await?;
    app.hints.send(format!("run:{}", run.id), HintKind::Changed);
    Ok(axum::Json(set))
}

/// Refuses too many tags, and two of one name.
pub(super) fn checked(tags: &[Tag]) -> ApiResult<()> {
    check_tags(tags).map_err(|error| unacceptable("/tags", error.to_string()))
}

/// The filter of a list: `nightly`, or `ticket=PERF-12`; a name alone means any value.
pub(super) fn filter(tag: Option<&Tag>) -> Option<TagFilter> {
    tag.map(TagFilter::from)
}

pub(super) fn count(used: TagUse) -> TagCount {
    TagCount {
        tag: used.tag.to_string(),
        tests: used.tests,
        runs: used.runs,
    }
}
