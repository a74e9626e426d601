//! Looking at runs.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Subcommand, ValueEnum};
use daytona_domain::id::{RunId, TestId};
use daytona_domain::name::{HostName, KpiName};

/// A run as people name it: `1132/2`, or `1132` for the test's latest run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunName {
    Exact(RunId),
    Latest(TestId),
}

impl FromStr for RunName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(run) = text.parse() {
            return Ok(Self::Exact(run));
        }
        match text.parse::<TestId>() {
            Ok(test) if test.get() > 0 => Ok(Self::Latest(test)),
            _ => Err(format!(
                "{text:?} is not a run; write it like 1132/2, or 1132 for the latest run of a test"
            )),
        }
    }
}

impl fmt::Display for RunName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(run) => run.fmt(f),
            Self::Latest(test) => test.fmt(f),
        }
    }
}

#[derive(Debug, Args)]
pub struct RunArgument {
    /// A run like 1132/2, or 1132 for the latest run of a test
    pub run: RunName,
}

#[derive(Debug, Args)]
pub struct QueueArgs {
    /// Only your own runs
    #[arg(long)]
    pub mine: bool,
}

#[derive(Debug, Args)]
pub struct LogsArgs {
    /// A run like 1132/2, or 1132 for the latest run of a test
    pub run: RunName,
    /// Go on until the script has ended
    #[arg(short, long)]
    pub follow: bool,
    /// Print what an agent did for the run instead
    #[arg(long, conflicts_with = "follow")]
    pub agent: bool,
    /// Of this host [default: the execution host]
    #[arg(long, value_name = "HOST", requires = "agent")]
    pub host: Option<HostName>,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = false)]
pub struct FilesArgs {
    /// A run like 1132/2, or 1132 for the latest run of a test
    pub run: RunName,
    #[command(subcommand)]
    pub get: Option<FilesCommand>,
}

#[derive(Debug, Subcommand)]
pub enum FilesCommand {
    /// Download files; all results if none is named
    Get {
        /// As listed: host/path
        paths: Vec<String>,
        /// Where to
        #[arg(long, value_name = "DIR", default_value = ".")]
        to: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct CompareArgs {
    /// The side to compare with: 1132/2, 1132 for its latest run, or '1132/*' for all its clean runs
    pub base: String,
    /// The sides that are judged
    #[arg(required = true)]
    pub contenders: Vec<String>,
    /// End with exit code 4 if this is found, and 5 if no verdict was possible
    #[arg(long, value_enum, value_name = "WHAT")]
    pub fail_on: Option<FailOn>,
    /// Only these KPIs; may be given several times
    #[arg(long = "kpi", value_name = "NAME")]
    pub kpis: Vec<KpiName>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Regression,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_number_means_the_latest_run_of_a_test() {
        assert_eq!("1132/2".parse(), Ok(RunName::Exact(RunId::new(1132, 2))));
        assert_eq!("1132".parse(), Ok(RunName::Latest(TestId::new(1132))));
        for text in ["", "0", "-3", "x", "1132/", "1132/0"] {
            assert!(text.parse::<RunName>().is_err(), "{text:?}");
        }
    }
}
