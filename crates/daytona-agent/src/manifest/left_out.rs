//! What a framework's patterns leave out: counted by pattern and told in one line for each, however much it is.

use daytona_domain::selection::{PathPattern, Verdict};
use daytona_domain::unit::ByteSize;

use super::Skipped;

/// Stands for "what no include pattern means" in the list of what was skipped.
const EVERYTHING_ELSE: &str = "**";

#[derive(Debug, Default)]
pub(super) struct LeftOut {
    /// By the index of the exclude pattern.
    excluded: Vec<Count>,
    not_included: Count,
}

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    files: u64,
    bytes: u64,
    /// Left out as a whole, so that nobody knows what is in them.
    folders: u64,
}

impl LeftOut {
    pub(super) fn file(&mut self, verdict: Verdict, size: u64) {
        let count = match verdict {
            Verdict::Collected => return,
            Verdict::Excluded(pattern) => self.excluded(pattern),
            Verdict::NotIncluded => &mut self.not_included,
        };
        count.files += 1;
        count.bytes = count.bytes.saturating_add(size);
    }

    pub(super) fn folder(&mut self, pattern: usize) {
        self.excluded(pattern).folders += 1;
    }

    fn excluded(&mut self, pattern: usize) -> &mut Count {
        if self.excluded.len() <= pattern {
            self.excluded.resize(pattern + 1, Count::default());
        }
        &mut self.excluded[pattern]
    }

    /// One line for each pattern that left something out.
    pub(super) fn told(self, exclude: &[PathPattern]) -> Vec<Skipped> {
        let excluded = exclude
            .iter()
            .map(PathPattern::as_str)
            .zip(self.excluded)
            .map(|(pattern, count)| (pattern, count, "excluded by the framework"));
        excluded
            .chain([(
                EVERYTHING_ELSE,
                self.not_included,
                "not included by the framework",
            )])
            .filter(|(_, count, _)| count.files + count.folders > 0)
            .map(|(pattern, count, why)| Skipped {
                path: pattern.to_owned(),
                reason: format!("{why}: {count}"),
            })
            .collect()
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            files,
            bytes,
            folders,
        } = *self;
        let plural = |count| if count == 1 { "" } else { "s" };
        if folders > 0 {
            write!(f, "{folders} folder{}", plural(folders))?;
        }
        if folders > 0 && files > 0 {
            f.write_str(" and ")?;
        }
        if files > 0 {
            write!(f, "{files} file{} of {}", plural(files), ByteSize::new(bytes))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pattern_says_once_what_it_left_out() {
        let exclude: Vec<PathPattern> = ["scratch", "*.tmp", "*.log"]
            .map(|text| text.parse().unwrap())
            .into();
        let mut left_out = LeftOut::default();
        left_out.folder(0);
        for _ in 0..3 {
            left_out.file(Verdict::Excluded(1), 1 << 20);
        }
        left_out.file(Verdict::NotIncluded, 10);
        left_out.file(Verdict::Collected, 10);
        let told: Vec<_> = left_out
            .told(&exclude)
            .into_iter()
            .map(|Skipped { path, reason }| format!("{path}: {reason}"))
            .collect();
        assert_eq!(
            told,
            [
                "scratch: excluded by the framework: 1 folder",
                "*.tmp: excluded by the framework: 3 files of 3 MiB",
                "**: not included by the framework: 1 file of 10 B",
            ]
        );
    }
}
