//! The time axis of a run on one host: what `ticks.csv` says of each tick, as seconds since the script's exec on the
//! server's clock. Anchored at one tick whose clock's difference is known and advanced by the monotonic clock, so that
//! a wall clock that is set doesn't bend it.

use std::io::{self, BufRead};

use daytona_domain::clock::Timestamp;

use crate::format::plt::{Lines, TimeKey};

/// A stretch longer than this many usual intervals has missing ticks.
const GAP: f64 = 1.5;

/// All ticks of a run on one host, in the order in which they were taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    ticks: Vec<(TimeKey, f64)>,
}

/// A stretch without samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    pub from: f64,
    pub to: f64,
    pub reason: String,
}

struct Tick {
    time: TimeKey,
    mono_ns: u64,
    /// On the server's clock, if the difference is known.
    server_us: Option<i64>,
}

impl Axis {
    /// Reads `ticks.csv`. Second 0 is `origin`, or the first tick if the script never started.
    pub fn read(reader: impl BufRead, origin: Option<Timestamp>) -> io::Result<Self> {
        let mut lines = Lines::new(reader);
        let mut ticks = Vec::new();
        while let Some(line) = lines.next()? {
            ticks.extend(tick(line));
        }
        let Some(first) = ticks.first() else {
            return Ok(Self::default());
        };
        // A host that has never known its server's clock is placed by its first tick.
        let anchored = origin.and_then(|origin| {
            let anchor = ticks.iter().find(|tick| tick.server_us.is_some())?;
            Some((
                anchor.mono_ns,
                (anchor.server_us? - origin.as_micros()) as f64 / 1e6,
            ))
        });
        let (anchor_ns, anchor_s) = anchored.unwrap_or((first.mono_ns, 0.0));
        let elapsed = |mono_ns: u64| anchor_s + (mono_ns as f64 - anchor_ns as f64) / 1e9;
        Ok(Self {
            ticks: ticks
                .iter()
                .map(|tick| (tick.time, elapsed(tick.mono_ns)))
                .collect(),
        })
    }

    pub fn is_empty(&self) -> bool {
        self.ticks.is_empty()
    }

    /// The first and the last second.
    pub fn extent(&self) -> Option<(f64, f64)> {
        Some((self.ticks.first()?.1, self.ticks.last()?.1))
    }

    /// Places rows that come in the order of the ticks.
    pub fn cursor(&self) -> Cursor<'_> {
        Cursor { axis: self, next: 0 }
    }

    /// Stretches in which ticks are missing.
    pub fn gaps(&self) -> Vec<Gap> {
        let steps: Vec<(f64, f64)> = self
            .ticks
            .windows(2)
            .filter_map(|pair| Some((pair.first()?.1, pair.get(1)?.1)))
            .collect();
        let mut lengths: Vec<f64> = steps.iter().map(|(from, to)| to - from).collect();
        if lengths.len() < 2 {
            return Vec::new();
        }
        lengths.sort_by(f64::total_cmp);
        let usual = lengths.get(lengths.len() / 2).copied().unwrap_or(1.0);
        steps
            .into_iter()
            .filter(|(from, to)| to - from > GAP * usual)
            .map(|(from, to)| Gap {
                from,
                to,
                reason: "no samples were taken".to_owned(),
            })
            .collect()
    }
}

/// Walks along the ticks with the rows of one file.
#[derive(Debug)]
pub struct Cursor<'a> {
    axis: &'a Axis,
    next: usize,
}

impl Cursor<'_> {
    /// The second of the row with this key; nothing if no tick has it (yet).
    pub fn place(&mut self, time: TimeKey) -> Option<f64> {
        let rest = self.axis.ticks.get(self.next..)?;
        let ahead = rest.iter().position(|(tick, _)| *tick == time)?;
        self.next += ahead + 1;
        rest.get(ahead).map(|(_, elapsed)| *elapsed)
    }
}

fn tick(line: &str) -> Option<Tick> {
    let mut cells = line.split(',');
    let time = TimeKey::parse(cells.next()?)?;
    let mono_ns = cells.nth(1)?.parse().ok()?;
    let wall_us: i64 = cells.next()?.parse().ok()?;
    let offset: Option<i64> = cells.next()?.parse().ok();
    Some(Tick {
        time,
        mono_ns,
        server_us: offset.and_then(|offset| wall_us.checked_add(offset)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str = "Time,tick,mono_ns,wall_us,server_offset_us\n";

    fn axis(lines: &[&str], origin: Option<i64>) -> Axis {
        let text = format!("{HEADING}{}\n", lines.join("\n"));
        Axis::read(text.as_bytes(), origin.map(Timestamp::from_micros)).unwrap()
    }

    fn seconds(axis: &Axis) -> Vec<f64> {
        axis.ticks.iter().map(|(_, elapsed)| *elapsed).collect()
    }

    #[test]
    fn seconds_count_from_the_scripts_exec_on_the_servers_clock() {
        // The host's clock is 5 s behind the server's; exec was at the server's 105.5 s.
        let axis = axis(
            &[
                "1970-01-01T00:01:40.000Z,1,7000000000,100000000,5000000",
                "1970-01-01T00:01:41.000Z,2,8000000000,101000000,5000100",
            ],
            Some(105_500_000),
        );
        assert_eq!(seconds(&axis), [-0.5, 0.5]);
    }

    #[test]
    fn a_wall_clock_that_is_set_back_an_hour_does_not_bend_the_axis() {
        let axis = axis(
            &[
                "1970-01-01T02:00:00.000Z,1,1000000000,7200000000,",
                "1970-01-01T02:00:01.000Z,2,2000000000,7201000000,0",
                "1970-01-01T01:00:02.000Z,3,3000000000,3602000000,3600000000",
            ],
            Some(7_200_000_000),
        );
        assert_eq!(seconds(&axis), [0.0, 1.0, 2.0]);
    }

    #[test]
    fn without_a_start_the_first_tick_is_second_0() {
        let lines = ["1970-01-01T00:00:07.000Z,1,5000000000,7000000,1"];
        assert_eq!(seconds(&axis(&lines, None)), [0.0]);
    }

    #[test]
    fn a_missing_tick_is_a_gap_and_a_short_closing_one_is_not() {
        let line = |ms: u64| {
            format!(
                "1970-01-01T00:00:{:02}.{:03}Z,1,{},0,",
                ms / 1000,
                ms % 1000,
                ms * 1_000_000
            )
        };
        let lines: Vec<_> = [0, 1000, 2000, 5000, 6000, 6200].map(line).to_vec();
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let gaps = axis(&lines, None).gaps();
        assert_eq!(gaps.len(), 1);
        assert_eq!((gaps[0].from, gaps[0].to), (2.0, 5.0));
    }

    #[test]
    fn rows_are_placed_by_their_key_and_unknown_keys_are_not() {
        let lines = [
            "1970-01-01T00:00:01.000Z,1,1000000000,0,",
            "1970-01-01T00:00:02.000Z,2,2000000000,0,",
        ];
        let axis = axis(&lines, None);
        let key = |text| TimeKey::parse(text).unwrap();
        let mut cursor = axis.cursor();
        assert_eq!(cursor.place(key("1970-01-01T00:00:01.500Z")), None);
        assert_eq!(cursor.place(key("1970-01-01T00:00:02.000Z")), Some(1.0));
        assert_eq!(cursor.place(key("1970-01-01T00:00:02.000Z")), None);
    }
}
