//! The typed client of the REST API. Retries nothing: a lost connection is an error that its user sees.

mod accounts;
mod content;
mod events;
mod frameworks;
mod hosts;
mod runs;
mod test_runs;
mod trash;

pub use content::{Bytes, ConsoleRange};
pub use events::Events;
pub use runs::{RunFilter, RunPath};
pub use test_runs::TestFilter;

use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// How long a server may take to accept a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// A client of one server, with or without a token.
#[derive(Clone, Debug)]
pub struct Client {
    base: String,
    token: Option<String>,
    http: reqwest::Client,
}

/// A call that brought no result.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("{url:?} is not the address of a server; write it like http://127.0.0.1:8080")]
    Address { url: String },
    #[error("cannot reach the server at {url}; check that it runs there")]
    Unreachable { url: String, source: reqwest::Error },
    #[error("the connection to the server was lost")]
    Lost { source: reqwest::Error },
    /// The server refused, with its reason.
    #[error("{}", sentence(.0))]
    Refused(Box<Problem>),
    #[error(
        "the server answered {status} with what this program doesn't understand; it may be of another version"
    )]
    Unexpected { status: StatusCode },
}

fn sentence(problem: &Problem) -> String {
    let mut text = problem.detail.clone();
    for field in &problem.errors {
        text.push_str(&format!("\n  {}: {}", field.pointer, field.detail));
    }
    text
}

impl ClientError {
    /// Whether the server could not be reached at all.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::Lost { .. })
    }

    /// The status that the server refused with.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused(problem) => Some(problem.status),
            Self::Unexpected { status } => Some(status.as_u16()),
            Self::Address { .. } | Self::Unreachable { .. } | Self::Lost { .. } => None,
        }
    }
}

impl Client {
    /// A client of the server at `url`.
    pub fn new(url: &str, token: Option<String>) -> Result<Self, ClientError> {
        let base = url.trim_end_matches('/').to_owned();
        let address = || ClientError::Address { url: url.to_owned() };
        if !base.starts_with("http://") || reqwest::Url::parse(&base).is_err() {
            return Err(address());
        }
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .build()
            .map_err(|_| address())?;
        Ok(Self { base, token, http })
    }

    /// The server's address.
    pub fn base(&self) -> &str {
        &self.base
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}/api/v1{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, String)]) -> Result<T, ClientError> {
        self.json(self.request(Method::GET, path).query(query)).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ClientError> {
        self.json(self.request(method, path).json(body)).await
    }

    async fn json<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ClientError> {
        let response = self.answer(request).await?;
        let status = response.status();
        let body = response
            .bytes()
            .await
            .map_err(|source| ClientError::Lost { source })?;
        serde_json::from_slice(&body).map_err(|_| ClientError::Unexpected { status })
    }

    /// A successful answer, whatever its body.
    async fn answer(&self, request: RequestBuilder) -> Result<Response, ClientError> {
        let response = request.send().await.map_err(|source| {
            if source.is_connect() {
                ClientError::Unreachable {
                    url: self.base.clone(),
                    source,
                }
            } else {
                ClientError::Lost { source }
            }
        })?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let body = response
            .bytes()
            .await
            .map_err(|source| ClientError::Lost { source })?;
        match serde_json::from_slice(&body) {
            Ok(problem) => Err(ClientError::Refused(Box::new(problem))),
            Err(_) => Err(ClientError::Unexpected { status }),
        }
    }
}

/// A part of a path, with everything escaped that has a meaning in URLs.
fn segment(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::FieldProblem;

    #[test]
    fn an_address_without_scheme_is_refused_with_an_example() {
        let error = Client::new("localhost:8080", None).unwrap_err();
        assert!(error.to_string().contains("http://127.0.0.1:8080"), "{error}");
    }

    #[test]
    fn a_refusal_shows_its_sentence_and_its_fields() {
        let problem = Problem {
            kind: "unprocessable".to_owned(),
            title: "Unprocessable Entity".to_owned(),
            status: 422,
            detail: "the test was not created".to_owned(),
            errors: vec![FieldProblem {
                pointer: "/arguments/level".to_owned(),
                detail: "no such option".to_owned(),
            }],
            request_id: String::new(),
        };
        let error = ClientError::Refused(Box::new(problem));
        assert_eq!(
            error.to_string(),
            "the test was not created\n  /arguments/level: no such option"
        );
        assert_eq!(error.status(), Some(422));
    }

    #[test]
    fn names_with_a_meaning_in_urls_are_escaped() {
        assert_eq!(segment("a b/ä%?"), "a%20b%2F%C3%A4%25%3F");
    }
}
