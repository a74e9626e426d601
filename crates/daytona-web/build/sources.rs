//! Which files the UI is made from, their hash, and whether `web/build` is newer than all of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::Context;

/// Made from the sources, so never a source.
const MADE: [&str; 3] = ["node_modules", "build", ".svelte-kit"];

/// Every source file below `web`, sorted, so that the hash doesn't depend on the file system's order.
pub(crate) fn files(web: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if web.is_dir() {
        walk(web, &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("list {}", folder.display()))?;
    for entry in entries {
        let entry = entry.with_context(|| format!("list {}", folder.display()))?;
        let path = entry.path();
        if path.is_dir() {
            if !MADE.iter().any(|made| entry.file_name() == *made) {
                walk(&path, found)?;
            }
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// What cargo has to watch. A path that doesn't exist would make it run this script every time, so `web/build`
/// is only named once it is there.
pub(crate) fn watched(web: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = files(web)?;
    let index = web.join("build/index.html");
    if index.is_file() {
        paths.push(index);
    }
    Ok(paths)
}

/// A hash of names and contents, as hexadecimal digits.
pub(crate) fn hash(web: &Path) -> anyhow::Result<String> {
    let mut hasher = blake3::Hasher::new();
    for path in files(web)? {
        let name = path.strip_prefix(web).unwrap_or(&path).to_string_lossy();
        let bytes = fs::read(&path).with_context(|| format!("read {}", path.display()))?;
        hasher.update(&(name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(&bytes);
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// Whether a person's own `npm run build` is newer than every source.
pub(crate) fn is_up_to_date(web: &Path) -> anyhow::Result<bool> {
    let index = web.join("build/index.html");
    if !index.is_file() {
        return Ok(false);
    }
    let built = modified(&index)?;
    for path in files(web)? {
        if modified(&path)? > built {
            return Ok(false);
        }
    }
    Ok(true)
}

fn modified(path: &Path) -> anyhow::Result<u128> {
    let time = fs::metadata(path)
        .and_then(|metadata| metadata.modified())
        .with_context(|| format!("read the time of {}", path.display()))?;
    Ok(time.duration_since(UNIX_EPOCH)?.as_millis())
}
