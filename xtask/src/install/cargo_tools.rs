//! The tools of cargo's that the tests use, each built once.

use std::path::Path;

use anyhow::Result;

use crate::tool;

/// A tool, and the version that we install where none is there. Any version that is there is taken.
struct CargoTool {
    name: &'static str,
    version: &'static str,
}

const TOOLS: [CargoTool; 3] = [
    CargoTool {
        name: "cargo-nextest",
        version: "0.9.143",
    },
    CargoTool {
        name: "cargo-deny",
        version: "0.20.2",
    },
    CargoTool {
        name: "cargo-machete",
        version: "0.9.2",
    },
];

/// Builds the tools that are missing. That takes minutes, so cargo's own progress stays visible.
///
/// # Errors
/// If cargo can't build one.
pub(crate) fn install_missing(root: &Path) -> Result<()> {
    let missing: Vec<String> = TOOLS
        .iter()
        .filter(|tool| tool::find(tool.name).is_none())
        .map(|tool| format!("{}@{}", tool.name, tool.version))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Building {}, once; this takes some minutes", missing.join(", "));
    let mut install = tool::cargo(root, &["install", "--locked"]);
    tool::run(install.args(missing))
}
