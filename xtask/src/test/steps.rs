//! The steps, in their order: what takes seconds, the web, then what compiles, then what runs the real binary.
//!
//! All that compiles does so for the whole workspace with its tests, whatever part it needs. Cargo picks the
//! features of a dependency from the packages that are asked for, so any other choice would compile the
//! dependencies once more with other features. Clippy and the documentation look at the code as it ships; tests run it
//! with its fail points.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::step::Step;
use super::{snapshots, web};
use crate::{check_deps, repository, sizes, tool};

/// Programs that the end-to-end tests start.
const END_TO_END_NEEDS: [&str; 9] = [
    "cargo-nextest",
    "chromium",
    "fio",
    "nginx",
    "pgbench",
    "ps",
    "sar",
    "sysbench",
    "wrk",
];

/// All steps that this tree has something for.
pub(super) fn all(root: &Path, advisories: bool) -> Result<Vec<Step>> {
    let mut steps = vec![
        Step::commands("format", vec![tool::cargo(root, &["fmt", "--all", "--check"])]),
        Step::check("edges of crates", check_deps::run),
        Step::check("sizes", sizes::run),
        deny(root, advisories),
        Step::commands("unused dependencies", vec![tool::cargo(root, &["machete"])])
            .needs(&["cargo-machete"]),
    ];
    steps.extend(web::steps(root)?);
    steps.extend([
        clippy(root),
        doc_tests(root),
        tests(root)?,
        Step::check("snapshots", snapshots::check).needs(&["cargo-nextest"]),
        documentation(root),
    ]);
    if !is_root() {
        steps.push(Step::skipped(
            "tests that need root",
            "they run when root runs this",
        ));
    }
    if has_end_to_end(root) {
        steps.push(end_to_end(root));
        steps.push(postgres(root));
    }
    Ok(steps)
}

fn has_end_to_end(root: &Path) -> bool {
    root.join("e2e/Cargo.toml").is_file()
}

/// A cargo command that, in CI, refuses a `Cargo.lock` that isn't up to date.
fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut command = tool::cargo(root, arguments);
    if repository::is_ci() {
        command.arg("--locked");
    }
    command
}

/// The same, for what tests run.
fn as_tested(root: &Path, arguments: &[&str]) -> Command {
    let mut command = cargo(root, arguments);
    command.args(tool::AS_TESTED);
    command
}

fn deny(root: &Path, advisories: bool) -> Step {
    let mut check = tool::cargo(
        root,
        &[
            "deny",
            "--log-level",
            "error",
            "check",
            "licenses",
            "bans",
            "sources",
        ],
    );
    if advisories {
        check.arg("advisories");
    }
    Step::commands("licences and bans", vec![check]).needs(&["cargo-deny"])
}

fn clippy(root: &Path) -> Step {
    let mut clippy = cargo(root, &["clippy", "--workspace", "--all-targets"]);
    clippy.args(["--", "-D", "warnings"]);
    Step::commands("clippy", vec![clippy])
}

/// Before the other tests, because they end with a line that counts the tests, and this often counts none.
fn doc_tests(root: &Path) -> Step {
    Step::commands("doc tests", vec![as_tested(root, &["test", "--doc", "--quiet"])])
}

fn tests(root: &Path) -> Result<Step> {
    // Nextest refuses the name of a package that isn't there.
    let filter = if has_end_to_end(root) {
        "not package(daytona-e2e)"
    } else {
        "all()"
    };
    let tests = snapshots::recorded(root, nextest(root, filter))?;
    Ok(Step::commands("tests", vec![tests]).needs(&["cargo-nextest"]))
}

/// Runs the tests of the filter; those marked `#[ignore = "needs root"]` too if we are root.
fn nextest(root: &Path, filter: &str) -> Command {
    let mut nextest = as_tested(root, &["nextest", "run", "--no-fail-fast", "-E", filter]);
    if is_root() {
        nextest.args(["--run-ignored", "all"]);
    }
    nextest
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn documentation(root: &Path) -> Step {
    // There are no examples; asking for them makes cargo take the same features as for the tests.
    let mut doc = cargo(
        root,
        &["doc", "--workspace", "--no-deps", "--lib", "--bins", "--examples"],
    );
    doc.env("RUSTDOCFLAGS", "-D warnings");
    Step::commands("documentation", vec![doc])
}

fn end_to_end(root: &Path) -> Step {
    let binaries = as_tested(root, &["build", "--bins", "--tests"]);
    let tests = nextest(root, "package(daytona-e2e)");
    Step::commands("end to end", vec![binaries, tests]).needs(&END_TO_END_NEEDS)
}

/// The store's tests once more, on the other database. The profile says which these are.
fn postgres(root: &Path) -> Step {
    let mut tests = nextest(root, "all()");
    tests.args(["--profile", "postgres"]);
    Step::on_postgres("on PostgreSQL", vec![tests]).needs(&["cargo-nextest"])
}
