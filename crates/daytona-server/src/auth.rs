//! Who makes a request: the person of a session cookie or of an API token.

pub mod host_name;
pub mod password;
pub mod session;
pub mod token;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use daytona_domain::id::SessionId;
use daytona_domain::permission::{Action, Actor, Ownership, Scope, check, check_scope, check_server};
use daytona_store::account::User;

use crate::app::App;
use crate::error::{ApiError, ApiResult, bad_request, forbidden, unauthorized};

/// Requests of other sites can't set a header of their own; ours say with it that they are ours.
const OWN_REQUEST: &str = "x-daytona";

/// The person who makes the request.
#[derive(Clone, Debug)]
pub struct CurrentUser {
    pub user: User,
    /// The session, if the request came with a cookie.
    pub session: Option<SessionId>,
    /// How far the token reaches; a session reaches as far as the person's rights.
    pub scope: Scope,
}

impl CurrentUser {
    fn actor(&self) -> Actor {
        Actor {
            scope: self.scope,
            ..self.user.actor()
        }
    }

    /// Refuses what the token's scope leaves out, whoever else may do it.
    pub fn within_scope(&self, action: Action) -> ApiResult<()> {
        Ok(check_scope(self.scope, action)?)
    }

    /// Refuses what the permission table doesn't grant, naming the right and who has it.
    pub fn may(&self, action: Action, ownership: &Ownership) -> ApiResult<()> {
        Ok(check(&self.actor(), action, ownership)?)
    }

    pub fn may_on_server(&self, action: Action) -> ApiResult<()> {
        Ok(check_server(&self.actor(), action)?)
    }

    /// Whether it would be granted, for what a page offers.
    pub fn can(&self, action: Action, ownership: &Ownership) -> bool {
        check(&self.actor(), action, ownership).is_ok()
    }
}

impl<S> FromRequestParts<S> for CurrentUser
where
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let app = App::from_ref(state);
        if let Some(secret) = bearer(&parts.headers)? {
            let (user, scope) = token::user_of(&app, secret).await?;
            return Ok(Self {
                user,
                session: None,
                scope,
            });
        }
        let Some(secret) = session::cookie(&parts.headers) else {
            return Err(unauthorized(
                "sign in, or send an API token as `Authorization: Bearer dtn_…`",
            ));
        };
        let session = session::current(&app, &secret).await?;
        if !parts.method.is_safe() && !parts.headers.contains_key(OWN_REQUEST) {
            return Err(forbidden(
                "a change that is made with the session's cookie needs the header `X-Daytona: 1`",
            ));
        }
        Ok(Self {
            user: session.user,
            session: Some(session.id),
            scope: Scope::Admin,
        })
    }
}

fn bearer(headers: &HeaderMap) -> ApiResult<Option<&str>> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let token = value.to_str().ok().and_then(|value| value.split_once(' '));
    match token {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim())),
        Some(_) | None => Err(bad_request("the header authorization has to be `Bearer dtn_…`")),
    }
}
