//! The console's sidecar: when its bytes were printed, so that a line can be placed on the time axis.

use std::fs::File;
use std::io::{self, Write};
use std::time::Duration;

/// However much is printed, there is at most one row in this time: 24 hours make at most 864,000 rows.
const BETWEEN_ROWS: Duration = Duration::from_millis(100);

/// Rows of `offset,elapsed_ns`: the bytes from `offset` on were read that long after the script's exec.
#[derive(Debug)]
pub(super) struct Times<W = File> {
    file: W,
    last: Option<Duration>,
}

impl<W: Write> Times<W> {
    /// Begins the file with its heading.
    pub(super) fn begin(mut file: W) -> io::Result<Self> {
        file.write_all(b"offset,elapsed_ns\n")?;
        Ok(Self { file, last: None })
    }

    /// Bytes from `offset` on were read at `elapsed`.
    pub(super) fn note(&mut self, offset: u64, elapsed: Duration) -> io::Result<()> {
        if self.last.is_some_and(|last| elapsed < last + BETWEEN_ROWS) {
            return Ok(());
        }
        self.last = Some(elapsed);
        // One write, so that a reader never sees half a row.
        let row = format!("{offset},{}\n", elapsed.as_nanos());
        self.file.write_all(row.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_at_most_one_row_for_each_tenth_of_a_second() {
        let mut written = Vec::new();
        let mut times = Times::begin(&mut written).unwrap();
        for (offset, milliseconds) in [(0, 3), (10, 50), (20, 102), (30, 103), (40, 202), (50, 5000)] {
            times.note(offset, Duration::from_millis(milliseconds)).unwrap();
        }
        insta::assert_snapshot!(String::from_utf8(written).unwrap(), @r"
        offset,elapsed_ns
        0,3000000
        30,103000000
        50,5000000000
        ");
    }
}
