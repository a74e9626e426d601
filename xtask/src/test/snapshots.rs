//! Finds snapshots that no test reads any more: what is recorded there would go on looking like a promise.
//!
//! Insta writes the snapshots that it reads into a file that we name, one path a line.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::repository;

/// The folders whose tests all run in the step before. Those of the end-to-end tests may be skipped.
const FOLDERS: [&str; 2] = ["crates", "xtask"];

fn record(root: &Path) -> PathBuf {
    root.join("target/snapshots-read")
}

/// Makes the tests that the command runs record what they read.
pub(super) fn recorded(root: &Path, mut tests: Command) -> Result<Command> {
    let record = record(root);
    std::fs::create_dir_all(root.join("target")).context("can't make the folder target")?;
    std::fs::write(&record, "").with_context(|| format!("can't write {}", record.display()))?;
    tests.env("INSTA_SNAPSHOT_REFERENCES_FILE", record);
    Ok(tests)
}

/// Fails with the snapshots that the last tests didn't read.
pub(super) fn check() -> Result<()> {
    let root = repository::root()?;
    let record = record(&root);
    let read =
        std::fs::read_to_string(&record).with_context(|| format!("can't read {}", record.display()))?;
    let mut stored = Vec::new();
    for folder in FOLDERS {
        collect(&root.join(folder), &mut stored)?;
    }
    let unread = unread(&stored, &read);
    if !unread.is_empty() {
        bail!(
            "no test reads these snapshots; delete them:\n  {}",
            unread.join("\n  ")
        );
    }
    println!("{} snapshots, each is read by a test", stored.len());
    Ok(())
}

fn unread(stored: &[PathBuf], read: &str) -> Vec<String> {
    // Insta names a snapshot by way of the source file, as in `src/../snapshots/a.snap`.
    let resolved = |path: &str| Path::new(path).canonicalize().ok();
    let read: BTreeSet<PathBuf> = read.lines().filter_map(resolved).collect();
    let is_unread = |path: &&PathBuf| path.canonicalize().is_ok_and(|path| !read.contains(&path));
    stored
        .iter()
        .filter(is_unread)
        .map(|path| path.display().to_string())
        .collect()
}

fn collect(folder: &Path, stored: &mut Vec<PathBuf>) -> Result<()> {
    let cannot = || format!("can't list {}", folder.display());
    for entry in std::fs::read_dir(folder).with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        let path = entry.path();
        if entry.file_type().with_context(cannot)?.is_dir() {
            collect(&path, stored)?;
        } else if path.extension().is_some_and(|extension| extension == "snap") {
            stored.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_snapshot_that_no_test_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let snapshots = folder.path().join("crate/src/snapshots");
        fs::create_dir_all(&snapshots).unwrap();
        for name in ["read.snap", "left.snap", "read.snap.new"] {
            fs::write(snapshots.join(name), "").unwrap();
        }
        let mut stored = Vec::new();
        collect(folder.path(), &mut stored).unwrap();
        assert_eq!(stored.len(), 2);

        let read = format!(
            "{}/../snapshots/read.snap\n/gone/away.snap\n",
            snapshots.display()
        );
        assert_eq!(
            unread(&stored, &read),
            [snapshots.join("left.snap").display().to_string()]
        );
    }
}
