//! The command line's grammar, one file per group of commands. Behaviour is in `commands`.

pub mod account;
pub mod announce;
pub mod framework;
pub mod host;
pub mod metrics;
pub mod role;
pub mod run;
pub mod test;
pub mod trash;
pub mod view;

use std::ffi::OsString;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Repeatable performance tests: queues them, reserves hosts, runs scripts, keeps and compares results.
#[derive(Debug, Parser)]
#[command(name = "daytona", version, max_term_width = 100)]
pub struct Arguments {
    #[command(flatten)]
    pub common: Common,
    #[command(subcommand)]
    pub command: Command,
}

/// What every client command takes.
#[derive(Clone, Debug, Args)]
pub struct Common {
    /// The server to talk to [default: the one of `daytona login`]
    #[arg(
        long,
        global = true,
        env = "DAYTONA_SERVER",
        value_name = "URL",
        help_heading = "Common options"
    )]
    pub server: Option<String>,
    /// An API token [default: the one of `daytona login`]
    #[arg(
        long,
        global = true,
        env = "DAYTONA_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN",
        help_heading = "Common options"
    )]
    pub token: Option<String>,
    /// How to print data
    #[arg(short, long, global = true, value_enum, default_value_t = Format::Table, help_heading = "Common options")]
    pub output: Format,
    /// Print only what was asked for
    #[arg(short, long, global = true, help_heading = "Common options")]
    pub quiet: bool,
    /// Log more; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Common options")]
    pub verbose: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
    Csv,
    Md,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Server, agent and a sample framework on this machine, to try Daytona
    Demo(role::DemoArgs),
    /// Run a server
    Server(role::ServerArgs),
    /// Run an agent, or enrol one
    Agent(role::AgentCommand),
    /// Watch over a script; started by the agent
    #[command(hide = true)]
    Supervise { run_folder: Option<OsString> },

    /// Keep the address of a server and a token for the other commands
    Login(account::LoginArgs),
    /// Forget what `login` kept
    Logout,
    /// Say who you are signed in as
    Whoami,
    /// Make, list and revoke API tokens
    #[command(subcommand)]
    Token(account::TokenCommand),
    /// Administer the server
    #[command(subcommand)]
    Admin(account::AdminCommand),

    /// Make, change, show and delete frameworks
    #[command(subcommand)]
    Framework(framework::FrameworkCommand),
    /// Make, change, show and delete tests
    #[command(subcommand)]
    Test(test::TestCommand),
    /// List hosts, and let new ones join
    #[command(subcommand)]
    Host(host::HostCommand),

    /// Start a run: a new test of a framework, the next run of a test, or a changed copy of a test
    Run(run::RunArgs),
    /// What runs and what waits, with the reason
    Queue(view::QueueArgs),
    /// Why a run isn't running yet, in one sentence
    Why(view::RunArgument),
    /// Show a run
    Show(view::RunArgument),
    /// Print a run's console
    Logs(view::LogsArgs),
    /// List a run's files, or download some
    Files(view::FilesArgs),
    /// List a run's metric files and their columns, or print columns of one
    Metrics(metrics::MetricsArgs),
    /// Print a run's KPIs
    Kpis(view::RunArgument),
    /// Ask for a run's end; everything that it made is kept
    Abort(view::RunArgument),
    /// Delete a run; `daytona restore` brings it back with its files
    Delete(trash::DeleteArgs),
    /// Bring back a run, a test or a framework that was deleted
    Restore(trash::RestoreArgs),
    /// List what was deleted, or remove it for good
    #[command(subcommand)]
    Trash(trash::TrashCommand),
    /// Compare runs: which is better, and is it sure
    Compare(view::CompareArgs),

    /// Print completions for a shell; load them as its manual says
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },

    /// In a script: mark a moment or a phase on the run's time line
    Mark(announce::MarkArgs),
    /// In a script: give the run a KPI
    Kpi(announce::KpiArgs),
    /// In a script: say which version is tested
    Subject(announce::SubjectArgs),
}
