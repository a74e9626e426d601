//! Tests: configured experiments within a framework.

use std::collections::BTreeMap;

use daytona_domain::clock::Timestamp;
use daytona_domain::host::RunHosts;
use daytona_domain::id::{Revision, TestId};
use daytona_domain::name::{ArgumentName, FrameworkName, HostName, SubjectName, Title};
use daytona_domain::tag::Tag;
use daytona_domain::unit::Span;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::run::Run;

/// Makes a new test of a framework and its first run.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTest {
    pub framework: FrameworkName,
    #[serde(flatten)]
    pub choice: Choice,
}

/// What a person chooses; what is absent is taken from the framework, or in a clone from the test.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Choice {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    /// Values by argument name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, String>)]
    pub arguments: BTreeMap<ArgumentName, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution_host: Option<HostName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistics_hosts: Option<Vec<HostName>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Span>,
    /// Versions by subject name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, String>)]
    pub subjects: BTreeMap<SubjectName, String>,
    /// Tags of the new test; in a clone absent means those of the test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

/// Makes a test without a run, from a framework or from another test: one of the two is named.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrepareTest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<FrameworkName>,
    /// The test to clone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<TestId>,
    #[serde(flatten)]
    pub choice: Choice,
}

/// Changes a test. Title and tags can always be changed; the rest only while the test never had a run, because all runs
/// of a test have its arguments and hosts.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditTest {
    #[serde(flatten)]
    pub choice: Choice,
}

/// Replaces the tags of a test or a run.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTags {
    pub tags: Vec<Tag>,
}

/// Makes a new test with these changes and its first run.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloneTest {
    #[serde(flatten)]
    pub choice: Choice,
}

/// Starts the next run of a test: all runs of a test have its arguments and hosts.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateRun {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Span>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, String>)]
    pub subjects: BTreeMap<SubjectName, String>,
    /// Tags of the run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Test {
    pub id: TestId,
    pub framework: FrameworkName,
    pub framework_title: String,
    pub revision: Revision,
    pub title: Title,
    pub owner: String,
    pub created: Timestamp,
    /// Every argument with its value, in the order of definition.
    pub arguments: Vec<Argument>,
    pub hosts: RunHosts,
    pub timeout: Span,
    #[schema(value_type = BTreeMap<String, String>)]
    pub subjects: BTreeMap<SubjectName, String>,
    #[serde(default)]
    pub tags: Vec<Tag>,
    pub may_run: bool,
    /// Whether you may change its title and tags, delete and restore it.
    #[serde(default)]
    pub may_edit: bool,
    /// False once it has had a run: then its arguments and hosts stay, and a clone takes the changes.
    #[serde(default)]
    pub arguments_editable: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Argument {
    pub name: ArgumentName,
    /// Empty if it is secret.
    pub value: String,
    /// Whether it has a value that is shown to nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}

/// A row of the list of tests.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TestRow {
    pub test: Test,
    pub runs: u64,
    /// Absent while the test has no run: it is new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Run>,
}
