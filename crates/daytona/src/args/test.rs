//! Tests, and what people change of them.

use clap::{Args, Subcommand};
use daytona_domain::id::TestId;
use daytona_domain::name::{ArgumentName, FrameworkName, HostName, SubjectName, Title};
use daytona_domain::tag::Tag;
use daytona_domain::unit::Span;

use crate::args::run::pair;

#[derive(Debug, Subcommand)]
pub enum TestCommand {
    /// List tests, newest first
    List {
        /// Only those of this framework
        framework: Option<FrameworkName>,
        /// Only your own
        #[arg(long)]
        mine: bool,
        /// Only those with this tag: nightly, ticket=PERF-12, or ticket for any value
        #[arg(long, value_name = "TAG")]
        tag: Option<Tag>,
    },
    /// Show a test with its runs
    Show { test: TestId },
    /// Make a test without a run; `daytona run TEST` starts its first one
    Create {
        framework: FrameworkName,
        #[command(flatten)]
        choice: ChoiceArgs,
    },
    /// Make a changed copy of a test, without a run
    Clone {
        test: TestId,
        #[command(flatten)]
        choice: ChoiceArgs,
    },
    /// Change a test: its title and tags at any time, the rest only while it has had no run
    Edit {
        test: TestId,
        #[command(flatten)]
        choice: ChoiceArgs,
        /// Take away all tags
        #[arg(long, conflicts_with = "tags")]
        no_tags: bool,
    },
    /// Delete a test with its runs; `daytona restore TEST` brings them back
    Delete { test: TestId },
}

/// What can be chosen for a test; what isn't given stays, or is the framework's default.
#[derive(Debug, Args)]
pub struct ChoiceArgs {
    /// An argument's value; may be given several times
    #[arg(short = 'a', long = "arg", value_name = "NAME=VALUE", value_parser = pair::<ArgumentName>)]
    pub arguments: Vec<(ArgumentName, String)>,
    /// An argument whose value is a file's content, without the line end; `-` is standard input. For secrets
    #[arg(long = "arg-file", value_name = "NAME=FILE", value_parser = pair::<ArgumentName>)]
    pub argument_files: Vec<(ArgumentName, String)>,
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
    /// A tag, such as nightly or ticket=PERF-12; may be given several times and replaces those there are
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<Tag>,
}
