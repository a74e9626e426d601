//! What handlers take from a request: JSON bodies, path and query, who is signed in, the idempotency key. Every
//! rejection is a problem that says which field or parameter is meant.

use axum::extract::{FromRequest, FromRequestParts, OptionalFromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use daytona_api::page::{DEFAULT_LIMIT, MAXIMUM_LIMIT};
use daytona_domain::id::{RunId, RunNumber, TestId, UserId};
use daytona_store::idempotency::IdempotencyKey;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{ApiError, bad_request, not_json, too_large, unacceptable};

/// How many bytes a body may have.
pub const BODY_LIMIT: usize = 1 << 20;
/// How much of a body that is too large is read and thrown away, so that its sender gets to hear the answer.
const DRAIN_LIMIT: usize = 64 << 20;

/// A JSON body.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T, S> FromRequest<S> for Json<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(not_json());
        }
        parse(&body(request).await?).map(Self)
    }
}

/// A JSON body that may be absent, which means the default.
#[derive(Debug)]
pub struct OptionalJson<T>(pub T);

impl<T, S> FromRequest<S> for OptionalJson<T>
where
    T: DeserializeOwned + Default,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let is_json = is_json(request.headers());
        let body = body(request).await?;
        match (body.is_empty(), is_json) {
            (true, _) => Ok(Self(T::default())),
            (false, true) => parse(&body).map(Self),
            (false, false) => Err(not_json()),
        }
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

async fn body(request: Request) -> Result<Vec<u8>, ApiError> {
    let mut stream = request.into_body().into_data_stream();
    let mut body = Vec::new();
    let mut length = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| bad_request("the body was cut off"))?;
        length += chunk.len();
        if length <= BODY_LIMIT {
            body.extend_from_slice(&chunk);
        } else if length > DRAIN_LIMIT {
            break;
        }
    }
    if length > BODY_LIMIT {
        Err(too_large(BODY_LIMIT))
    } else {
        Ok(body)
    }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = pointer(error.path());
        let error = error.into_inner();
        if error.is_data() {
            unacceptable(pointer, without_place(&error))
        } else {
            bad_request(format!("the body is not JSON: {error}"))
        }
    })?;
    json.end()
        .map_err(|error| bad_request(format!("the body is not JSON: {error}")))?;
    Ok(value)
}

/// The sentence without the line and column of a body that no person wrote.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } => {
                pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1")));
            }
            Segment::Enum { variant } => pointer.push_str(&format!("/{variant}")),
            Segment::Unknown => {}
        }
    }
    pointer
}

/// Parts of the path.
#[derive(Debug)]
pub struct FromPath<T>(pub T);

impl<T, S> FromRequestParts<S> for FromPath<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        <axum::extract::Path<T> as FromRequestParts<S>>::from_request_parts(parts, state)
            .await
            .map(|axum::extract::Path(value)| Self(value))
            .map_err(|rejection| {
                bad_request(format!("the path can't be understood: {}", rejection.body_text()))
            })
    }
}

/// The query.
#[derive(Debug)]
pub struct FromQuery<T>(pub T);

impl<T, S> FromRequestParts<S> for FromQuery<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        axum_extra::extract::Query::try_from_uri(&parts.uri)
            .map(|axum_extra::extract::Query(value)| Self(value))
            .map_err(|rejection| {
                bad_request(format!(
                    "the query can't be understood: {}",
                    rejection.body_text()
                ))
            })
    }
}

/// Which test a path means.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TestPath {
    /// The test's number.
    #[param(value_type = i64)]
    pub id: TestId,
}

/// Which run a path means.
#[derive(Clone, Copy, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RunPath {
    /// The test's number.
    #[param(value_type = i64)]
    pub id: TestId,
    /// The run's number within its test.
    #[param(value_type = i64)]
    pub n: RunNumber,
}

impl RunPath {
    pub fn run(self) -> RunId {
        RunId {
            test: self.id,
            number: self.n,
        }
    }
}

/// Which page of a list is asked for.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// How many items; 50 if absent, at most 200.
    pub limit: Option<u64>,
}

impl Paging {
    pub fn limit(&self) -> u64 {
        self.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAXIMUM_LIMIT)
    }

    /// The cursor as the list made it.
    pub fn cursor<C: std::str::FromStr>(&self) -> Result<Option<C>, ApiError> {
        let parse = |cursor: &String| {
            cursor.parse().map_err(|_| {
                bad_request(format!(
                    "{cursor:?} is no cursor of this list; use `next` of the page before it"
                ))
            })
        };
        self.cursor.as_ref().map(parse).transpose()
    }
}

/// The header `Idempotency-Key`, if it was sent.
#[derive(Debug)]
pub struct RequestKey(String);

impl RequestKey {
    /// The key of this person for this request: the path and what was understood of the body.
    pub fn of(self, user: UserId, path: &str, body: &impl Serialize) -> Result<IdempotencyKey, ApiError> {
        let body = serde_json::to_vec(body).map_err(|error| crate::error::internal(&error))?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(path.as_bytes()).update(b"\n").update(&body);
        Ok(IdempotencyKey {
            user,
            key: self.0,
            request_hash: hasher.finalize().to_hex().to_string(),
        })
    }
}

impl<S: Send + Sync> OptionalFromRequestParts<S> for RequestKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, ApiError> {
        let Some(key) = parts.headers.get("idempotency-key") else {
            return Ok(None);
        };
        match key.to_str() {
            Ok(key) if (1..=200).contains(&key.len()) => Ok(Some(Self(key.to_owned()))),
            Ok(_) | Err(_) => Err(bad_request(
                "the header idempotency-key needs 1 to 200 visible ASCII characters",
            )),
        }
    }
}

#[cfg(test)]
mod tests;
