//! Runs: single executions of a test.

use std::collections::BTreeMap;

use daytona_domain::clock::Timestamp;
use daytona_domain::configuration::ConfigurationHash;
use daytona_domain::host::{HostRole, RunHosts};
use daytona_domain::id::{Revision, RunId};
use daytona_domain::kpi::Kpi;
use daytona_domain::lifecycle::RunState;
use daytona_domain::name::{FrameworkName, HostName, SubjectName, Title};
use daytona_domain::tag::Tag;
use daytona_domain::unit::Span;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::test::Argument;

/// A run as lists show it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Run {
    pub run: RunId,
    pub framework: FrameworkName,
    pub title: Title,
    pub owner: String,
    #[serde(flatten)]
    pub state: RunState,
    /// One sentence: what the state means for this run, with its cause if it failed.
    pub sentence: String,
    pub submitted: Timestamp,
    /// When the script started, on the server's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// How long the script ran, in seconds by the host's monotonic clock; while it runs absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ran_seconds: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    pub hosts: RunHosts,
    /// Hosts in flight whose agent isn't connected, since when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disconnected: Vec<Disconnected>,
    /// The first KPIs, for lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kpis: Vec<Kpi>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    pub may_abort: bool,
    /// Whether you may change its tags, delete and restore it.
    #[serde(default)]
    pub may_edit: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Disconnected {
    pub host: HostName,
    pub since: Timestamp,
}

/// A run with all that was decided when it was made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RunDetail {
    #[serde(flatten)]
    pub run: Run,
    pub revision: Revision,
    pub arguments: Vec<Argument>,
    /// The script with its arguments, quoted for a shell.
    pub command_line: String,
    pub timeout: Span,
    #[schema(value_type = BTreeMap<String, String>)]
    pub subjects: BTreeMap<SubjectName, String>,
    pub configuration: ConfigurationHash,
    /// Why it isn't running yet, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_waiting: Option<String>,
    pub host_progress: Vec<HostProgress>,
    /// What a reader of the results has to know: bad rows, missing KPIs, skipped files.
    pub notes: Vec<String>,
    pub files: u64,
    pub file_bytes: u64,
    /// The number of the test's latest run.
    pub runs_of_test: i64,
    /// The neighbours within the test; runs in the trash are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<RunId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub later: Option<RunId>,
    pub may_run_again: bool,
    /// An earlier clean run of the same framework to compare with: of this test, else of the latest other one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<RunId>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct HostProgress {
    pub host: HostName,
    pub role: HostRole,
    pub connected: bool,
    /// What the host is doing, in a word or two: preparing, ready, running, ended, collected.
    pub phase: String,
    /// Verified files of how many, while they are collected.
    pub files_verified: u64,
    pub files_total: u64,
}
