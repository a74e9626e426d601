//! The steps of the web UI: whatever of `lint`, `check`, `test`, `build` and `budget` its `package.json`
//! declares.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use anyhow::{Context, Result};
use serde_json::Value;

use super::step::Step;
use crate::tool;

/// The scripts that are run, in this order.
const SCRIPTS: [&str; 5] = ["lint", "check", "test", "build", "budget"];

/// The steps; none where there is no `web/package.json`.
pub(super) fn steps(root: &Path) -> Result<Vec<Step>> {
    let folder = root.join("web");
    let manifest = folder.join("package.json");
    if !manifest.is_file() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(&manifest).context("can't read web/package.json")?;
    let mut steps = Vec::new();
    if is_stale(&folder) {
        let install = npm(&folder, &["ci", "--no-audit", "--no-fund"]);
        steps.push(Step::commands("web packages", vec![install]).needs(&["npm"]));
    }
    for script in declared(&text)? {
        let mut commands = vec![npm(&folder, &["run", script])];
        if script == "build" {
            commands.push(notice_build(root));
        }
        steps.push(Step::commands(&format!("web {script}"), commands).needs(&["npm"]));
    }
    Ok(steps)
}

/// The crate that embeds the UI can't watch a folder that isn't there yet. Without this, the first build of the UI
/// would go unnoticed and the browser would be shown a placeholder.
fn notice_build(root: &Path) -> Command {
    let mut touch = tool::command(root, "touch");
    touch.args(["-c", "crates/daytona-web/build"]);
    touch
}

fn npm(folder: &Path, arguments: &[&str]) -> Command {
    let mut npm = tool::command(folder, "npm");
    npm.args(arguments);
    npm
}

fn declared(manifest: &str) -> Result<Vec<&'static str>> {
    let manifest: Value = serde_json::from_str(manifest).context("web/package.json isn't JSON")?;
    Ok(SCRIPTS
        .into_iter()
        .filter(|script| manifest["scripts"].get(script).is_some())
        .collect())
}

/// npm writes a lock file of its own below `node_modules` at the end of an installation. One that is older than
/// ours, or isn't there, means that the packages aren't those that we want.
fn is_stale(folder: &Path) -> bool {
    let changed = |path: &str| -> Option<SystemTime> { folder.join(path).metadata().ok()?.modified().ok() };
    match (
        changed("package-lock.json"),
        changed("node_modules/.package-lock.json"),
    ) {
        (Some(wanted), Some(installed)) => installed < wanted,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn only_declared_scripts_are_run_and_in_our_order() {
        let manifest = r#"{"scripts": {"build": "vite build", "dev": "vite", "lint": "eslint ."}}"#;
        assert_eq!(declared(manifest).unwrap(), ["lint", "build"]);
        assert_eq!(declared("{}").unwrap(), [""; 0]);
        assert!(declared("no").is_err());
    }

    #[test]
    fn packages_are_installed_when_the_lock_file_is_newer_than_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let (lock, installed) = ("package-lock.json", "node_modules/.package-lock.json");
        fs::create_dir(folder.path().join("node_modules")).unwrap();
        let write = |name: &str, seconds: u64| {
            let file = fs::File::create(folder.path().join(name)).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds))
                .unwrap();
        };
        write(lock, 100);
        assert!(is_stale(folder.path()), "nothing is installed yet");
        write(installed, 200);
        assert!(!is_stale(folder.path()));
        write(lock, 300);
        assert!(is_stale(folder.path()));
    }

    #[test]
    fn a_tree_without_the_web_has_no_steps_for_it() {
        let folder = tempfile::tempdir().unwrap();
        assert!(steps(folder.path()).unwrap().is_empty());
    }
}
