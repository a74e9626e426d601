//! Frameworks.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use daytona_domain::id::Revision;
use daytona_domain::name::{ArgumentName, FrameworkName, HostName, Title};

#[derive(Debug, Subcommand)]
pub enum FrameworkCommand {
    /// Make a framework from a command, by answering a few questions; every question is an option too
    New(NewArgs),
    /// Create or revise a framework from a file
    Apply {
        /// The framework file (TOML)
        #[arg(short, long, value_name = "FILE")]
        file: PathBuf,
        /// Save only if this is the latest revision, so that nobody's change is overwritten
        #[arg(long, value_name = "REVISION")]
        if_revision: Option<Revision>,
    },
    /// List frameworks
    List,
    /// Show a framework
    Show { name: FrameworkName },
    /// Print a framework as a file for `apply`; with -o json as JSON
    Export {
        name: FrameworkName,
        /// An earlier revision [default: the latest]
        #[arg(long, value_name = "REVISION")]
        revision: Option<Revision>,
    },
    /// List the revisions of a framework with what each changed, or what differs between two
    History {
        name: FrameworkName,
        /// What differs between this revision and --to
        #[arg(long, value_name = "REVISION")]
        from: Option<Revision>,
        /// [default: the latest]
        #[arg(long, value_name = "REVISION", requires = "from")]
        to: Option<Revision>,
    },
    /// Make a framework with another name like this one
    Clone {
        name: FrameworkName,
        /// The new framework's name
        new_name: FrameworkName,
        /// The new framework's title
        #[arg(long)]
        title: Option<Title>,
    },
    /// Delete a framework with its tests and runs; `daytona restore` brings them back
    Delete { name: FrameworkName },
}

#[derive(Debug, Args)]
pub struct NewArgs {
    /// The command, as you would type it in a shell
    #[arg(long, value_name = "COMMAND")]
    pub from_command: Option<String>,
    /// The framework's name [default: the program's name]
    #[arg(long, value_name = "NAME")]
    pub name: Option<FrameworkName>,
    #[arg(long)]
    pub title: Option<Title>,
    /// A part of the command that varies from run to run; may be given several times [default: its numbers]
    #[arg(long = "vary", value_name = "NAME")]
    pub vary: Vec<ArgumentName>,
    /// Nothing of the command varies
    #[arg(long, conflicts_with = "vary")]
    pub vary_nothing: bool,
    /// The execution host
    #[arg(long, value_name = "HOST")]
    pub host: Option<HostName>,
    /// The file that the command leaves its results in [default: its output is kept]
    #[arg(long, value_name = "FILE")]
    pub result_file: Option<String>,
    /// Where the framework's folder is made
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub to: PathBuf,
    /// The agent's scripts folder, if it is on this machine: the script is put there too
    #[arg(long, value_name = "DIR")]
    pub scripts: Option<PathBuf>,
    /// Save the framework and run it once, and show which KPIs were read
    #[arg(long = "try")]
    pub try_it: bool,
    /// Ask nothing, also on a terminal
    #[arg(short, long)]
    pub yes: bool,
}
