//! What the go-to box suggests, and the tags there are.

use daytona_domain::id::{RunId, TestId};
use daytona_domain::name::{FrameworkName, HostName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How many of each kind are suggested at most.
pub const SUGGESTED: u64 = 8;

/// What a few typed characters may mean, the best first within each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Suggestions {
    /// The run, if `1132/2` was typed and there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// By number, then by title.
    pub tests: Vec<SuggestedTest>,
    /// By name, then by title.
    pub frameworks: Vec<SuggestedFramework>,
    pub hosts: Vec<HostName>,
    pub tags: Vec<TagCount>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SuggestedTest {
    pub test: TestId,
    pub title: String,
    pub framework: FrameworkName,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SuggestedFramework {
    pub name: FrameworkName,
    pub title: String,
}

/// A tag with how many tests and runs have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TagCount {
    /// As it is written and filtered by: `nightly` or `ticket=PERF-12`.
    pub tag: String,
    pub tests: u64,
    pub runs: u64,
}
