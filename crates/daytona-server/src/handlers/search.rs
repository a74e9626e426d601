//! Suggestions for the go-to box.

use axum::extract::State;
use daytona_api::search::{SUGGESTED, SuggestedFramework, SuggestedTest, Suggestions};
use daytona_domain::id::RunId;
use daytona_store::search::FoundTest;
use serde::Deserialize;

use super::tags;
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::ApiResult;
use crate::extract::FromQuery;

/// More than anybody types to find something.
const LONGEST: usize = 200;

#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct SuggestQuery {
    /// What was typed: a number, `1132/2`, or part of a title or name.
    q: String,
}

/// What a few typed characters may mean: tests by number and title, frameworks, hosts and tags.
#[utoipa::path(get, path = "/search/suggest", tag = "search", params(SuggestQuery),
    responses((status = 200, body = Suggestions)))]
pub async fn suggest(
    State(app): State<App>,
    current: CurrentUser,
    FromQuery(query): FromQuery<SuggestQuery>,
) -> ApiResult<axum::Json<Suggestions>> {
    let typed: String = query.q.trim().chars().take(LONGEST).collect();
    if typed.is_empty() {
        return Ok(axum::Json(Suggestions::default()));
    }
    let team = current.user.team;
    let is_number = typed.bytes().all(|byte| byte.is_ascii_digit());
    let mut tests = match is_number {
        true => app.store.tests_by_number(team, &typed, SUGGESTED).await?,
        false => Vec::new(),
    };
    let known = |tests: &[FoundTest], test: &FoundTest| tests.iter().any(|other| other.test == test.test);
    for test in app.store.tests_by_title(team, &typed, SUGGESTED).await? {
        if !known(&tests, &test) {
            tests.push(test);
        }
    }
    tests.truncate(usize::try_from(SUGGESTED).unwrap_or(usize::MAX));
    let frameworks = app.store.frameworks_by_name(team, &typed, SUGGESTED).await?;
    Ok(axum::Json(Suggestions {
        run: run(&app, &current, &typed).await?,
        tests: tests.into_iter().map(test).collect(),
        frameworks: frameworks
            .into_iter()
            .map(|(name, title)| SuggestedFramework { name, title })
            .collect(),
        hosts: app.store.hosts_by_name(team, &typed, SUGGESTED).await?,
        tags: app
            .store
            .tags_in_use(team, &typed, SUGGESTED)
            .await?
            .into_iter()
            .map(tags::count)
            .collect(),
    }))
}

async fn run(app: &App, current: &CurrentUser, typed: &str) -> ApiResult<Option<RunId>> {
    let Ok(id) = typed.parse::<RunId>() else {
        return Ok(None);
    };
    let found = app.store.run(id).await?;
    let visible = found.filter(|run| run.trash.is_none() && run.team == current.user.team);
    Ok(visible.map(|run| run.id))
}

fn test(found: FoundTest) -> SuggestedTest {
    let FoundTest {
        test,
        title,
        framework,
    } = found;
    SuggestedTest {
        test,
        title,
        framework,
    }
}
