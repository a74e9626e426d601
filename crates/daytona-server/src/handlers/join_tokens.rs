//! Join tokens, with which agents enrol.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use daytona_api::host::{CreateJoinToken, JoinToken};
use daytona_domain::permission::Action;
use daytona_domain::unit::Span;

use crate::agents::joining::{DEFAULT_LIFETIME, Invitation, JoinError};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiError, ApiResult, internal, unacceptable};
use crate::extract::OptionalJson;

const LONGEST_LIFETIME: Duration = Duration::from_secs(30 * 24 * 3_600);
const ANY_HOST: &str = "*";

/// Makes a token with which one agent enrols once. The token is in this answer and never shown again.
#[utoipa::path(post, path = "/hosts/join-tokens", tag = "hosts", request_body = CreateJoinToken,
    responses((status = 201, body = JoinToken)))]
pub async fn create(
    State(app): State<App>,
    current: CurrentUser,
    OptionalJson(create): OptionalJson<CreateJoinToken>,
) -> ApiResult<(StatusCode, axum::Json<JoinToken>)> {
    current.may_on_server(Action::EnrolHost)?;
    let CreateJoinToken {
        host,
        valid,
        re_enrol,
    } = create;
    let host = pattern(host)?;
    let invitation = Invitation {
        team: current.user.team,
        pattern: host.clone(),
        lifetime: lifetime(valid)?,
        re_enrol,
        by: Some(current.user.id),
    };
    let (token, expires) = app.join_token(invitation).await?;
    let token = token.to_string();
    let command = format!(
        "DAYTONA_JOIN_TOKEN={token} daytona agent enroll --server {}",
        app.place.agents
    );
    Ok((
        StatusCode::CREATED,
        axum::Json(JoinToken {
            token,
            host,
            expires,
            command,
        }),
    ))
}

fn pattern(host: Option<String>) -> ApiResult<String> {
    let Some(host) = host else {
        return Ok(ANY_HOST.to_owned());
    };
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "._-*".contains(c);
    if host.is_empty() || host.len() > 64 || !host.chars().all(is_allowed) {
        return Err(unacceptable(
            "/host",
            "write a host's name, or a pattern such as web-* or *",
        ));
    }
    Ok(host)
}

fn lifetime(valid: Option<Span>) -> ApiResult<Duration> {
    let lifetime = valid.map_or(DEFAULT_LIFETIME, Span::get);
    if lifetime.is_zero() || lifetime > LONGEST_LIFETIME {
        return Err(unacceptable(
            "/valid",
            "a join token is valid for more than nothing and at most 30d",
        ));
    }
    Ok(lifetime)
}

impl From<JoinError> for ApiError {
    fn from(error: JoinError) -> Self {
        internal(&error)
    }
}
