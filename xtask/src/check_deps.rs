//! Checks that the crates depend on each other only as the table says, and that all of them use the workspace's
//! lints. What the crates take from elsewhere is for `cargo deny`.

mod edges;

use std::path::Path;

use anyhow::{Context, Result, bail};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::repository;

/// Runs `cargo xtask check-deps`.
pub(crate) fn run() -> Result<()> {
    check(&repository::root()?)
}

/// Fails with a line for each edge or manifest that breaks a rule.
pub(crate) fn check(root: &Path) -> Result<()> {
    let metadata = MetadataCommand::new()
        .manifest_path(root.join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("can't read the workspace with `cargo metadata`")?;
    let mut faults = faults_of_edges(&metadata);
    for package in metadata.workspace_packages() {
        let manifest = std::fs::read_to_string(&package.manifest_path)
            .with_context(|| format!("can't read {}", package.manifest_path))?;
        faults.extend(fault_of_lints(&package.name, &manifest)?);
    }
    if !faults.is_empty() {
        bail!("the workspace breaks its own rules:\n  {}", faults.join("\n  "));
    }
    println!(
        "{} crates, every edge is in the table",
        metadata.workspace_packages().len()
    );
    Ok(())
}

fn faults_of_edges(metadata: &Metadata) -> Vec<String> {
    let packages = metadata.workspace_packages();
    let ours: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    packages
        .iter()
        .flat_map(|package| edges_of(package, &ours))
        .filter_map(|(from, to, kind)| edges::fault(&from, &to, kind))
        .chain(ours.iter().filter_map(|name| edges::fault_of_name(name)))
        .collect()
}

fn edges_of(package: &Package, ours: &[&str]) -> Vec<(String, String, DependencyKind)> {
    let inside = package
        .dependencies
        .iter()
        .filter(|dependency| ours.contains(&dependency.name.as_str()));
    inside
        .map(|dependency| (package.name.to_string(), dependency.name.clone(), dependency.kind))
        .collect()
}

/// A crate without `[lints] workspace = true` would go its own way silently.
fn fault_of_lints(name: &str, manifest: &str) -> Result<Option<String>> {
    let manifest: toml::Table = manifest
        .parse()
        .with_context(|| format!("can't read {name}'s Cargo.toml"))?;
    let inherits = manifest
        .get("lints")
        .and_then(|lints| lints.get("workspace"))
        .and_then(toml::Value::as_bool);
    Ok((inherits != Some(true)).then(|| format!("{name}: its Cargo.toml lacks `[lints] workspace = true`")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_workspace_keeps_its_rules() {
        check(&repository::root().unwrap()).unwrap();
    }

    #[test]
    fn a_crate_without_the_lints_of_the_workspace_is_named() {
        let fault = |manifest| fault_of_lints("daytona-store", manifest).unwrap();
        let expected = Some("daytona-store: its Cargo.toml lacks `[lints] workspace = true`".to_owned());
        assert_eq!(fault("[package]\nname = 'daytona-store'"), expected);
        assert_eq!(fault("[lints]\nworkspace = false"), expected);
        assert_eq!(fault("[lints]\nworkspace = true"), None);
    }
}
