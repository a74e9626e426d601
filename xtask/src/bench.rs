//! `cargo xtask bench`: measures the release binary on this machine, each figure beside its peer in the same run.
//!
//! These are figures, not tests: a missed goal is reported and is no failure. What can't be measured is left out with
//! its reason.

mod client;
mod console;
mod finish;
mod latency;
mod machine;
mod report;
mod series;
mod ssh;
mod stamps;
mod start;
mod submit;
mod throughput;
mod tls;

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use cargo_metadata::MetadataCommand;
use clap::{Parser, ValueEnum};

use crate::{repository, tool};
use machine::Machine;
use report::Row;

/// The variable by which the site of the system's tests finds its binary.
const BINARY: &str = "DAYTONA_BIN";

#[derive(Debug, Parser)]
pub(crate) struct Args {
    /// Measure only this, print it, and leave docs/performance.md as it is
    name: Option<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// From a request for a run to its script's first instruction
    Submit,
    /// From the script's last act to a clean run
    Finish,
    /// Empty runs on one host, one after another
    Throughput,
    /// One gigabyte of console
    Console,
    /// From the server's start until it is ready
    Start,
    /// A chart of a day of 200 columns
    Series,
}

/// Runs `cargo xtask bench`. Where `DAYTONA_BIN` names a binary, that one is measured; else the release binary is built.
pub(crate) fn run(args: &Args) -> Result<()> {
    let root = repository::root()?;
    let Some(binary) = std::env::var_os(BINARY) else {
        return build_and_run_again(&root, args);
    };
    let machine = Machine::look()?;
    let mut rows = Vec::new();
    for name in Name::value_variants() {
        if args.name.is_none_or(|only| only == *name) {
            let label = label(*name);
            println!("Measuring {label}");
            let measured = measure(&root, Path::new(&binary), *name);
            let measured = measured.with_context(|| format!("can't measure {label}"))?;
            println!("{}", report::table(&measured));
            rows.extend(measured);
        }
    }
    if args.name.is_none() {
        let path = root.join("docs/performance.md");
        let text = report::document(&machine, &rows, machine::load()?);
        std::fs::write(&path, text).with_context(|| format!("can't write {}", path.display()))?;
        println!("Written to {}", path.display());
    }
    Ok(())
}

fn measure(root: &Path, binary: &Path, name: Name) -> Result<Vec<Row>> {
    match name {
        Name::Submit => submit::measure(root),
        Name::Finish => finish::measure(),
        Name::Throughput => throughput::measure(),
        Name::Console => console::measure(),
        Name::Start => start::measure(binary),
        Name::Series => series::measure(),
    }
}

fn label(name: Name) -> String {
    name.to_possible_value()
        .map(|value| value.get_name().to_owned())
        .unwrap_or_default()
}

/// The variable has to be there from our start on, because a running program can't safely change its environment.
fn build_and_run_again(root: &Path, args: &Args) -> Result<()> {
    tool::run(&mut tool::cargo(root, &["build", "--release", "-p", "daytona"]))?;
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("can't find cargo's target folder with `cargo metadata`")?;
    let binary = metadata.target_directory.join("release/daytona");
    let mut again = Command::new(std::env::current_exe().context("can't find our own program")?);
    again.arg("bench").args(args.name.map(label));
    tool::run(again.env(BINARY, binary))
}
