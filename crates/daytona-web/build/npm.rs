//! Builds the UI with npm in a copy below cargo's output folder, so that the source tree stays untouched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::sources;

/// Builds the UI, or finds it built from the same sources; says where it is.
pub(crate) fn build(web: &Path, out: &Path) -> anyhow::Result<PathBuf> {
    let key = sources::hash(web)?;
    let copy = out.join(format!("ui-{}", key.get(..16).unwrap_or(&key)));
    let built = copy.join("build");
    if built.join("index.html").is_file() {
        return Ok(built);
    }
    remove_older(out)?;
    copy_sources(web, &copy)?;
    npm(
        &copy,
        &[
            "ci",
            "--include=dev",
            "--prefer-offline",
            "--no-audit",
            "--no-fund",
        ],
    )?;
    npm(&copy, &["run", "build"])?;
    // What npm installed is only needed while building, and is far bigger than all else.
    let modules = copy.join("node_modules");
    fs::remove_dir_all(&modules).with_context(|| format!("remove {}", modules.display()))?;
    Ok(built)
}

fn remove_older(out: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(out).with_context(|| format!("list {}", out.display()))? {
        let path = entry.with_context(|| format!("list {}", out.display()))?.path();
        let is_copy = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("ui-"));
        if is_copy {
            fs::remove_dir_all(&path).with_context(|| format!("remove {}", path.display()))?;
        }
    }
    Ok(())
}

fn copy_sources(web: &Path, copy: &Path) -> anyhow::Result<()> {
    let files = sources::files(web)?;
    if files.is_empty() {
        bail!(
            "{} has no sources of the web UI; set DAYTONA_WEB=none to build without it",
            web.display()
        );
    }
    for file in files {
        let target = copy.join(file.strip_prefix(web)?);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
        }
        fs::copy(&file, &target).with_context(|| format!("copy {}", file.display()))?;
    }
    Ok(())
}

fn npm(folder: &Path, arguments: &[&str]) -> anyhow::Result<()> {
    let line = format!("npm {}", arguments.join(" "));
    let output = Command::new("npm")
        .args(arguments)
        .current_dir(folder)
        .output()
        .with_context(|| {
            format!(
                "run {line:?}: Node 20.19 or newer with npm builds the web UI; \
                 install it, or set DAYTONA_WEB=none to build without the UI"
            )
        })?;
    if output.status.success() {
        return Ok(());
    }
    bail!(
        "{line:?} failed in {} ({})\n{}\n{}",
        folder.display(),
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
