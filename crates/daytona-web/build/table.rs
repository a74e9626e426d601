//! Writes the Rust source of the table of embedded files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// A Rust expression: a slice of every file below `folder`, sorted by path. What is compressed already
/// (`x.js.br`, `x.js.gz`) hangs on the file that it is a copy of.
pub(crate) fn render(folder: &Path) -> anyhow::Result<String> {
    let mut paths = Vec::new();
    walk(folder, &mut paths)?;
    // As text, because a lookup compares text: paths compare part by part.
    paths.sort_by_key(|path| path.to_string_lossy().into_owned());
    let mut text = String::from("&[\n");
    for path in paths.iter().filter(|path| !is_compressed(path)) {
        text.push_str(&row(folder, path)?);
    }
    text.push_str("]\n");
    Ok(text)
}

fn row(folder: &Path, path: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(path).with_context(|| format!("read {}", path.display()))?;
    let name = path.strip_prefix(folder)?.to_string_lossy().into_owned();
    let digest = blake3::hash(&bytes).to_hex();
    let etag = format!("\"{}\"", digest.get(..24).unwrap_or(&digest));
    Ok(format!(
        "    File {{ path: {name:?}, etag: {etag:?}, bytes: {}, brotli: {}, gzip: {} }},\n",
        include(path),
        compressed(path, "br"),
        compressed(path, "gz"),
    ))
}

fn compressed(path: &Path, ending: &str) -> String {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    let copy = PathBuf::from(name);
    if copy.is_file() {
        format!("Some({})", include(&copy))
    } else {
        "None".to_owned()
    }
}

fn include(path: &Path) -> String {
    format!("include_bytes!({:?})", path.display().to_string())
}

fn is_compressed(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("br" | "gz"))
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("list {}", folder.display()))? {
        let path = entry
            .with_context(|| format!("list {}", folder.display()))?
            .path();
        if path.is_dir() {
            walk(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
