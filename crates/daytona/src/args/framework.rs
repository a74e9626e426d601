//! Frameworks and tests.

use std::path::PathBuf;

use clap::Subcommand;
use daytona_domain::id::TestId;
use daytona_domain::name::FrameworkName;

#[derive(Debug, Subcommand)]
pub enum FrameworkCommand {
    /// Create or revise a framework from a file
    Apply {
        /// The framework file (TOML)
        #[arg(short, long, value_name = "FILE")]
        file: PathBuf,
    },
    /// List frameworks
    List,
    /// Show a framework
    Show { name: FrameworkName },
}

#[derive(Debug, Subcommand)]
pub enum TestCommand {
    /// List tests, newest first
    List {
        /// Only those of this framework
        framework: Option<FrameworkName>,
    },
    /// Show a test with its runs
    Show { test: TestId },
}
