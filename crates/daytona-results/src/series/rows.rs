//! The rows of one metric file, one after the other, each with its second on the time axis.

use std::fs::File;
use std::io::{self, BufReader, Seek};

use crate::format::plt::{Line, Lines, MalformedRow, Row};
use crate::format::row_time::RowTime;
use crate::gap::{Gap, GapFinder};
use crate::series::placing::Placing;

const BUFFER: usize = 256 << 10;

/// What of a file is read.
#[derive(Debug)]
pub struct Rows<'a> {
    /// Its path, for reasons.
    pub name: &'a str,
    /// Number of columns without the time.
    pub width: usize,
    /// Positions of the asked columns, in the order of the file.
    pub chosen: &'a [usize],
    pub placing: Placing<'a>,
    /// Whether it has a row at every tick, so that a missing one is a gap.
    pub is_regular: bool,
    /// Seconds of which values are read, both included.
    pub from: f64,
    pub to: f64,
}

/// What a pass over the rows has found beside the values.
#[derive(Debug)]
pub struct Found {
    pub gaps: Vec<Gap>,
    pub gaps_dropped: u64,
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
    Inside(f64),
    /// Its tick isn't known.
    Nowhere,
}

impl Rows<'_> {
    /// Calls `take` with the second and the values of every row in the range, in the order of time.
    pub fn each(&self, file: &mut File, mut take: impl FnMut(f64, &[Option<f64>])) -> io::Result<Found> {
        file.rewind()?;
        let mut lines = Lines::new(BufReader::with_capacity(BUFFER, file));
        lines.next_line()?;
        let mut gaps = if self.is_regular {
            GapFinder::new(self.name, self.placing.ticks())
        } else {
            GapFinder::irregular(self.name)
        };
        let mut values = Vec::with_capacity(self.chosen.len());
        let (mut first, mut latest) = (None, f64::NEG_INFINITY);
        // Rows behind the last tick wait for theirs; in front of another row, the tick is missing.
        let mut nowhere = None;
        while let Some(line) = lines.next_line()? {
            let number = line.number;
            if line.text.is_some_and(<[u8]>::is_empty) {
                continue;
            }
            let second = match self.row(line, latest, &mut values) {
                Ok(Placed::Nowhere) => {
                    nowhere = nowhere.or(Some(number));
                    continue;
                }
                Ok(Placed::Inside(second)) => {
                    take(second, &values);
                    second
                }
                Ok(Placed::Outside(second)) => second,
                Err(bad) => {
                    gaps.unreadable(number, &bad);
                    continue;
                }
            };
            if let Some(number) = nowhere.take() {
                gaps.unreadable(number, &"its time is of no tick in ticks.csv");
            }
            gaps.row(second);
            first = first.or(Some(second));
            latest = second;
        }
        let (gaps, gaps_dropped) = gaps.finish(first);
        Ok(Found { gaps, gaps_dropped })
    }

    fn row(&self, line: Line<'_>, latest: f64, values: &mut Vec<Option<f64>>) -> Result<Placed, BadRow> {
        let row = Row::parse(line)?;
        let Some(second) = self.placing.second(row.time) else {
            return Ok(Placed::Nowhere);
        };
        if second < latest {
            return Err(BadRow::Earlier);
        }
        if !(self.from..=self.to).contains(&second) {
            return Ok(Placed::Outside(second));
        }
        row.values(self.width, self.chosen, values)?;
        Ok(Placed::Inside(second))
    }
}

/// The smallest and the largest time in a file.
pub fn times(file: &mut File) -> io::Result<Option<(RowTime, RowTime)>> {
    file.rewind()?;
    let mut lines = Lines::new(BufReader::with_capacity(BUFFER, file));
    lines.next_line()?;
    let mut extent: Option<(RowTime, RowTime)> = None;
    while let Some(line) = lines.next_line()? {
        if let Ok(Row { time, .. }) = Row::parse(line) {
            extent = Some(extent.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
        }
    }
    Ok(extent)
}
