//! Outside of the API: whether the server lives and is ready, and short links to tests and runs.

use axum::extract::State;
use axum::response::Redirect;

use crate::app::App;
use crate::error::{ApiResult, unavailable};
use crate::extract::{FromPath, RunPath, TestPath};

/// The process answers.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// The database answers too.
pub async fn ready(State(app): State<App>) -> ApiResult<&'static str> {
    match app.store.ping().await {
        Ok(()) => Ok("ready\n"),
        Err(_) => Err(unavailable("the database does not answer")),
    }
}

pub async fn test_link(FromPath(path): FromPath<TestPath>) -> Redirect {
    Redirect::temporary(&format!("/tests/{}", path.id))
}

pub async fn run_link(FromPath(path): FromPath<RunPath>) -> Redirect {
    Redirect::temporary(&format!("/tests/{}/runs/{}", path.id, path.n))
}
