//! `.plt` files: a heading `Time,<columns>` and rows of numbers. An empty cell is unknown. The last line of a file that
//! still grows may be torn; it counts once it is whole.

use std::io::{self, BufRead};

/// No row of a metric file is longer.
const MAXIMUM_LINE: u64 = 1 << 20;

/// The `Time` of a row as a number whose order is that of the text: `YYYYMMDDHHMMSSmmm`. It is a key, not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeKey(u64);

impl TimeKey {
    /// The key of a cell like `2026-11-25T05:49:34.042Z`; nothing if it is no such text.
    pub fn parse(cell: &str) -> Option<Self> {
        let cell = cell.as_bytes();
        if cell.len() != 24 || cell.last() != Some(&b'Z') {
            return None;
        }
        let mut digits = 0_u64;
        for (at, byte) in cell.iter().take(23).enumerate() {
            match (at, byte) {
                (4 | 7, b'-') | (10, b'T') | (13 | 16, b':') | (19, b'.') => {}
                (4 | 7 | 10 | 13 | 16 | 19, _) => return None,
                (_, b'0'..=b'9') => digits = digits * 10 + u64::from(byte - b'0'),
                _ => return None,
            }
        }
        Some(Self(digits))
    }
}

/// Whole lines of a file, one after the other, into the same buffer.
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            line: Vec::new(),
        }
    }

    /// The next whole line without its end; nothing at the end or at a torn line. What isn't UTF-8 is an empty line.
    pub fn next(&mut self) -> io::Result<Option<&str>> {
        self.line.clear();
        io::Read::take(&mut self.reader, MAXIMUM_LINE).read_until(b'\n', &mut self.line)?;
        if self.line.pop() != Some(b'\n') {
            return Ok(None);
        }
        Ok(Some(
            std::str::from_utf8(&self.line)
                .unwrap_or("")
                .trim_end_matches('\r'),
        ))
    }
}

/// The columns of a heading, without `Time`; nothing if the line is no heading.
pub fn columns(heading: &str) -> Option<Vec<String>> {
    let mut cells = heading.split(',');
    if cells.next()? != "Time" {
        return None;
    }
    Some(cells.map(str::to_owned).collect())
}

/// A row's key and the values of the chosen columns, in the order of the file; nothing if the row is malformed.
pub fn row(line: &str, chosen: &[usize], values: &mut Vec<Option<f64>>) -> Option<TimeKey> {
    values.clear();
    let mut cells = line.split(',');
    let time = TimeKey::parse(cells.next()?)?;
    let mut next = chosen.iter().copied();
    let mut wanted = next.next();
    for (at, cell) in cells.enumerate() {
        let Some(column) = wanted else { break };
        if at == column {
            let value = if cell.is_empty() {
                None
            } else {
                Some(cell.parse::<f64>().ok()?)
            };
            values.push(value.filter(|value| value.is_finite()));
            wanted = next.next();
        }
    }
    (values.len() == chosen.len()).then_some(time)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_chosen_columns_are_read_and_an_empty_cell_is_unknown() {
        let mut values = Vec::new();
        let time = row("2026-11-25T05:49:34.042Z,1.50,,7,x", &[0, 1, 2], &mut values);
        assert_eq!(time, TimeKey::parse("2026-11-25T05:49:34.042Z"));
        assert_eq!(values, [Some(1.5), None, Some(7.0)]);
    }

    #[test]
    fn a_row_that_is_cut_or_holds_no_number_is_no_row() {
        let mut values = Vec::new();
        assert_eq!(row("2026-11-25T05:49:34.042Z,1.50", &[0, 1], &mut values), None);
        assert_eq!(row("2026-11-25T05:49:34.042Z,fast", &[0], &mut values), None);
        assert_eq!(row("2026-11-25 05:49:34,1", &[0], &mut values), None);
    }

    #[test]
    fn a_torn_last_line_counts_once_it_is_whole() {
        let mut lines = Lines::new("Time,a\nrow\r\ntor".as_bytes());
        assert_eq!(lines.next().unwrap(), Some("Time,a"));
        assert_eq!(lines.next().unwrap(), Some("row"));
        assert_eq!(lines.next().unwrap(), None);
    }

    #[test]
    fn a_heading_begins_with_time() {
        assert_eq!(
            columns("Time,%user,%idle"),
            Some(vec!["%user".to_owned(), "%idle".to_owned()])
        );
        assert_eq!(columns("a,b"), None);
    }

    proptest! {
        #[test]
        fn no_line_panics(line: String, chosen in proptest::collection::btree_set(0usize..9, 0..4)) {
            let chosen: Vec<_> = chosen.into_iter().collect();
            let _ = row(&line, &chosen, &mut Vec::new());
            let _ = columns(&line);
        }
    }
}
