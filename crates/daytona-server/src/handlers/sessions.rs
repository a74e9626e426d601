//! Signing in and out.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use daytona_api::account::{Me, SignIn};
use daytona_domain::permission::Scope;

use super::setup;
use crate::app::App;
use crate::auth::password::Passwords;
use crate::auth::{CurrentUser, session};
use crate::error::{ApiResult, unauthorized};
use crate::extract::Json;

/// Signs in with a password and sets the session's cookie.
#[utoipa::path(post, path = "/sessions", tag = "accounts", security(()), request_body = SignIn,
    responses((status = 201, body = Me)))]
pub async fn sign_in(
    State(app): State<App>,
    State(passwords): State<Passwords>,
    Json(sign_in): Json<SignIn>,
) -> ApiResult<Response> {
    let SignIn { name, password } = sign_in;
    let credentials = app.store.credentials(&name).await?;
    let stored = credentials
        .as_ref()
        .and_then(|credentials| credentials.password_hash.clone());
    let is_right = passwords.verify(password, stored).await?;
    // Whether the name or the password is wrong isn't told.
    let wrong = || unauthorized("this name and password don't belong together");
    let user = credentials.filter(|_| is_right).ok_or_else(wrong)?.user;
    let cookie = session::open(&app, user.id).await?;
    Ok((
        StatusCode::CREATED,
        [(header::SET_COOKIE, cookie)],
        axum::Json(setup::me(user, Scope::Admin)),
    )
        .into_response())
}

/// Signs out: ends the session of the cookie.
#[utoipa::path(delete, path = "/sessions/current", tag = "accounts", responses((status = 204)))]
pub async fn sign_out(State(app): State<App>, current: CurrentUser) -> ApiResult<Response> {
    if let Some(session) = current.session {
        app.store.end_session(session).await?;
    }
    Ok((
        StatusCode::NO_CONTENT,
        [(header::SET_COOKIE, session::removed()?)],
    )
        .into_response())
}

/// Who is signed in, and what they may do on the server as a whole.
#[utoipa::path(get, path = "/me", tag = "accounts", responses((status = 200, body = Me)))]
pub async fn me(current: CurrentUser) -> axum::Json<Me> {
    axum::Json(setup::me(current.user, current.scope))
}
