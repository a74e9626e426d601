//! API tokens: `dtn_` and a random secret. Only a hash is stored; the prefix lets scanners find leaked ones.

use std::time::Duration;

use daytona_api::account::NewToken;
use daytona_domain::name::Title;
use daytona_domain::permission::Scope;
use daytona_store::account::User;
use daytona_store::secret::SecretHash;

use crate::app::App;
use crate::auth::session::random_secret;
use crate::error::{ApiResult, unauthorized};

const PREFIX: &str = "dtn_";
/// How many characters are kept to recognise a token by.
const SHOWN: usize = 8;
/// The time of the last use is written at most this often: each is a commit.
const USE_IS_NOTED_EVERY: Duration = Duration::from_secs(3_600);

/// The person whose token this is, and how far it reaches.
pub async fn user_of(app: &App, secret: &str) -> ApiResult<(User, Scope)> {
    let found = match secret.strip_prefix(PREFIX) {
        Some(_) => app.store.token(&SecretHash::of(secret)).await?,
        None => None,
    };
    let Some((token, user)) = found else {
        return Err(unauthorized(
            "this API token is not valid; it may have been revoked",
        ));
    };
    let now = app.clock.now();
    if token
        .last_used
        .is_none_or(|used| now.since(used) >= USE_IS_NOTED_EVERY)
    {
        app.store.touch_token(token.id).await?;
    }
    Ok((user, token.scope))
}

/// Makes a token for a person. Its secret is told this once.
pub async fn create(app: &App, user: &User, title: Title, scope: Scope) -> ApiResult<NewToken> {
    let secret = format!("{PREFIX}{}", random_secret()?);
    let new = daytona_store::token::NewToken {
        title,
        scope,
        prefix: secret.chars().take(SHOWN).collect(),
        secret: SecretHash::of(&secret),
    };
    let token = app.store.create_token(user.id, new).await?;
    Ok(NewToken {
        token: view(token),
        secret,
    })
}

pub fn view(token: daytona_store::token::Token) -> daytona_api::account::Token {
    let daytona_store::token::Token {
        id,
        title,
        prefix,
        created,
        last_used,
        scope,
    } = token;
    daytona_api::account::Token {
        id,
        title,
        prefix,
        scope,
        created,
        last_used,
    }
}
