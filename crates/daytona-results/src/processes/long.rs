//! Lines of the long table. Its columns are found by their names.

use crate::format::cell::Cell;
use crate::format::plt::Line;
use crate::format::row_time::RowTime;

/// Where the cells stand that the wide tables are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pid: usize,
    cpu: usize,
    resident: usize,
    memory: usize,
    threads: usize,
    command: usize,
    width: usize,
}

/// One process at one time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry<'a> {
    pub(super) time: RowTime,
    pub(super) pid: u32,
    pub(super) command: &'a str,
    /// Percent of one processor, percent of the memory, and KiB; none of them is known of a process that has ended.
    pub(super) values: [f64; 3],
    pub(super) has_ended: bool,
}

impl Heading {
    pub(super) fn parse(line: Line<'_>) -> Option<Self> {
        let text = std::str::from_utf8(line.text?).ok()?;
        let names: Vec<_> = text.split(',').collect();
        let at = |name: &str| names.iter().position(|known| *known == name);
        if names.first() != Some(&"Time") {
            return None;
        }
        Some(Self {
            pid: at("PID")?,
            cpu: at("%CPU")?,
            resident: at("RSS")?,
            memory: at("%MEM")?,
            threads: at("threads")?,
            command: at("Command")?,
            width: names.len(),
        })
    }

    /// Nothing if the line is none of this table.
    pub(super) fn entry<'a>(&self, line: Line<'a>) -> Option<Entry<'a>> {
        let text = std::str::from_utf8(line.text?).ok()?;
        let mut cells = [""; 32];
        let mut width = 0;
        for cell in text.split(',') {
            *cells.get_mut(width)? = cell;
            width += 1;
        }
        if width != self.width {
            return None;
        }
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        let number = |at: usize| match Cell::parse(cell(at).as_bytes()) {
            Some(Cell::Number { value, .. }) => value,
            Some(Cell::Unknown) | None => 0.0,
        };
        Some(Entry {
            time: RowTime::parse(cell(0).as_bytes())?,
            pid: cell(self.pid).parse().ok()?,
            command: cell(self.command),
            values: [number(self.cpu), number(self.memory), number(self.resident)],
            has_ended: cell(self.threads) == "0",
        })
    }
}
