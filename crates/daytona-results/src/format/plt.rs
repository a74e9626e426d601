//! `.plt` files: a heading `Time,<columns>` and rows of numbers. An empty cell is unknown. The last line of a file that
//! still grows may be torn; it counts once it is whole. Where rows stand on the time axis is decided elsewhere.

#[cfg(test)]
mod tests;

use std::io::{self, BufRead};

use crate::format::row_time::RowTime;

/// No row of a metric file is longer.
const MAXIMUM_LINE: u64 = 1 << 20;

/// Whole lines of a file, one after the other, into the same buffer.
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    line: Vec<u8>,
    number: u64,
}

/// A line without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// 1 is the heading.
    pub number: u64,
    /// Nothing if the line is longer than 1 MiB, which no line of a metric file is.
    pub text: Option<&'a [u8]>,
}

impl<R: BufRead> Lines<R> {
    pub fn new(reader: R) -> Self {
        Self {
            reader,
            line: Vec::new(),
            number: 0,
        }
    }

    /// The next whole line; nothing at the end or at a torn line.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let read = io::Read::take(&mut self.reader, MAXIMUM_LINE).read_until(b'\n', &mut self.line)?;
        self.number += 1;
        let number = self.number;
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
            if self.line.last() == Some(&b'\r') {
                self.line.pop();
            }
            let text = Some(self.line.as_slice());
            return Ok(Some(Line { number, text }));
        }
        if (read as u64) < MAXIMUM_LINE {
            return Ok(None);
        }
        self.reader.skip_until(b'\n')?;
        Ok(Some(Line { number, text: None }))
    }
}

/// The columns of a heading, without `Time`; nothing if the line is no heading.
pub fn columns(heading: Line<'_>) -> Option<Vec<String>> {
    let heading = std::str::from_utf8(heading.text?).ok()?;
    let heading = heading.trim_start_matches('\u{feff}');
    let mut cells = heading.split(',').map(|cell| cell.trim().trim_matches('"'));
    if cells.next()? != "Time" {
        return None;
    }
    let columns: Vec<_> = cells.map(str::to_owned).collect();
    (!columns.is_empty()).then_some(columns)
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedRow {
    #[error("the line is longer than 1 MiB")]
    TooLong,
    #[error("it doesn't begin with a time like 2026-01-31T14:05:00.000Z")]
    NoTime,
    #[error("it has {found} cells, and the heading has {expected}")]
    Cells { found: usize, expected: usize },
    #[error("cell {cell} is no number")]
    NoNumber { cell: usize },
}

/// A row of which only the time has been read.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub time: RowTime,
    rest: &'a [u8],
}

impl<'a> Row<'a> {
    pub fn parse(line: Line<'a>) -> Result<Self, MalformedRow> {
        let text = line.text.ok_or(MalformedRow::TooLong)?;
        let end = end_of_cell(text);
        let time = text
            .get(..end)
            .and_then(RowTime::parse)
            .ok_or(MalformedRow::NoTime)?;
        let rest = text.get(end..).unwrap_or_default();
        Ok(Self { time, rest })
    }

    /// The values of the chosen columns, which are in the order of the file. `width` is the number of all columns.
    pub fn values(
        &self,
        width: usize,
        chosen: &[usize],
        values: &mut Vec<Option<f64>>,
    ) -> Result<(), MalformedRow> {
        values.clear();
        let mut rest = self.rest;
        let mut chosen = chosen.iter().copied();
        let mut wanted = chosen.next();
        let mut at = 0;
        while let (Some(column), [b',', cells @ ..]) = (wanted, rest) {
            let (cell, behind) = cells.split_at(end_of_cell(cells));
            if at == column {
                // The time is the first cell.
                values.push(number(cell).ok_or(MalformedRow::NoNumber { cell: at + 2 })?);
                wanted = chosen.next();
            }
            at += 1;
            rest = behind;
        }
        // What isn't asked for is only counted: a line that was cut, or two in one, must not pass for a row.
        let found = at + rest.iter().filter(|byte| **byte == b',').count();
        if found == width {
            Ok(())
        } else {
            Err(MalformedRow::Cells {
                found: found + 1,
                expected: width + 1,
            })
        }
    }
}

fn end_of_cell(text: &[u8]) -> usize {
    text.iter().position(|byte| *byte == b',').unwrap_or(text.len())
}

/// Unknown if the cell is empty, not a number (NaN) or infinite; nothing if it holds something else. Files of other
/// tools have `%` behind percentages.
fn number(cell: &[u8]) -> Option<Option<f64>> {
    let cell = cell.trim_ascii();
    if cell.is_empty() {
        return Some(None);
    }
    let cell = cell.strip_suffix(b"%").unwrap_or(cell);
    let value: f64 = std::str::from_utf8(cell).ok()?.parse().ok()?;
    Some(value.is_finite().then_some(value))
}
