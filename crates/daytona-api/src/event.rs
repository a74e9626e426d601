//! The one stream of server-sent events. Events are hints: the data is fetched by the ordinary calls.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A hint that something of a topic is new. The SSE `id` is the number to resume after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Hint {
    /// `queue`, `hosts`, `frameworks`, `framework:NAME`, `run:1132/2`, `console:1132/2` or `series:1132/2`.
    pub topic: String,
    #[serde(flatten)]
    pub what: HintKind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HintKind {
    /// Something of the topic has changed.
    Changed,
    /// The console has this many bytes.
    Console { bytes: u64 },
    /// The series reach this many seconds since the script's exec.
    Series { reach: f64 },
    /// Events were missed: load everything again.
    Reset,
}
