//! Writing problem bodies: every refusal and failure becomes one, with the id of its request. Failures of the server
//! are logged here, once.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::Refusal;

const REQUEST_ID: &str = "x-request-id";
const PROBLEM_JSON: &str = "application/problem+json";

/// A response that becomes this problem.
pub(super) fn of(refusal: Refusal) -> Response {
    let mut response = refusal.status.into_response();
    response.extensions_mut().insert(refusal);
    response
}

/// Gives the request an id, and what went wrong a body.
pub(super) async fn write(request: Request, next: Next) -> Response {
    let id = new_id();
    let line = format!("{} {}", request.method(), request.uri().path());
    let mut response = next.run(request).await;
    let refusal = response.extensions_mut().remove::<Refusal>();
    let has_body = response.headers().contains_key(header::CONTENT_TYPE);
    let is_error = response.status().is_client_error() || response.status().is_server_error();
    let refusal = match refusal {
        Some(refusal) => refusal,
        None if is_error && !has_body => Refusal::of_status(response.status()),
        None => return response,
    };
    if refusal.status.is_server_error() {
        let cause = refusal.cause.as_deref().unwrap_or("no cause was given");
        tracing::error!(request.id = id, "{line} failed: {cause}");
    }
    let problem = refusal.into_problem(&id);
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    if let Ok(id) = HeaderValue::from_str(&id) {
        parts.headers.insert(REQUEST_ID, id);
    }
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    Response::from_parts(parts, Body::from(body))
}

/// Short enough to be read out; it only has to be told apart in a log.
fn new_id() -> String {
    let mut bytes = [0; 9];
    // Without randomness an id of zeros still is an id.
    let _ = getrandom::fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
