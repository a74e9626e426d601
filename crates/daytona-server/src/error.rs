//! Refusals and failures of the REST API. Handlers fail with verbs (`not_found`, `conflict` …); this is the one place
//! where they, and the errors of other parts, become a status and a problem body.
//!
//! 400: the request is malformed · 401: nobody is signed in · 403: somebody else may do this · 404: there is no such
//! thing · 409: the thing's state forbids it · 412: it was changed meanwhile · 413: too large · 415: not JSON ·
//! 416: outside of the file · 421: sent to another name · 422: understood and not acceptable, with the fields ·
//! 500: this server is at fault, and its log says why · 503: try again later.

use std::error::Error;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use daytona_api::problem::{FieldProblem, Problem};
use daytona_domain::id::TrashId;
use daytona_domain::permission::Denied;
use daytona_store::DatabaseError;
use daytona_store::account::AccountError;
use daytona_store::framework::ApplyError;
use daytona_store::submission::SubmitError;
use daytona_store::test::EditError;
use daytona_store::transition::TransitionError;
use daytona_store::trash::purge::PurgeError;
use daytona_store::trash::{DeleteError, RestoreError};

use crate::error_chain;
use crate::results::tree::TreeError;
use crate::scheduler::ChangeError;

/// A refusal or failure on its way to becoming a response.
#[derive(Clone, Debug)]
pub struct ApiError(Box<Refusal>);

/// What the response is made from, once the request's id is known.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: StatusCode,
    kind: &'static str,
    detail: String,
    errors: Vec<FieldProblem>,
    /// For the log only.
    pub cause: Option<String>,
}

impl ApiError {
    pub fn status(&self) -> StatusCode {
        self.0.status
    }
}

pub type ApiResult<T> = Result<T, ApiError>;

fn refuse(status: StatusCode, kind: &'static str, detail: impl Into<String>) -> ApiError {
    ApiError(Box::new(Refusal {
        status,
        kind,
        detail: detail.into(),
        errors: Vec::new(),
        cause: None,
    }))
}

pub fn bad_request(detail: impl Into<String>) -> ApiError {
    refuse(StatusCode::BAD_REQUEST, "bad_request", detail)
}

pub fn unauthorized(detail: impl Into<String>) -> ApiError {
    refuse(StatusCode::UNAUTHORIZED, "unauthorized", detail)
}

pub fn forbidden(detail: impl Into<String>) -> ApiError {
    refuse(StatusCode::FORBIDDEN, "forbidden", detail)
}

/// `what` is the thing with its name, such as `framework gzip`.
pub fn not_found(what: impl std::fmt::Display) -> ApiError {
    refuse(StatusCode::NOT_FOUND, "not_found", format!("there is no {what}"))
}

/// Something that was deleted and can be restored. `what` is the thing with its name.
pub fn in_trash(what: impl std::fmt::Display, item: TrashId) -> ApiError {
    let detail = format!("{what} was deleted; it can be restored as item {item} of the trash");
    refuse(StatusCode::NOT_FOUND, "in_trash", detail)
}

pub fn conflict(detail: impl Into<String>) -> ApiError {
    refuse(StatusCode::CONFLICT, "conflict", detail)
}

pub fn changed_meanwhile(detail: impl Into<String>) -> ApiError {
    refuse(StatusCode::PRECONDITION_FAILED, "changed_meanwhile", detail)
}

