//! The rows of one metric file, one after the other, each with its second on the time axis.

use std::io::{self, BufRead};

use serde::{Deserialize, Serialize};

use crate::decimate::micros;
use crate::format::cell::Cell;
use crate::format::plt::{Line, Lines, MalformedRow, Place, Row};
use crate::format::row_time::RowTime;
use crate::gap::GapFinder;
use crate::series::placing::Placing;

const OF_NO_TICK: &str = "its time is of no tick in ticks.csv";

/// What of a file is read.
#[derive(Debug)]
pub struct Rows<'a> {
    /// Number of columns without the time.
    pub width: usize,
    /// Positions of the asked columns, in the order of the file.
    pub chosen: &'a [usize],
    pub placing: Placing<'a>,
    /// Microseconds of which values are read, both included.
    pub from: i64,
    pub to: i64,
    /// Second of the row before the first one that is read here.
    pub latest: Option<f64>,
    /// Reading ends with the first row that ends behind this byte.
    pub until: u64,
}

/// What a pass over the rows has found beside the values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    pub rows: u64,
    /// Seconds of the first and the last row, whether in the range or not.
    pub extent: Option<(f64, f64)>,
    /// Behind the last row.
    pub end: Option<Place>,
    pub left_out: Option<LeftOut>,
    /// For each asked column its cells that hold no number.
    pub bad_cells: Vec<Option<BadCells>>,
}

/// Lines that are no rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub first: u64,
    pub why: String,
    pub count: u64,
}

/// Cells of one column that hold something else than a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadCells {
    /// Line of the first.
    pub first: u64,
    pub count: u64,
}

#[derive(Debug, thiserror::Error)]
enum BadRow {
    #[error(transparent)]
    Malformed(#[from] MalformedRow),
    #[error("its time is before that of the row above")]
    Earlier,
}

enum Placed {
    Outside(f64),
    Inside(f64, RowTime),
    /// Its tick isn't known.
    Nowhere,
}

impl Rows<'_> {
    /// Calls `take` with the `Time` in milliseconds, the microsecond and the cells of every row in the range, in the order
    /// of time. The heading has been read.
    pub fn each(
        &self,
        lines: &mut Lines<impl BufRead>,
        gaps: &mut GapFinder<'_>,
        mut take: impl FnMut(i64, i64, &[Option<Cell>]) -> io::Result<()>,
    ) -> io::Result<Found> {
        let mut found = Found {
            bad_cells: vec![None; self.chosen.len()],
            ..Found::default()
        };
        let mut cells = Vec::with_capacity(self.chosen.len());
        let mut latest = self.latest.unwrap_or(f64::NEG_INFINITY);
        // Rows behind the last tick wait for theirs; in front of another row, the tick is missing.
        let mut nowhere = None;
        while let Some(line) = lines.next_line()? {
            let number = line.number;
            if line.text.is_some_and(<[u8]>::is_empty) {
                continue;
            }
            let second = match self.row(line, latest, &mut cells) {
                Ok(Placed::Nowhere) => {
                    nowhere = nowhere.or(Some(number));
                    continue;
                }
                Ok(Placed::Inside(second, time)) => {
                    found.look_at(&cells, number);
                    take(time.as_millis(), micros(second), &cells)?;
                    second
                }
                Ok(Placed::Outside(second)) => second,
                Err(bad) => {
                    gaps.unreadable(number, &bad);
                    found.leave_out(number, &bad.to_string());
                    continue;
                }
            };
            if let Some(number) = nowhere.take() {
                gaps.unreadable(number, &OF_NO_TICK);
                found.leave_out(number, OF_NO_TICK);
            }
            gaps.row(second);
            latest = second;
            let place = lines.place();
            found.row(second, place);
            if place.bytes >= self.until {
                break;
            }
        }
        Ok(found)
    }

    fn row(&self, line: Line<'_>, latest: f64, cells: &mut Vec<Option<Cell>>) -> Result<Placed, BadRow> {
        let row = Row::parse(line)?;
        let Some(second) = self.placing.second(row.time) else {
            return Ok(Placed::Nowhere);
        };
        if second < latest {
            return Err(BadRow::Earlier);
        }
        if !(self.from..=self.to).contains(&micros(second)) {
            return Ok(Placed::Outside(second));
        }
        row.cells(self.width, self.chosen, cells)?;
        Ok(Placed::Inside(second, row.time))
    }
}

impl Found {
    fn row(&mut self, second: f64, end: Place) {
        self.rows += 1;
        self.extent = Some(self.extent.map_or((second, second), |(first, _)| (first, second)));
        self.end = Some(end);
    }

    fn leave_out(&mut self, line: u64, why: &str) {
        match &mut self.left_out {
            Some(left_out) => left_out.count += 1,
            None => {
                self.left_out = Some(LeftOut {
                    first: line,
                    why: why.to_owned(),
                    count: 1,
                });
            }
        }
    }

    fn look_at(&mut self, cells: &[Option<Cell>], line: u64) {
        for (bad, cell) in self.bad_cells.iter_mut().zip(cells) {
            if cell.is_none() {
                let (first, count) = bad.map_or((line, 0), |bad| (bad.first, bad.count));
                *bad = Some(BadCells {
                    first,
                    count: count + 1,
                });
            }
        }
    }
}

/// The smallest and the largest time in the lines.
pub fn times(lines: &mut Lines<impl BufRead>) -> io::Result<Option<(RowTime, RowTime)>> {
    let mut extent: Option<(RowTime, RowTime)> = None;
    while let Some(line) = lines.next_line()? {
        if let Ok(Row { time, .. }) = Row::parse(line) {
            extent = Some(extent.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
        }
    }
    Ok(extent)
}
