//! The developer's commands: one that runs everything CI runs, and the checks and generators that belong to
//! this project alone.
//!
//! Nothing here ships, and no crate depends on it. It has few dependencies, so that `cargo xtask` starts fast.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's command reports on the terminal"
)]

mod bench;
mod check_deps;
mod install;
mod openapi;
mod postgres;
mod repository;
mod screenshots;
mod sizes;
mod test;
mod tool;

use std::process::ExitCode;

use clap::Parser;

/// The commands of `cargo xtask`.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", about = "Commands for working on Daytona")]
enum Command {
    /// Run everything that CI runs, in an order that fails fast
    Test(test::Args),
    /// Compare the size of files and functions with the project's budgets
    Sizes,
    /// Check that the crates depend on each other only as planned
    CheckDeps,
    /// Measure the release binary against its peers, and write docs/performance.md
    Bench(bench::Args),
    /// Write openapi.json from the code
    Openapi(openapi::Args),
    /// Run a command, such as `cargo nextest run -p daytona-store`, with a throwaway PostgreSQL for its tests
    Postgres(postgres::Args),
    /// Make the pictures of the documentation with the browser test
    Screenshots,
}

fn main() -> ExitCode {
    let done = match Command::parse() {
        Command::Test(args) => test::run(&args),
        Command::Sizes => sizes::run(),
        Command::CheckDeps => check_deps::run(),
        Command::Bench(args) => bench::run(&args),
        Command::Openapi(args) => openapi::run(&args),
        Command::Postgres(args) => postgres::run(&args),
        Command::Screenshots => screenshots::run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<install::ByHand>() => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
