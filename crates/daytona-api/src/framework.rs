//! Frameworks and their revisions.

use daytona_domain::clock::Timestamp;
use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::framework::difference::FieldChange;
use daytona_domain::id::{FrameworkId, Revision, RunId};
use daytona_domain::lifecycle::RunState;
use daytona_domain::name::{FrameworkName, Title};
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

/// A revision of a framework, in a list: who saved it, and what differs from the one before.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RevisionRow {
    pub revision: Revision,
    pub saved: Timestamp,
    pub saved_by: String,
    /// What it changed; empty for the first one.
    pub changes: Vec<FieldChange>,
}

/// A revision as it was saved.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FrameworkRevision {
    pub revision: Revision,
    pub saved: Timestamp,
    pub saved_by: String,
    pub definition: FrameworkDefinition,
}

/// What differs between two revisions, field by field.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RevisionDiff {
    pub from: Revision,
    pub to: Revision,
    pub changes: Vec<FieldChange>,
}

/// Makes a framework with another name like this one.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloneFramework {
    pub name: FrameworkName,
    /// The title of the new one; absent: as in the one that is cloned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
}

/// A framework file as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FrameworkFile {
    /// TOML.
    pub text: String,
}
