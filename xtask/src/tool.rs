//! Finding other programs and running them from the repository's root.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// A command that is ready for its arguments. The variables that `cargo run` sets for us are taken out: build
/// scripts watch some of them, and would compile everything again on each change between us and a plain cargo.
pub(crate) fn command(root: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root).env("PATH", search_path());
    for (name, _) in env::vars_os() {
        if is_of_cargo_run(&name.to_string_lossy()) {
            command.env_remove(name);
        }
    }
    command
}

/// What tests are built from: the whole workspace, with the places where a test can end the server. One choice for all
/// commands, because another one would compile our crates, and their dependencies, once more.
pub(crate) const AS_TESTED: [&str; 3] = ["--workspace", "--features", "daytona/fail-points"];

/// Cargo, the one that runs us.
pub(crate) fn cargo(root: &Path, arguments: &[&str]) -> Command {
    let mut cargo = command(root, "cargo");
    cargo.args(arguments);
    cargo
}

fn is_of_cargo_run(name: &str) -> bool {
    let prefixes = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
    prefixes.iter().any(|prefix| name.starts_with(prefix)) || name == "CARGO_PRIMARY_PACKAGE"
}

/// Where the program is, if it is installed.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&search_path())
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// `PATH` with the places added that a person's own `PATH` often lacks: cargo's tools, nginx's folder, PostgreSQL's.
fn search_path() -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|h| h.join(".cargo")));
    folders.extend(cargo_home.map(|home| home.join("bin")));
    folders.push(PathBuf::from("/usr/sbin"));
    folders.extend(postgres_folder());
    env::join_paths(folders).unwrap_or(path)
}

/// Where Debian has PostgreSQL's programs: a folder for each version, of which we take the latest.
fn postgres_folder() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let number = |folder: &PathBuf| folder.file_name()?.to_str()?.parse::<u32>().ok();
    let latest = versions.map(|entry| entry.path()).max_by_key(number)?;
    Some(latest.join("bin"))
}

/// Runs the command with our output as its own.
///
/// # Errors
/// Names the command line if it can't be started or doesn't succeed.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    let status = command
        .status()
        .with_context(|| format!("can't start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// The command as a person would type it in a shell, without the environment.
pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| quoted(&word.to_string_lossy()))
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=+./:@,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{word}'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_reads_as_it_would_be_typed() {
        let nextest = cargo(
            Path::new("/"),
            &["nextest", "run", "-E", "not package(daytona-e2e)", ""],
        );
        assert_eq!(
            line(&nextest),
            "cargo nextest run -E 'not package(daytona-e2e)' ''"
        );
    }

    #[test]
    fn a_failed_command_is_named_with_its_status() {
        let error = run(command(Path::new("/"), "sh").args(["-c", "exit 7"])).unwrap_err();
        assert_eq!(error.to_string(), "`sh -c 'exit 7'` failed (exit status: 7)");
    }

    #[test]
    fn a_program_that_is_not_installed_is_not_found() {
        assert_eq!(find("a-program-that-nobody-wrote"), None);
        assert!(find("sh").is_some());
    }

    #[test]
    fn variables_that_cargo_sets_for_us_do_not_reach_what_we_run() {
        assert!(is_of_cargo_run("CARGO_PKG_NAME"));
        assert!(is_of_cargo_run("CARGO_MANIFEST_DIR"));
        assert!(!is_of_cargo_run("CARGO_TARGET_DIR"));
        assert!(!is_of_cargo_run("CARGO_HOME"));
    }
}
