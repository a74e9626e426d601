//! Compares the size of files and functions with the project's budgets, and fails on those that are hard limits.
//!
//! It measures what a reader has to hold in mind; what the code does wrong is for clippy and eslint.

mod budget;
mod files;
mod rust;
mod web;

use anyhow::{Context, Result, bail};

use crate::repository;
use budget::Figures;
use files::{Language, Role, SourceFile};

/// What a file holds. Lines are counted from 1, blank ones too.
#[derive(Debug, Default, PartialEq, Eq)]
struct Measure {
    production_lines: usize,
    test_lines: usize,
    /// Of the production lines: those that aren't blank, those of documentation, those of other comments.
    filled_lines: usize,
    doc_lines: usize,
    comment_lines: usize,
    functions: Vec<Function>,
    /// Calls of `unwrap` and `expect` in production code.
    unwraps: usize,
    /// Lines on which production or test code says `unsafe`.
    unsafe_lines: Vec<usize>,
    /// Modules that this file declares for tests only; their files hold no production code.
    test_modules: Vec<String>,
}

/// A function of production code, from its signature to its closing brace.
#[derive(Debug, PartialEq, Eq)]
struct Function {
    name: String,
    line: usize,
    lines: usize,
}

/// Runs `cargo xtask sizes`.
pub(crate) fn run() -> Result<()> {
    let root = repository::root()?;
    let mut measured = Vec::new();
    for file in files::find(&root)? {
        let text = std::fs::read_to_string(root.join(&file.path))
            .with_context(|| format!("can't read {}", file.path.display()))?;
        let measure = match file.language {
            Language::Rust => rust::measure(&text).with_context(|| format!("{}", file.path.display()))?,
            Language::Web => web::measure(&text),
        };
        measured.push((file, measure));
    }
    apply_roles(&mut measured);

    let figures = |language| Figures::of(measured.iter().filter(|(file, _)| file.language == language));
    print!(
        "{}",
        budget::table(&figures(Language::Rust), &figures(Language::Web))
    );
    let broken = budget::broken_limits(&measured);
    if !broken.is_empty() {
        bail!("{} past a limit:\n  {}", broken.len(), broken.join("\n  "));
    }
    Ok(())
}

/// All of a test file's lines are test lines, whatever the file itself says.
fn apply_roles(measured: &mut [(SourceFile, Measure)]) {
    let test_modules: Vec<_> = measured
        .iter()
        .flat_map(|(file, measure)| measure.test_modules.iter().map(|name| file.child_module(name)))
        .collect();
    for (file, measure) in measured {
        if file.role == Role::Test || test_modules.iter().any(|module| file.is_within(module)) {
            file.role = Role::Test;
            *measure = Measure {
                test_lines: measure.test_lines + measure.production_lines,
                unsafe_lines: std::mem::take(&mut measure.unsafe_lines),
                ..Measure::default()
            };
        }
    }
}

#[cfg(test)]
mod tests;
