//! Starting a run.

use clap::Args;
use daytona_domain::name::{ArgumentName, HostName, SubjectName, Title};
use daytona_domain::tag::Tag;
use daytona_domain::unit::Span;

/// A FRAMEWORK makes a new test and its first run. A TEST gets its next run. A TEST with -a, --exec-host or --stat-host
/// makes a new test, a changed copy, and its first run: all runs of a test have its arguments and hosts.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// A framework's name or a test's number
    #[arg(value_name = "FRAMEWORK|TEST")]
    pub what: String,
    /// An argument's value; may be given several times
    #[arg(short = 'a', long = "arg", value_name = "NAME=VALUE", value_parser = pair::<ArgumentName>)]
    pub arguments: Vec<(ArgumentName, String)>,
    /// An argument whose value is a file's content, without the line end; `-` is standard input. For secrets: what stands on
    /// the command line, every user of this machine can read
    #[arg(long = "arg-file", value_name = "NAME=FILE", value_parser = pair::<ArgumentName>)]
    pub argument_files: Vec<(ArgumentName, String)>,
    /// The new test's title
    #[arg(long)]
    pub title: Option<Title>,
    /// The host to run the script on
    #[arg(long, value_name = "HOST")]
    pub exec_host: Option<HostName>,
    /// A host to collect metrics from; may be given several times
    #[arg(long = "stat-host", value_name = "HOST")]
    pub stat_hosts: Vec<HostName>,
    /// How long the script may run, such as 10m
    #[arg(long, value_name = "TIME")]
    pub timeout: Option<Span>,
    /// What is tested, such as nginx=1.27.3; may be given several times
    #[arg(long = "subject", value_name = "NAME=VERSION", value_parser = pair::<SubjectName>)]
    pub subjects: Vec<(SubjectName, String)>,
    /// A tag of the new test, or of the test's next run: nightly or ticket=PERF-12; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<Tag>,
    /// Starting again with the same key gives the same run
    #[arg(long, value_name = "KEY")]
    pub idempotency_key: Option<String>,
    /// Wait for the end and print the result
    #[arg(long, conflicts_with = "follow")]
    pub wait: bool,
    /// Wait for the end, print the console as it comes, then the result
    #[arg(long)]
    pub follow: bool,
}

pub fn pair<N: std::str::FromStr>(text: &str) -> Result<(N, String), String>
where
    N::Err: std::fmt::Display,
{
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| format!("{text:?} has no '='; write NAME=VALUE"))?;
    let name = name.parse().map_err(|error: N::Err| error.to_string())?;
    Ok((name, value.to_owned()))
}
