//! Frameworks and their revisions.

use daytona_domain::clock::Timestamp;
use daytona_domain::command::Candidate;
use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::framework::difference::FieldChange;
use daytona_domain::id::{FrameworkId, Revision, RunId};
use daytona_domain::lifecycle::RunState;
use daytona_domain::name::{ArgumentName, FrameworkName, HostName, Title};
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

/// A command that a framework is to be made from. Nothing is saved by asking.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FromCommand {
    /// As it would be typed in a shell: `wrk -c 64 -d 30s http://web-1/`.
    pub command: String,
    /// Absent: from the program's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<FrameworkName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// The names of the candidates that become arguments; absent: those that are numbers and quantities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vary: Option<Vec<ArgumentName>>,
    /// The execution host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<HostName>,
    /// The file that the command leaves its results in; absent: its output is kept as `output.txt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_file: Option<String>,
}

/// A framework that could be saved, and the script that it needs.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ProposedFramework {
    pub definition: FrameworkDefinition,
    /// The definition as a framework file (TOML).
    pub file: String,
    /// The text of the script that `definition.script` names.
    pub script: String,
    /// Everything in the command that could vary; `varies` says what is an argument now.
    pub candidates: Vec<Candidate>,
    /// Programs with a relative path: they have to lie beside the script.
    pub beside: Vec<String>,
}
