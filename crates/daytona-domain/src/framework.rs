//! A framework: a test suite with its execution script, arguments, default hosts and limits.

pub mod difference;

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::argument::{ArgumentSpec, InvalidArgument, check_definitions};
use crate::kpi::KpiSpec;
use crate::name::{FrameworkName, HostName, KpiName, Title};
use crate::selection::PathPattern;
use crate::subject::Subjects;
use crate::unit::{ByteSize, Span};

/// The limit of a run whose framework sets none.
pub const SERVER_MAXIMUM_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// What a framework file says. Every save makes a new revision of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FrameworkDefinition {
    pub name: FrameworkName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Title>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    pub script: ScriptPath,
    #[serde(default)]
    pub pass_arguments: ArgumentPassing,
    /// How long the script may run; zero or absent is the server's maximum of 24 h.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Span>,
    #[serde(default, skip_serializing_if = "Mirror::is_live")]
    pub mirror: Mirror,
    /// How many runs of this framework may be in flight at once.
    #[serde(default = "one")]
    pub concurrency: u32,
    #[serde(default)]
    pub hosts: DefaultHosts,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<ArgumentSpec>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kpis: Vec<KpiSpec>,
    #[serde(default)]
    pub results: CollectionLimits,
    #[serde(default, skip_serializing_if = "MetricsChoice::is_default")]
    pub metrics: MetricsChoice,
    #[serde(default, skip_serializing_if = "Subjects::is_empty")]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub subjects: Subjects,
}

fn one() -> u32 {
    1
}

/// How arguments reach the script's `argv`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ArgumentPassing {
    /// Values in the order of definition.
    #[default]
    Positional,
    /// `--name=value` in the order of definition.
    Named,
}

/// What is sent while the script runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mirror {
    /// Console and metrics, as they grow.
    #[default]
    Live,
    /// Nothing but heartbeats until the script has ended, so that the network is left to what is measured.
    Quiet,
}

impl Mirror {
    pub fn is_live(&self) -> bool {
        *self == Self::Live
    }
}

/// The hosts that a run uses unless it names others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DefaultHosts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution: Option<HostName>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statistics: Vec<HostName>,
}

/// What of a run's folder is collected, and how much at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CollectionLimits {
    /// Of the files that the script leaves, only those that one of these patterns means; without any, all. The agent's own
    /// files and the script's folder are always collected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<PathPattern>,
    /// Not collected even if they are included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<PathPattern>,
    /// Sum of the apparent sizes of all files.
    #[serde(default = "default_max_bytes")]
    pub max_bytes: ByteSize,
    #[serde(default = "default_max_files")]
    pub max_files: u64,
}

fn default_max_bytes() -> ByteSize {
    ByteSize::new(20 << 30)
}

fn default_max_files() -> u64 {
    100_000
}

impl Default for CollectionLimits {
    fn default() -> Self {
        Self {
            include: Vec::new(),
            exclude: Vec::new(),
            max_bytes: default_max_bytes(),
            max_files: default_max_files(),
        }
    }
}

/// What is measured beyond what every run has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MetricsChoice {
    /// Processes whose short name holds one of these are recorded every second, even when they do nothing. Without it,
    /// those of the test and whatever does something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub processes: Vec<String>,
}

impl MetricsChoice {
    /// More names than anyone watches at once.
    const MOST_NAMES: usize = 50;

    fn is_default(&self) -> bool {
        *self == Self::default()
    }

    fn check(&self) -> Result<(), InvalidFramework> {
        let is_bad =
            |name: &&String| name.is_empty() || name.len() > 100 || name.chars().any(char::is_control);
        if let Some(name) = self.processes.iter().find(is_bad) {
            return Err(InvalidFramework::ProcessName { name: name.clone() });
        }
        if self.processes.len() > Self::MOST_NAMES {
            return Err(InvalidFramework::TooManyProcesses {
                count: self.processes.len(),
            });
        }
        Ok(())
    }
}

/// The path of an execution script below an agent's scripts folder: `folder/…/file`, without `.` and `..`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct ScriptPath(String);

/// A script path that could leave the scripts folder or has no folder of its own.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{value:?} is not a script path: write folder/file, relative to the agent's scripts folder, without '.' or '..'"
)]
pub struct InvalidScriptPath {
    pub value: String,
}

impl ScriptPath {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first folder: what is copied into the workspace and archived with the run.
    pub fn folder(&self) -> &str {
        self.0.split('/').next().unwrap_or(&self.0)
    }
}

impl TryFrom<String> for ScriptPath {
    type Error = InvalidScriptPath;

    fn try_from(value: String) -> Result<Self, InvalidScriptPath> {
        let parts: Vec<_> = value.split('/').collect();
        let part_is_plain =
            |part: &&str| !part.is_empty() && *part != "." && *part != ".." && !part.contains('\0');
        // `sar` and `application` are folders of the agent itself in every workspace.
        let folder_is_free = !matches!(parts.first(), Some(&("sar" | "application")));
        if parts.len() < 2 || !parts.iter().all(part_is_plain) || !folder_is_free {
            return Err(InvalidScriptPath { value });
        }
        Ok(Self(value))
    }
}

