//! Lists come in pages; a cursor says where the next one begins.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many items a page has if the request doesn't say.
pub const DEFAULT_LIMIT: u64 = 50;
/// How many items a page has at most.
pub const MAXIMUM_LIMIT: u64 = 200;

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Give this as `cursor` to get the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}
