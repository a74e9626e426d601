//! The time axis of a run on one host: what `ticks.csv` says of each tick, as seconds since the script's exec on the
//! server's clock. Anchored at one tick and advanced by the monotonic clock, so that a wall clock that is set doesn't
//! bend it. Which rows a file lacks is told by `crate::gap`.

#[cfg(test)]
mod tests;

use std::io::{self, BufRead};

use daytona_domain::clock::Timestamp;

use crate::format::plt::{Line, Lines};
use crate::format::row_time::RowTime;

/// More ticks than a run of twelve days has; what is behind them is not read.
const MAXIMUM_TICKS: usize = 1 << 20;
/// Among this many ticks the anchor is chosen: the first two minutes, later ones don't move it.
const ANCHOR_CANDIDATES: usize = 128;

/// All ticks of a run on one host.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// By `Time`, which isn't the order of the ticks where the wall clock was set back.
    by_time: Vec<(RowTime, f64)>,
    /// Seconds of the ticks, in their order.
    seconds: Vec<f64>,
    notes: Vec<String>,
}

#[derive(Clone, Copy, Debug)]
struct Tick {
    time: RowTime,
    mono_ns: u64,
    wall_us: i64,
    /// What to add to the host's clock to get the server's, if that is known.
    offset_us: Option<i64>,
}

impl Axis {
    /// Reads `ticks.csv`, whose path is for notes. Second 0 is `origin`, the script's exec on the server's clock, or the
    /// first tick if the script never started.
    pub fn read(reader: impl BufRead, path: &str, origin: Option<Timestamp>) -> io::Result<Self> {
        let (ticks, mut notes) = read_ticks(reader, path)?;
        let (Some(first), Some(anchor)) = (ticks.first(), anchor(&ticks)) else {
            return Ok(Self {
                notes,
                ..Self::default()
            });
        };
        if anchor.offset_us.is_none() && origin.is_some() {
            notes.push(format!(
                "{path}: how far the host's clock is from the server's was never known, so the host's is taken"
            ));
        }
        let anchor_ns = origin.map_or(first.mono_ns, |_| anchor.mono_ns);
        let anchor_s = origin.map_or(0.0, |origin| {
            micros_as_seconds(anchor.server_us() - i128::from(origin.as_micros()))
        });
        let second = |tick: &Tick| anchor_s + (i128::from(tick.mono_ns) - i128::from(anchor_ns)) as f64 / 1e9;
        let mut by_time: Vec<_> = ticks.iter().map(|tick| (tick.time, second(tick))).collect();
        by_time.sort_by_key(|(time, _)| *time);
        Ok(Self {
            by_time,
            seconds: ticks.iter().map(second).collect(),
            notes,
        })
    }

    pub fn is_empty(&self) -> bool {
        self.seconds.is_empty()
    }

    /// The first and the last second.
    pub fn extent(&self) -> Option<(f64, f64)> {
        Some((*self.seconds.first()?, *self.seconds.last()?))
    }

    /// The second of the tick with this very `Time`; nothing if there is no such tick (yet).
    pub fn second_of_tick(&self, time: RowTime) -> Option<f64> {
        let at = self.by_time.binary_search_by_key(&time, |(time, _)| *time).ok()?;
        self.by_time.get(at).map(|(_, second)| *second)
    }

    /// The second at which the host's clock showed `time`, from the tick before it; nothing without ticks.
    pub fn second_of_clock(&self, time: RowTime) -> Option<f64> {
        let behind = self.by_time.partition_point(|(tick, _)| *tick <= time);
        let (tick, second) = self.by_time.get(behind.saturating_sub(1))?;
        let apart = i128::from(time.as_millis()) - i128::from(tick.as_millis());
        Some(second + apart as f64 / 1e3)
    }

    /// Whether a tick was taken after `from` and before `to`.
    pub fn has_tick_between(&self, from: f64, to: f64) -> bool {
        let behind = self.seconds.partition_point(|second| *second <= from);
        self.seconds.get(behind).is_some_and(|second| *second < to)
    }

    /// What was wrong with the file.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

impl Tick {
    fn server_us(&self) -> i128 {
        i128::from(self.wall_us) + i128::from(self.offset_us.unwrap_or(0))
    }

    fn parse(line: Line<'_>) -> Option<Self> {
        let mut cells = std::str::from_utf8(line.text?).ok()?.split(',');
        let time = RowTime::parse(cells.next()?.as_bytes())?;
        let mono_ns = cells.nth(1)?.parse().ok()?;
        let wall_us = cells.next()?.parse().ok()?;
        let offset_us = match cells.next()? {
            "" => None,
            offset => Some(offset.parse().ok()?),
        };
        cells.next().is_none().then_some(Self {
            time,
            mono_ns,
            wall_us,
            offset_us,
        })
    }
}

/// The ticks, and what is wrong with the lines that are none.
fn read_ticks(reader: impl BufRead, path: &str) -> io::Result<(Vec<Tick>, Vec<String>)> {
    let mut lines = Lines::new(reader);
    let mut ticks: Vec<Tick> = Vec::new();
    let mut notes = Vec::new();
    let mut bad = 0_u64;
    let mut first_bad = 0;
    while let Some(line) = lines.next_line()? {
        if ticks.len() == MAXIMUM_TICKS {
            notes.push(format!("{path}: only the first {MAXIMUM_TICKS} ticks were read"));
            break;
        }
        // A tick that isn't after the one before is of another boot, or was never written by the agent.
        let latest = ticks.last().map(|tick| tick.mono_ns);
        match Tick::parse(line).filter(|tick| latest.is_none_or(|latest| tick.mono_ns > latest)) {
            Some(tick) => ticks.push(tick),
            None if line.number == 1 => {}
            None => {
                bad += 1;
                first_bad = if bad == 1 { line.number } else { first_bad };
            }
        }
    }
    match bad {
        0 => {}
        1 => notes.push(format!(
            "{path}:{first_bad}: the line is no tick after the one before"
        )),
        _ => notes.push(format!(
            "{path}:{first_bad}: the line is no tick after the one before, nor are {} others",
            bad - 1
        )),
    }
    Ok((ticks, notes))
}

/// The tick at which the two clocks are compared: the middle one by their difference, so that a few ticks whose offset
/// was stale, because the wall clock had just been set, don't move the axis.
fn anchor(ticks: &[Tick]) -> Option<Tick> {
    let known = ticks.iter().filter(|tick| tick.offset_us.is_some());
    let mut candidates: Vec<_> = known.take(ANCHOR_CANDIDATES).copied().collect();
    if candidates.is_empty() {
        candidates = ticks.iter().take(ANCHOR_CANDIDATES).copied().collect();
    }
    candidates.sort_by_key(|tick| tick.server_us() * 1000 - i128::from(tick.mono_ns));
    candidates.get(candidates.len().saturating_sub(1) / 2).copied()
}

fn micros_as_seconds(micros: i128) -> f64 {
    micros as f64 / 1e6
}