impl std::str::FromStr for ScriptPath {
    type Err = InvalidScriptPath;

    fn from_str(value: &str) -> Result<Self, InvalidScriptPath> {
        Self::try_from(value.to_owned())
    }
}

impl From<ScriptPath> for String {
    fn from(path: ScriptPath) -> String {
        path.0
    }
}

/// A definition whose parts don't fit together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFramework {
    #[error(transparent)]
    Argument(#[from] InvalidArgument),
    #[error("KPI {name} is declared twice")]
    DoubledKpi { name: KpiName },
    #[error("concurrency is 0, so no run could ever start; use 1 or more")]
    NoConcurrency,
    #[error("timeout {given} is above the server's maximum of 24h")]
    TimeoutTooLong { given: Span },
    #[error(
        "{name:?} in metrics.processes is no name of a process; write a part of it, at most 100 characters"
    )]
    ProcessName { name: String },
    #[error("{count} names in metrics.processes are too many; 50 are allowed")]
    TooManyProcesses { count: usize },
    #[error("max_bytes and max_files must be above 0, or nothing could be collected")]
    NothingCollected,
}

impl FrameworkDefinition {
    /// Checks what the types of the fields alone can't.
    pub fn check(&self) -> Result<(), InvalidFramework> {
        check_definitions(&self.arguments)?;
        let mut names = BTreeSet::new();
        if let Some(kpi) = self.kpis.iter().find(|kpi| !names.insert(&kpi.name)) {
            return Err(InvalidFramework::DoubledKpi {
                name: kpi.name.clone(),
            });
        }
        if self.concurrency == 0 {
            return Err(InvalidFramework::NoConcurrency);
        }
        self.metrics.check()?;
        if self.results.max_bytes.get() == 0 || self.results.max_files == 0 {
            return Err(InvalidFramework::NothingCollected);
        }
        if let Some(given) = self
            .timeout
            .filter(|timeout| timeout.get() > SERVER_MAXIMUM_TIMEOUT)
        {
            return Err(InvalidFramework::TimeoutTooLong { given });
        }
        Ok(())
    }

    /// The title, or the name where there is none.
    pub fn display_title(&self) -> &str {
        self.title.as_ref().map_or(self.name.as_str(), Title::as_str)
    }

    /// The limit on the script's running time.
    pub fn effective_timeout(&self) -> Duration {
        effective_timeout(self.timeout)
    }
}

/// The limit that a given time-out means: none and zero are the server's maximum.
pub fn effective_timeout(timeout: Option<Span>) -> Duration {
    match timeout {
        Some(span) if !span.get().is_zero() => span.get(),
        Some(_) | None => SERVER_MAXIMUM_TIMEOUT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minimal() -> FrameworkDefinition {
        serde_json::from_str(r#"{"name": "gzip", "script": "gzip/run.sh"}"#).unwrap()
    }

    #[test]
    fn a_name_and_a_script_are_enough() {
        let framework = minimal();
        framework.check().unwrap();
        assert_eq!(framework.concurrency, 1);
        assert_eq!(framework.effective_timeout(), SERVER_MAXIMUM_TIMEOUT);
        assert_eq!(framework.display_title(), "gzip");
    }

    #[test]
    fn a_field_that_is_not_built_is_refused_by_name() {
        let error = serde_json::from_str::<FrameworkDefinition>(
            r#"{"name": "gzip", "script": "gzip/run.sh", "measurement": {"warm_up": "10s"}}"#,
        )
        .unwrap_err();
        assert!(
            error.to_string().contains("unknown field `measurement`"),
            "{error}"
        );
    }

    #[test]
    fn a_script_needs_a_folder_of_its_own_and_can_not_leave_the_scripts_folder() {
        for bad in [
            "run.sh",
            "/etc/passwd",
            "a/../b",
            "./a",
            "a//b",
            "a/",
            "sar/run.sh",
            "application/x",
            "a/b\0",
        ] {
            assert!(bad.parse::<ScriptPath>().is_err(), "{bad:?}");
        }
        let script: ScriptPath = "nginx-wrk/bin/run.sh".parse().unwrap();
        assert_eq!(script.folder(), "nginx-wrk");
    }

    #[test]
    fn processes_are_named_by_a_part_of_their_name() {
        let with = |name: &str| FrameworkDefinition {
            metrics: MetricsChoice {
                processes: vec![name.to_owned()],
            },
            ..minimal()
        };
        assert_eq!(with("nginx").check(), Ok(()));
        assert_eq!(
            with("").check().unwrap_err().to_string(),
            "\"\" in metrics.processes is no name of a process; write a part of it, at most 100 characters"
        );
    }

    #[test]
    fn limits_that_make_no_sense_are_refused() {
        let no_concurrency = FrameworkDefinition {
            concurrency: 0,
            ..minimal()
        };
        assert_eq!(no_concurrency.check(), Err(InvalidFramework::NoConcurrency));
        let too_long = FrameworkDefinition {
            timeout: Some("25h".parse().unwrap()),
            ..minimal()
        };
        assert!(matches!(
            too_long.check(),
            Err(InvalidFramework::TimeoutTooLong { .. })
        ));
    }
}
