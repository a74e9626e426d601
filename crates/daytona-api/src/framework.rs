//! Frameworks and their revisions.

use daytona_domain::clock::Timestamp;
use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::id::{FrameworkId, Revision, RunId};
use daytona_domain::lifecycle::RunState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A framework with its latest revision.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Framework {
    pub id: FrameworkId,
    pub owner: String,
    pub revision: Revision,
    pub saved: Timestamp,
    pub saved_by: String,
    pub definition: FrameworkDefinition,
    /// Whether you may save a new revision.
    pub may_edit: bool,
}

/// A row of the list of frameworks.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FrameworkRow {
    pub framework: Framework,
    pub tests: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_run: Option<LatestRun>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LatestRun {
    pub run: RunId,
    #[serde(flatten)]
    pub state: RunState,
}

/// What saving a definition did.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Applied {
    pub framework: Framework,
    pub change: Change,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Created,
    Revised,
    /// The definition is the one that was saved already.
    None,
}
