//! The one binary: server, agent, supervisor, demo and command line.

mod args;
mod commands;
mod config;
mod exit_code;
mod log;
mod login;
mod output;
mod stop;
mod ui;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    commands::run(args::Arguments::parse())
}
