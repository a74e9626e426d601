//! Errors as RFC 9457 problem bodies.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What failed, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// A word that programs can rely on, such as `not_found` or `conflict`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    pub status: u16,
    /// One sentence: what happened and what to do.
    pub detail: String,
    /// The fields that were refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// To be quoted when asking for help; also in the server's log.
    #[serde(default)]
    pub request_id: String,
}

/// One refused field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// JSON pointer into the request's body, such as `/arguments/level`.
    pub pointer: String,
    pub detail: String,
}
