//! Sessions of browsers: a random secret in a cookie that scripts can't read and other sites can't send.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue};
use axum_extra::extract::CookieJar;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use daytona_domain::id::UserId;
use daytona_store::secret::SecretHash;
use daytona_store::session::Session;

use crate::app::App;
use crate::error::{ApiResult, internal, unauthorized};

/// The cookie's name.
pub const COOKIE: &str = "daytona_session";
/// How long a session lives without being used.
const LIFETIME: Duration = Duration::from_secs(14 * 24 * 3_600);
/// A session is prolonged at most this often: each time is a commit.
const PROLONGED_EVERY: Duration = Duration::from_secs(3_600);

/// The secret of the session cookie, if there is one.
pub fn cookie(headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    jar.get(COOKIE).map(|cookie| cookie.value().to_owned())
}

/// The session of this secret, prolonged by being used.
pub async fn current(app: &App, secret: &str) -> ApiResult<Session> {
    let session = app.store.session(&SecretHash::of(secret)).await?;
    let session = session.ok_or_else(|| unauthorized("your session has ended; sign in again"))?;
    let now = app.clock.now();
    if now.since(session.last_used) >= PROLONGED_EVERY {
        app.store.touch_session(session.id, now.plus(LIFETIME)).await?;
    }
    Ok(session)
}

/// Opens a session and returns the header that sets its cookie.
pub async fn open(app: &App, user: UserId) -> ApiResult<HeaderValue> {
    let secret = random_secret()?;
    let expires = app.clock.now().plus(LIFETIME);
    app.store
        .open_session(user, &SecretHash::of(&secret), expires)
        .await?;
    set_cookie(&secret, LIFETIME)
}

/// The header that removes the cookie.
pub fn removed() -> ApiResult<HeaderValue> {
    set_cookie("", Duration::ZERO)
}

/// Without `Secure`: the web port is plain HTTP on loopback.
fn set_cookie(secret: &str, age: Duration) -> ApiResult<HeaderValue> {
    let cookie = format!(
        "{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}",
        age.as_secs()
    );
    HeaderValue::try_from(cookie).map_err(|error| internal(&error))
}

/// 24 random bytes, in letters that URLs and cookies take as they are.
pub fn random_secret() -> ApiResult<String> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(|error| internal(&error))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}
