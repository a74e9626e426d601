//! Setting a password with a one-time link.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use daytona_api::account::{Me, SetPassword};
use daytona_domain::permission::Scope;
use daytona_store::secret::SecretHash;

use super::setup;
use crate::app::App;
use crate::auth::password::Passwords;
use crate::auth::session;
use crate::error::ApiResult;
use crate::extract::Json;

/// Sets the password of the account that the link was made for, ends its other sessions and signs in.
#[utoipa::path(post, path = "/passwords", tag = "accounts", security(()), request_body = SetPassword,
    responses((status = 200, body = Me)))]
pub async fn set(
    State(app): State<App>,
    State(passwords): State<Passwords>,
    Json(set): Json<SetPassword>,
) -> ApiResult<Response> {
    let SetPassword { secret, password } = set;
    let hash = passwords.hash(password).await?;
    let user = app.store.set_password(&SecretHash::of(&secret), hash).await?;
    let cookie = session::open(&app, user.id).await?;
    Ok((
        [(header::SET_COOKIE, cookie)],
        axum::Json(setup::me(user, Scope::Admin)),
    )
        .into_response())
}
