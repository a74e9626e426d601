//! Installing what the tests need, and only what is missing: Debian's packages, then three tools of cargo's.
//!
//! Debian starts some services when their package is installed (nginx on port 80 of an ordinary machine). The
//! tests neither use nor stop them: they start their own, on free ports.

pub(crate) mod cargo_tools;
pub(crate) mod debian;

pub(crate) use debian::ByHand;

use std::path::Path;

use anyhow::Result;

/// Installs what `cargo xtask test` needs.
///
/// # Errors
/// [`ByHand`] where the rights to install packages are missing; else what failed.
pub(crate) fn for_tests(root: &Path) -> Result<()> {
    debian::install_missing(root, debian::FOR_TESTS)?;
    cargo_tools::install_missing(root)
}
