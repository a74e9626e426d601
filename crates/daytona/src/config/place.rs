//! Default places: `/var/lib/…` as root, else the XDG folders.

use std::path::PathBuf;

use anyhow::Context;

/// Data that a person would want to keep.
pub fn data(name: &str) -> anyhow::Result<PathBuf> {
    place(name, "XDG_DATA_HOME", ".local/share")
}

/// What would be made again: workspaces of an agent.
pub fn state(name: &str) -> anyhow::Result<PathBuf> {
    place(name, "XDG_STATE_HOME", ".local/state")
}

fn place(name: &str, variable: &str, below_home: &str) -> anyhow::Result<PathBuf> {
    if rustix::process::geteuid().is_root() {
        return Ok(PathBuf::from("/var/lib").join(name));
    }
    if let Some(folder) = std::env::var_os(variable).filter(|folder| !folder.is_empty()) {
        return Ok(PathBuf::from(folder).join(name));
    }
    let home = std::env::var_os("HOME").context("HOME is not set; say where with --data or --root")?;
    Ok(PathBuf::from(home).join(below_home).join(name))
}
