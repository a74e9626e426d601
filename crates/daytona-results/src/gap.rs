//! Stretches in which a file has no rows, each with its reason: no ticks were taken, the file's device was gone, or a line
//! can't be read. Found while the rows pass by, without keeping them.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use crate::elapsed::Axis;

/// A stretch longer than this many usual intervals has missing rows.
const LONGEST: f64 = 1.5;
/// From this many intervals at the begin of a file its usual one is learned.
const LEARNED_FROM: usize = 64;
/// More gaps than a chart can show.
const MAXIMUM_GAPS: usize = 4_096;

/// A stretch without samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    pub from: f64,
    pub to: f64,
    pub reason: String,
}

/// What has to be known of the rows so far to go on behind them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SoFar {
    first: Option<f64>,
    previous: Option<f64>,
    usual: Option<f64>,
}

/// Watches the rows of one file.
#[derive(Debug)]
pub struct GapFinder<'a> {
    file: &'a str,
    axis: Option<&'a Axis>,
    first: Option<f64>,
    previous: Option<f64>,
    unreadable: Option<Unreadable>,
    learning: Vec<(f64, f64)>,
    usual: Option<f64>,
    is_regular: bool,
    gaps: Vec<Gap>,
    dropped: u64,
}

#[derive(Debug)]
struct Unreadable {
    first: u64,
    count: u64,
    why: String,
}

impl<'a> GapFinder<'a> {
    /// `file` is its path, for reasons. `axis` has the ticks at which it should have rows, if that is known.
    pub fn new(file: &'a str, axis: Option<&'a Axis>) -> Self {
        Self {
            file,
            axis,
            first: None,
            previous: None,
            unreadable: None,
            learning: Vec::new(),
            usual: None,
            is_regular: true,
            gaps: Vec::new(),
            dropped: 0,
        }
    }

    /// For a file whose rows come when they come: only lines that can't be read are gaps.
    pub fn irregular(file: &'a str) -> Self {
        Self {
            is_regular: false,
            ..Self::new(file, None)
        }
    }

    /// Goes on behind rows that were watched before.
    pub fn behind(self, so_far: SoFar) -> Self {
        let SoFar {
            first,
            previous,
            usual,
        } = so_far;
        Self {
            first,
            previous,
            usual,
            ..self
        }
    }

    /// The gaps up to the last row, how many more there are, and what is needed to go on behind that row.
    pub fn pause(mut self) -> (Vec<Gap>, u64, SoFar) {
        self.learn();
        let so_far = SoFar {
            first: self.first,
            previous: self.previous,
            usual: self.usual,
        };
        (self.gaps, self.dropped, so_far)
    }

    /// A row that is not before the one before it.
    pub fn row(&mut self, second: f64) {
        self.first = self.first.or(Some(second));
        let previous = self.previous.replace(second);
        if let Some(unreadable) = self.unreadable.take() {
            let begin = self.begin();
            self.add(previous.or(begin).unwrap_or(second), second, unreadable);
            return;
        }
        let Some(previous) = previous.filter(|_| self.is_regular) else {
            return;
        };
        match self.usual {
            Some(usual) => self.compare(previous, second, usual),
            None => {
                self.learning.push((previous, second));
                if self.learning.len() == LEARNED_FROM {
                    self.learn();
                }
            }
        }
    }

    /// A line that is no row.
    pub fn unreadable(&mut self, line: u64, why: &dyn Display) {
        match &mut self.unreadable {
            Some(unreadable) => unreadable.count += 1,
            None => {
                self.unreadable = Some(Unreadable {
                    first: line,
                    count: 1,
                    why: why.to_string(),
                });
            }
        }
    }

    /// The gaps in the order of time, and how many more there are.
    pub fn finish(mut self) -> (Vec<Gap>, u64) {
        self.learn();
        let end = self.axis.and_then(Axis::extent).map(|(_, end)| end);
        let last = self.previous.or_else(|| self.begin());
        if let Some(unreadable) = self.unreadable.take() {
            let from = last.unwrap_or(0.0);
            self.add(from, end.unwrap_or(from).max(from), unreadable);
        } else if let (Some(last), Some(end), Some(usual)) = (self.previous, end, self.usual) {
            self.compare(last, end, usual);
        }
        if let (Some(begin), Some(first), Some(usual)) = (self.begin(), self.first, self.usual) {
            self.compare(begin, first, usual);
        }
        self.gaps.sort_by(|a, b| a.from.total_cmp(&b.from));
        (self.gaps, self.dropped)
    }

    /// The first second at which the file could have had a row.
    fn begin(&self) -> Option<f64> {
        self.axis.and_then(Axis::extent).map(|(begin, _)| begin)
    }

    /// The usual interval is the middle one. Two rows alone don't tell it.
    fn learn(&mut self) {
        let stretches = std::mem::take(&mut self.learning);
        let mut lengths: Vec<f64> = stretches.iter().map(|(from, to)| to - from).collect();
        lengths.sort_by(f64::total_cmp);
        if lengths.len() < 2 {
            return;
        }
        let middle = lengths.get(lengths.len() / 2).copied();
        // Several rows a moment have no interval.
        if let Some(usual) = middle.filter(|usual| *usual > 0.0) {
            self.usual = Some(usual);
            for (from, to) in stretches {
                self.compare(from, to, usual);
            }
        }
    }

