//! `.plt` files: a heading `Time,<columns>` and rows of numbers. An empty cell is unknown. The last line of a file that
//! still grows may be torn; it counts once it is whole. Where rows stand on the time axis is decided elsewhere.

#[cfg(test)]
mod tests;

use std::io::{self, BufRead};

use crate::format::cell::Cell;
use crate::format::row_time::RowTime;

/// No row of a metric file is longer.
const MAXIMUM_LINE: u64 = 1 << 20;

/// Whole lines of a file, one after the other, into the same buffer.
#[derive(Debug)]
pub struct Lines<R> {
    reader: R,
    line: Vec<u8>,
    number: u64,
    /// Where the next line begins.
    at: u64,
}

/// A place between two lines of a file: how many bytes and lines lie before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    pub bytes: u64,
    pub lines: u64,
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
        Self::from(reader, Place::default())
    }

    /// The lines of a file from a place in it on, at which the reader stands.
    pub fn from(reader: R, place: Place) -> Self {
        Self {
            reader,
            line: Vec::new(),
            number: place.lines,
            at: place.bytes,
        }
    }

    /// How far it has been read: behind the last whole line.
    pub fn place(&self) -> Place {
        Place {
            bytes: self.at,
            lines: self.number,
        }
    }

    /// The next whole line; nothing at the end or at a torn line.
    pub fn next_line(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let read = io::Read::take(&mut self.reader, MAXIMUM_LINE).read_until(b'\n', &mut self.line)? as u64;
        let number = self.number + 1;
        if self.line.last() == Some(&b'\n') {
            self.number = number;
            self.at += read;
            self.line.pop();
            if self.line.last() == Some(&b'\r') {
                self.line.pop();
            }
            let text = Some(self.line.as_slice());
            return Ok(Some(Line { number, text }));
        }
        if read < MAXIMUM_LINE {
            return Ok(None);
        }
        self.number = number;
        self.at += read + self.reader.skip_until(b'\n')? as u64;
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

    /// The cells of the chosen columns, which are in the order of the file; nothing for a cell that holds no number.
    /// `width` is the number of all columns.
    pub fn cells(
        &self,
        width: usize,
        chosen: &[usize],
        cells: &mut Vec<Option<Cell>>,
    ) -> Result<(), MalformedRow> {
        cells.clear();
        let mut rest = self.rest;
        let mut chosen = chosen.iter().copied();
        let mut wanted = chosen.next();
        let mut at = 0;
        while let (Some(column), [b',', behind @ ..]) = (wanted, rest) {
            let (cell, behind) = behind.split_at(end_of_cell(behind));
            if at == column {
                cells.push(Cell::parse(cell));
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
