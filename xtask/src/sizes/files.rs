//! Which files are measured, and which of them hold production code.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folders with hand-written code.
const ROOTS: [&str; 5] = ["crates", "e2e", "web/src", "web/e2e", "xtask"];

/// Folders of tests, and the crate that only tests use.
const TEST_FOLDERS: [&str; 6] = ["tests", "e2e", "benches", "fuzz", "daytona-testkit", "__tests__"];

/// Folders that hold what was made, not written.
const MADE: [&str; 4] = ["target", "node_modules", "build", "dist"];

/// Generated files, by name.
const GENERATED: [&str; 1] = ["schema.d.ts"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Rust,
    Web,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Production,
    Test,
}

/// A file to measure; its path is relative to the repository's root.
#[derive(Debug)]
pub(super) struct SourceFile {
    pub(super) path: PathBuf,
    pub(super) language: Language,
    pub(super) role: Role,
}

impl SourceFile {
    /// The file as its path describes it; `None` if it isn't hand-written code.
    fn at(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        let language = match path.extension()?.to_str()? {
            "rs" => Language::Rust,
            "ts" | "js" | "svelte" => Language::Web,
            _ => return None,
        };
        if GENERATED.contains(&name) {
            return None;
        }
        let in_test_folder = path
            .iter()
            .any(|part| TEST_FOLDERS.iter().any(|folder| part.to_str() == Some(folder)));
        let is_test =
            in_test_folder || name == "tests.rs" || name.contains(".test.") || name.contains(".spec.");
        let role = if is_test { Role::Test } else { Role::Production };
        Some(Self { path, language, role })
    }

    /// Where a module that this file declares lies, without `.rs`.
    pub(super) fn child_module(&self, name: &str) -> PathBuf {
        let is_root = ["lib.rs", "main.rs"].iter().any(|root| self.path.ends_with(root));
        let folder = if is_root {
            self.path.with_file_name("")
        } else {
            self.path.with_extension("")
        };
        folder.join(name)
    }

    /// True if this is the module's file, or lies in its folder.
    pub(super) fn is_within(&self, module: &Path) -> bool {
        self.path.with_extension("") == module || self.path.starts_with(module)
    }
}

/// All files to measure, in the order of their paths.
pub(super) fn find(root: &Path) -> Result<Vec<SourceFile>> {
    let mut found = Vec::new();
    for folder in ROOTS.map(|folder| root.join(folder)) {
        if folder.is_dir() {
            search(root, &folder, &mut found)?;
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn search(root: &Path, folder: &Path, found: &mut Vec<SourceFile>) -> Result<()> {
    let cannot = || format!("can't list {}", folder.display());
    for entry in std::fs::read_dir(folder).with_context(cannot)? {
        let entry = entry.with_context(cannot)?;
        let name = entry.file_name();
        let skipped = name.to_string_lossy().starts_with('.') || MADE.iter().any(|made| name == *made);
        if entry.file_type().with_context(cannot)?.is_dir() {
            if !skipped {
                search(root, &entry.path(), found)?;
            }
        } else if let Ok(relative) = entry.path().strip_prefix(root) {
            found.extend(SourceFile::at(relative.to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(path: &str) -> Option<Role> {
        SourceFile::at(path.into()).map(|file| file.role)
    }

    #[test]
    fn tests_are_known_by_their_folder_or_name() {
        assert_eq!(role("crates/daytona-store/src/lease.rs"), Some(Role::Production));
        assert_eq!(role("crates/daytona-store/src/lease/tests.rs"), Some(Role::Test));
        assert_eq!(role("crates/daytona-store/tests/migrations.rs"), Some(Role::Test));
        assert_eq!(role("crates/daytona-testkit/src/lib.rs"), Some(Role::Test));
        assert_eq!(role("e2e/src/nginx.rs"), Some(Role::Test));
        assert_eq!(role("web/src/lib/ansi.test.ts"), Some(Role::Test));
        assert_eq!(role("web/src/routes/+page.svelte"), Some(Role::Production));
    }

    #[test]
    fn generated_files_and_other_kinds_are_left_out() {
        assert_eq!(role("web/src/lib/api/schema.d.ts"), None);
        assert_eq!(role("web/src/styles/tokens.css"), None);
        assert_eq!(role("crates/daytona/Cargo.toml"), None);
    }

    #[test]
    fn a_declared_module_is_looked_for_beside_or_below_the_file() {
        let file = |path: &str| SourceFile::at(path.into()).unwrap();
        let module = file("crates/a/src/lib.rs").child_module("fixtures");
        assert_eq!(module, Path::new("crates/a/src/fixtures"));
        assert!(file("crates/a/src/fixtures.rs").is_within(&module));
        assert!(file("crates/a/src/fixtures/proc.rs").is_within(&module));
        assert!(!file("crates/a/src/fixtures_of_others.rs").is_within(&module));
        assert_eq!(
            file("crates/a/src/run.rs").child_module("cases"),
            Path::new("crates/a/src/run/cases")
        );
    }
}
