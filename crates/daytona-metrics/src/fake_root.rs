//! A made-up `/proc` and `/sys` for tests.

use std::fs;
use std::path::Path;

use crate::collector::{Collector, Round};
use crate::monotonic::Monotonic;
use crate::plt;

pub(crate) struct FakeRoot(tempfile::TempDir);

impl FakeRoot {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes in place, so that a descriptor that is kept open sees it.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

/// One round of a collector at a number of milliseconds.
pub(crate) fn sample(collector: &mut dyn Collector, at_ms: u64) -> Round {
    let mut round = Round::default();
    collector.sample(&|| Monotonic::from_nanos(at_ms * 1_000_000), &mut round);
    round
}

impl Round {
    /// The text of the row in `file` without its time, or what else happened.
    pub(crate) fn text(&self, file: &str) -> String {
        let row = self.rows.iter().find(|row| row.file == file);
        row.map_or_else(|| "no row".to_owned(), plt::cells)
    }

    /// One cell of the row in `file`, by the name of its column.
    pub(crate) fn cell(&self, file: &str, column: &str) -> String {
        let row = self
            .rows
            .iter()
            .find(|row| row.file == file)
            .expect("a row in the file");
        let at = row
            .columns
            .iter()
            .position(|known| known.name == column)
            .expect("a column of that name");
        plt::cells(row).split(',').nth(at).unwrap().to_owned()
    }

    pub(crate) fn files(&self) -> Vec<&str> {
        self.rows.iter().map(|row| row.file.as_str()).collect()
    }

    pub(crate) fn failures(&self) -> Vec<String> {
        self.failures.iter().map(ToString::to_string).collect()
    }
}
