//! API tokens of the signed-in person.

use axum::extract::State;
use axum::http::StatusCode;
use daytona_api::account::{CreateToken, NewToken, Token};
use daytona_api::page::Page;
use daytona_domain::id::TokenId;
use daytona_domain::permission::Action;
use serde::Deserialize;

use crate::app::App;
use crate::auth::{CurrentUser, token};
use crate::error::{ApiResult, not_found};
use crate::extract::{FromPath, FromQuery, Json, Paging};

#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TokenPath {
    #[param(value_type = i64)]
    id: TokenId,
}

/// Your tokens, without their secrets.
#[utoipa::path(get, path = "/tokens", tag = "accounts", params(Paging), responses((status = 200, body = Page<Token>)))]
pub async fn list(
    State(app): State<App>,
    current: CurrentUser,
    FromQuery(paging): FromQuery<Paging>,
) -> ApiResult<axum::Json<Page<Token>>> {
    current.may_on_server(Action::ManageTokens)?;
    let tokens = app
        .store
        .tokens(current.user.id, paging.cursor()?, paging.limit())
        .await?;
    Ok(axum::Json(super::page(tokens, token::view)))
}

/// Makes a token. Its secret is in this answer and never shown again.
#[utoipa::path(post, path = "/tokens", tag = "accounts", request_body = CreateToken,
    responses((status = 201, body = NewToken)))]
pub async fn create(
    State(app): State<App>,
    current: CurrentUser,
    Json(create): Json<CreateToken>,
) -> ApiResult<(StatusCode, axum::Json<NewToken>)> {
    current.may_on_server(Action::ManageTokens)?;
    let CreateToken { title, scope } = create;
    let created = token::create(&app, &current.user, title, scope).await?;
    Ok((StatusCode::CREATED, axum::Json(created)))
}

/// Revokes one of your tokens.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "accounts", params(TokenPath), responses((status = 204)))]
pub async fn revoke(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<TokenPath>,
) -> ApiResult<StatusCode> {
    current.may_on_server(Action::ManageTokens)?;
    if app.store.delete_token(current.user.id, path.id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(not_found(format_args!("token {} of yours", path.id)))
    }
}