    fn compare(&mut self, from: f64, to: f64, usual: f64) {
        if to - from <= LONGEST * usual {
            return;
        }
        let had_ticks = self.axis.is_some_and(|axis| axis.has_tick_between(from, to));
        let reason = if had_ticks {
            format!("{} has no rows here, though ticks were taken", self.file)
        } else {
            "no samples were taken".to_owned()
        };
        self.push(Gap { from, to, reason });
    }

    fn add(&mut self, from: f64, to: f64, unreadable: Unreadable) {
        let Unreadable { first, count, why } = unreadable;
        let others = match count {
            1 => String::new(),
            _ => format!(", and {} more lines", count - 1),
        };
        let reason = format!("{}:{first}: {why}{others}", self.file);
        self.push(Gap { from, to, reason });
    }

    fn push(&mut self, gap: Gap) {
        if self.gaps.len() < MAXIMUM_GAPS {
            self.gaps.push(gap);
        } else {
            self.dropped += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(seconds: impl IntoIterator<Item = u64>) -> Axis {
        let mut text = "Time,tick,mono_ns,wall_us,server_offset_us\n".to_owned();
        for second in seconds {
            text.push_str(&format!(
                "1970-01-01T00:{:02}:{:02}.000Z,1,{}000000000,{second}000000,0\n",
                second / 60,
                second % 60,
                second + 1
            ));
        }
        Axis::read(text.as_bytes(), "sar/ticks.csv", None).unwrap()
    }

    fn gaps(axis: Option<&Axis>, rows: &[f64]) -> Vec<(f64, f64, String)> {
        let mut finder = GapFinder::new("sar/cpu.plt", axis);
        rows.iter().for_each(|second| finder.row(*second));
        let gaps = finder.finish().0;
        gaps.into_iter()
            .map(|gap| (gap.from, gap.to, gap.reason))
            .collect()
    }

    #[test]
    fn a_missing_row_is_a_gap_and_a_short_closing_one_is_not() {
        let gaps = gaps(None, &[0.0, 1.0, 2.0, 5.0, 6.0, 6.2]);
        assert_eq!(gaps, [(2.0, 5.0, "no samples were taken".to_owned())]);
    }

    #[test]
    fn a_file_that_is_written_every_ten_seconds_has_no_gaps() {
        let rows: Vec<_> = (0..200).map(|row| f64::from(row) * 10.0).collect();
        assert_eq!(gaps(Some(&axis(0..1991)), &rows), []);
    }

    #[test]
    fn a_device_that_came_late_was_gone_for_a_while_and_left_early_has_three_gaps() {
        let axis = axis(0..21);
        let gone = "sar/cpu.plt has no rows here, though ticks were taken".to_owned();
        let expected = [
            (0.0, 3.0, gone.clone()),
            (5.0, 9.0, gone.clone()),
            (11.0, 20.0, gone),
        ];
        assert_eq!(gaps(Some(&axis), &[3.0, 4.0, 5.0, 9.0, 10.0, 11.0]), expected);
    }

    #[test]
    fn rows_that_come_when_they_come_have_no_gaps() {
        let mut finder = GapFinder::irregular("latency.plt");
        [0.0, 1.0, 2.0, 9.0]
            .into_iter()
            .for_each(|second| finder.row(second));
        assert_eq!(finder.finish(), (Vec::new(), 0));
    }

    #[test]
    fn a_pause_between_two_rows_changes_no_gap() {
        let axis = axis(0..200);
        let rows: Vec<_> = (3..190)
            .filter(|row| !(90..95).contains(row))
            .map(f64::from)
            .collect();
        let at_once = gaps(Some(&axis), &rows);
        for cut in [70, 86, 87, 88, 150] {
            let mut finder = GapFinder::new("sar/cpu.plt", Some(&axis));
            rows[..cut].iter().for_each(|second| finder.row(*second));
            let (mut found, _, so_far) = finder.pause();
            let mut finder = GapFinder::new("sar/cpu.plt", Some(&axis)).behind(so_far);
            rows[cut..].iter().for_each(|second| finder.row(*second));
            found.extend(finder.finish().0);
            found.sort_by(|a, b| a.from.total_cmp(&b.from));
            let found: Vec<_> = found
                .into_iter()
                .map(|gap| (gap.from, gap.to, gap.reason))
                .collect();
            assert_eq!(found, at_once, "{cut}");
        }
    }

    #[test]
    fn lines_that_can_not_be_read_are_one_gap_with_the_first_of_them() {
        let mut finder = GapFinder::new("sar/cpu.plt", None);
        finder.row(1.0);
        finder.unreadable(3, &"cell 2 is no number");
        finder.unreadable(4, &"cell 9 is no number");
        finder.row(4.0);
        finder.unreadable(6, &"cell 2 is no number");
        let (gaps, _) = finder.finish();
        assert_eq!(
            gaps[0].reason,
            "sar/cpu.plt:3: cell 2 is no number, and 1 more lines"
        );
        assert_eq!((gaps[0].from, gaps[0].to), (1.0, 4.0));
        assert_eq!((gaps[1].from, gaps[1].to), (4.0, 4.0));
    }

    #[test]
    fn a_broken_file_has_no_more_gaps_than_a_chart_can_show() {
        let mut finder = GapFinder::new("sar/cpu.plt", None);
        for row in 0..5_000_u32 {
            finder.unreadable(2, &"no");
            finder.row(f64::from(row));
        }
        let (gaps, dropped) = finder.finish();
        assert_eq!((gaps.len(), dropped), (MAXIMUM_GAPS, 904));
    }
}