pub fn too_large(limit: usize) -> ApiError {
    let detail = format!("the request is larger than the limit of {limit} bytes");
    refuse(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
}

pub fn not_json() -> ApiError {
    let detail = "the body has to be JSON, with the header content-type: application/json";
    refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", detail)
}

pub fn outside_of_file(detail: impl Into<String>) -> ApiError {
    refuse(StatusCode::RANGE_NOT_SATISFIABLE, "outside_of_file", detail)
}

pub fn misdirected(detail: impl Into<String>) -> ApiError {
    refuse(StatusCode::MISDIRECTED_REQUEST, "misdirected", detail)
}

/// One field that was understood and isn't acceptable; `pointer` is a JSON pointer into the body.
pub fn unacceptable(pointer: impl Into<String>, detail: impl Into<String>) -> ApiError {
    let detail = detail.into();
    let mut error = refuse(StatusCode::UNPROCESSABLE_ENTITY, "unacceptable", detail.clone());
    error.0.errors.push(FieldProblem {
        pointer: pointer.into(),
        detail,
    });
    error
}

/// The server is at fault. The cause goes to the log, with the request's id, and not to the client.
pub fn internal(error: &(dyn Error + 'static)) -> ApiError {
    let detail = "the server failed; its log has the cause under this request's id";
    let mut refusal = refuse(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail);
    refusal.0.cause = Some(error_chain(error));
    refusal
}

pub fn unavailable(detail: impl Into<String>) -> ApiError {
    refuse(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
}

impl Refusal {
    /// What is said of a status that no handler of ours gave, such as that of an unknown path.
    pub fn of_status(status: StatusCode) -> Self {
        let (kind, detail) = match status {
            StatusCode::NOT_FOUND => (
                "not_found",
                "there is nothing at this path; see /api/v1/openapi.json",
            ),
            StatusCode::METHOD_NOT_ALLOWED => (
                "method_not_allowed",
                "this path has no such method; the header allow names those it has",
            ),
            _ if status.is_server_error() => ("internal", "the server failed; its log has the cause"),
            _ => ("bad_request", "the request can't be understood"),
        };
        Self {
            status,
            kind,
            detail: detail.to_owned(),
            errors: Vec::new(),
            cause: None,
        }
    }

    pub fn into_problem(self, request_id: &str) -> Problem {
        let Self {
            status,
            kind,
            detail,
            errors,
            cause: _,
        } = self;
        Problem {
            kind: kind.to_owned(),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail,
            errors,
            request_id: request_id.to_owned(),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        if self.0.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                header::HeaderValue::from_static("Bearer"),
            );
        }
        // The body is written where the request's id is known.
        response.extensions_mut().insert(*self.0);
        response
    }
}

impl From<DatabaseError> for ApiError {
    fn from(error: DatabaseError) -> Self {
        match &error {
            DatabaseError::Lost { .. } => {
                unavailable("the server has lost its database and stops; try again once it was started again")
            }
            DatabaseError::Statement(_)
            | DatabaseError::Unreadable { .. }
            | DatabaseError::Unwritable { .. }
            | DatabaseError::Missing { .. } => internal(&error),
        }
    }
}

impl From<TreeError> for ApiError {
    fn from(error: TreeError) -> Self {
        internal(&error)
    }
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        forbidden(denied.to_string())
    }
}

impl From<SubmitError> for ApiError {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::KeyReused { .. } => conflict(error.to_string()),
            SubmitError::NoTest { test } => not_found(format_args!("test {test}")),
            SubmitError::NoFramework { .. } => conflict(error.to_string()),
            SubmitError::Database(error) => error.into(),
        }
    }
}

impl From<ApplyError> for ApiError {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Denied(denied) => denied.into(),
            ApplyError::OtherCase { .. } | ApplyError::InTrash { .. } => conflict(error.to_string()),
            ApplyError::NameTaken { .. } => unacceptable("/name", error.to_string()),
            ApplyError::Changed { .. } => changed_meanwhile(error.to_string()),
            ApplyError::Database(error) => error.into(),
        }
    }
}

impl From<EditError> for ApiError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::NoTest { test } => not_found(format_args!("test {test}")),
            EditError::HasRuns { .. } => conflict(error.to_string()),
            EditError::Database(error) => error.into(),
        }
    }
}

impl From<DeleteError> for ApiError {
    fn from(error: DeleteError) -> Self {
        match error {
            DeleteError::InFlight { .. } | DeleteError::InTrash { .. } => conflict(error.to_string()),
            DeleteError::Database(error) => error.into(),
        }
    }
}

impl From<RestoreError> for ApiError {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::NotFound { id } => not_found(format_args!("item {id} in the trash")),
            RestoreError::Purging { .. } | RestoreError::ParentInTrash { .. } => conflict(error.to_string()),
            RestoreError::Database(error) => error.into(),
        }
    }
}

impl From<PurgeError> for ApiError {
    fn from(error: PurgeError) -> Self {
        match error {
            PurgeError::NotFound { id } => not_found(format_args!("item {id} in the trash")),
            PurgeError::InFlight { .. } => conflict(error.to_string()),
            PurgeError::Database(error) => error.into(),
        }
    }
}

impl From<AccountError> for ApiError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::NameTaken { .. } | AccountError::AlreadySetUp => conflict(error.to_string()),
            AccountError::BadSecret => forbidden(error.to_string()),
            AccountError::NotFound { user } => not_found(format_args!("account {user}")),
            AccountError::Database(error) => error.into(),
        }
    }
}

impl From<ChangeError> for ApiError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotLive { run } => conflict(format!("run {run} has already ended")),
            ChangeError::Transition(error) => match error {
                TransitionError::Illegal(illegal) => conflict(illegal.to_string()),
                TransitionError::Conflict { .. } | TransitionError::HostTaken { .. } => {
                    conflict(error.to_string())
                }
                TransitionError::NotFound { run } => not_found(format_args!("run {run}")),
                TransitionError::Database(error) => error.into(),
            },
        }
    }
}
