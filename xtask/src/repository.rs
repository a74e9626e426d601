//! Where the repository lies, and whether this is CI.

use std::path::PathBuf;

use anyhow::{Context, Result};

/// The repository's root: the folder above this package's, which cargo names when it runs us.
pub(crate) fn root() -> Result<PathBuf> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR")
        .context("CARGO_MANIFEST_DIR isn't set; start this with `cargo xtask`")?;
    let root = PathBuf::from(package).parent().map(PathBuf::from);
    root.context("the folder of the xtask package has no parent")
}

/// True where `CI=true`: there, whatever would be skipped is a failure.
pub(crate) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}
