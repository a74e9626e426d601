//! Which files are collected: patterns of paths, relative to the host's folder. Does not look at any file.

use std::path::Path;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Serialize};

/// A pattern such as `scratch/**` or `*.log`: `*` and `?` stay within a folder, `**` doesn't. A pattern that means a
/// folder means everything in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String)]
pub struct PathPattern(String);

/// A pattern that can't be understood, or that means what lies outside.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{value:?} is not a pattern of paths ({reason}); write it like scratch/** or *.log, relative to where the script works"
)]
pub struct InvalidPattern {
    pub value: String,
    pub reason: String,
}

impl PathPattern {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn glob(text: &str) -> Result<Glob, globset::Error> {
        GlobBuilder::new(text).literal_separator(true).build()
    }
}

impl TryFrom<String> for PathPattern {
    type Error = InvalidPattern;

    fn try_from(value: String) -> Result<Self, InvalidPattern> {
        let invalid = |value: String, reason: &str| InvalidPattern {
            value,
            reason: reason.to_owned(),
        };
        // `scratch/` is what people write for a folder.
        let plain = value.strip_suffix('/').unwrap_or(&value);
        if plain.is_empty() || plain.starts_with('/') || plain.contains('\0') {
            return Err(invalid(value, "it has to be a relative path"));
        }
        if plain.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(invalid(value, "a part of it is empty, '.' or '..'"));
        }
        match Self::glob(plain) {
            Ok(_) => Ok(Self(plain.to_owned())),
            Err(error) => Err(invalid(value, &error.kind().to_string())),
        }
    }
}

impl std::str::FromStr for PathPattern {
    type Err = InvalidPattern;

    fn from_str(value: &str) -> Result<Self, InvalidPattern> {
        Self::try_from(value.to_owned())
    }
}

impl From<PathPattern> for String {
    fn from(pattern: PathPattern) -> String {
        pattern.0
    }
}

/// Patterns, ready to be compared with many paths.
#[derive(Clone, Debug)]
pub struct Selection {
    include: GlobSet,
    exclude: GlobSet,
    takes_all: bool,
}

/// What is to be done with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Collected,
    /// By the exclude pattern of this index.
    Excluded(usize),
    /// No include pattern means it.
    NotIncluded,
}

impl Selection {
    /// Without any include pattern everything is included.
    pub fn new(include: &[PathPattern], exclude: &[PathPattern]) -> Result<Self, globset::Error> {
        Ok(Self {
            include: set(include)?,
            exclude: set(exclude)?,
            takes_all: include.is_empty(),
        })
    }

    /// Whether the file at this path is collected.
    pub fn judge(&self, path: &Path) -> Verdict {
        if let Some(index) = self.excluding(path) {
            return Verdict::Excluded(index);
        }
        if self.takes_all || self.include.is_match(path) {
            Verdict::Collected
        } else {
            Verdict::NotIncluded
        }
    }

    /// The exclude pattern that means this path, and with it all that lies beneath.
    pub fn excluding(&self, path: &Path) -> Option<usize> {
        // Each pattern is two globs, itself and what lies beneath.
        self.exclude.matches(path).first().map(|index| index / 2)
    }
}

fn set(patterns: &[PathPattern]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for PathPattern(text) in patterns {
        set.add(PathPattern::glob(text)?);
        set.add(PathPattern::glob(&format!("{text}/**"))?);
    }
    set.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(texts: &[&str]) -> Vec<PathPattern> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn judge(include: &[&str], exclude: &[&str], path: &str) -> Verdict {
        let selection = Selection::new(&patterns(include), &patterns(exclude)).unwrap();
        selection.judge(Path::new(path))
    }

    #[test]
    fn without_patterns_everything_is_collected() {
        assert_eq!(judge(&[], &[], "deep/in/there.csv"), Verdict::Collected);
    }

    #[test]
    fn a_star_stays_in_its_folder_and_two_do_not() {
        assert_eq!(judge(&["*.csv"], &[], "results.csv"), Verdict::Collected);
        assert_eq!(judge(&["*.csv"], &[], "deep/results.csv"), Verdict::NotIncluded);
        assert_eq!(judge(&["**/*.csv"], &[], "deep/results.csv"), Verdict::Collected);
        assert_eq!(judge(&["**/*.csv"], &[], "results.csv"), Verdict::Collected);
    }

    #[test]
    fn a_folder_means_everything_in_it_however_it_is_written() {
        for folder in ["scratch", "scratch/", "scratch/**"] {
            assert_eq!(
                judge(&[], &["*.tmp", folder], "scratch/a/b.bin"),
                Verdict::Excluded(1),
                "{folder}"
            );
            assert_eq!(judge(&[folder], &[], "scratch/a/b.bin"), Verdict::Collected);
        }
        assert_eq!(judge(&[], &["scratch"], "scratches/x"), Verdict::Collected);
    }

    #[test]
    fn what_is_excluded_is_not_collected_although_it_is_included() {
        assert_eq!(judge(&["**"], &["a/*.log"], "a/x.log"), Verdict::Excluded(0));
    }

    #[test]
    fn a_pattern_that_could_leave_the_folder_or_means_nothing_is_refused() {
        for bad in ["", "/", "/etc/*", "../x", "a//b", "./a", "a[", "{a"] {
            let error = bad.parse::<PathPattern>().unwrap_err().to_string();
            assert!(error.contains("write it like"), "{bad:?}: {error}");
        }
    }
}
