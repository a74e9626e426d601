//! Accounts.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use daytona_api::account::{CreateUser, PasswordLink, User};
use daytona_api::page::Page;
use daytona_domain::id::UserId;
use daytona_domain::permission::Action;
use daytona_store::account::{AccountError, NewUser};
use daytona_store::secret::SecretHash;

use super::runs;
use crate::app::App;
use crate::auth::CurrentUser;
use crate::auth::session::random_secret;
use crate::error::{ApiError, ApiResult};
use crate::extract::{FromQuery, Json, Paging};

/// How long a link to set a password may be used.
const LINK_LIFETIME: Duration = Duration::from_secs(7 * 24 * 3_600);

/// The accounts of the team.
#[utoipa::path(get, path = "/users", tag = "accounts", params(Paging), responses((status = 200, body = Page<User>)))]
pub async fn list(
    State(app): State<App>,
    current: CurrentUser,
    FromQuery(paging): FromQuery<Paging>,
) -> ApiResult<axum::Json<Page<User>>> {
    current.may_on_server(Action::ManageUsers)?;
    let after = paging.cursor::<UserId>()?;
    let users = app.store.users(current.user.team, after, paging.limit()).await?;
    Ok(axum::Json(super::page(users, view)))
}

/// Makes an account, with a one-time link to set its password. For an account without a password: a new link.
#[utoipa::path(post, path = "/users", tag = "accounts", request_body = CreateUser,
    responses((status = 201, body = PasswordLink)))]
pub async fn create(
    State(app): State<App>,
    current: CurrentUser,
    Json(create): Json<CreateUser>,
) -> ApiResult<(StatusCode, axum::Json<PasswordLink>)> {
    current.may_on_server(Action::ManageUsers)?;
    let CreateUser { name, role } = create;
    runs::refuse_reserved(&name)?;
    let (secret, expires) = (random_secret()?, app.clock.now().plus(LINK_LIFETIME));
    let hash = SecretHash::of(&secret);
    let new = NewUser {
        team: current.user.team,
        name,
        role,
    };
    let user = match app.store.create_user(new, &hash, expires).await {
        Ok(user) => user,
        Err(AccountError::NameTaken { name }) => {
            let existing = app.store.credentials(name.as_str()).await?;
            let user = existing
                .map(|existing| existing.user)
                .filter(|user| !user.active && user.role == role);
            let user = user.ok_or_else(|| ApiError::from(AccountError::NameTaken { name }))?;
            app.store.new_password_link(user.id, &hash, expires).await?;
            user
        }
        Err(error) => return Err(error.into()),
    };
    let path = format!("/password?secret={secret}");
    Ok((
        StatusCode::CREATED,
        axum::Json(PasswordLink {
            user: view(user),
            path,
            expires,
        }),
    ))
}

pub(super) fn view(user: daytona_store::account::User) -> User {
    let daytona_store::account::User {
        id,
        team,
        name,
        role,
        created,
        active,
    } = user;
    User {
        id,
        name,
        role,
        team,
        created,
        active,
    }
}
