//! The time axis of a run on one host: what `ticks.csv` says of each tick, as seconds since the script's exec on the
//! server's clock. Anchored at one tick and advanced by the monotonic clock, so that a wall clock that is set doesn't
//! bend it. Which rows a file lacks is told by `crate::gap`.

#[cfg(test)]
mod tests;

use std::io::{self, BufRead};

use daytona_domain::clock::Timestamp;
use serde::{Deserialize, Serialize};

use crate::format::plt::{Line, Lines, Place};
use crate::format::row_time::RowTime;

/// More ticks than a run of twelve days has; what is behind them is not read.
const MAXIMUM_TICKS: usize = 1 << 20;
/// Among this many ticks the anchor is chosen: the first two minutes, later ones don't move it.
const ANCHOR_CANDIDATES: usize = 128;
/// And in this part of the file, an hour of ticks, so that it can be told without reading the rest.
const ANCHORS_WITHIN: u64 = 256 << 10;
/// Every so many ticks it is kept where one stands.
const PLACE_EVERY: usize = 64;

/// All ticks of a run on one host, or those behind a place in the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// By `Time`, which isn't the order of the ticks where the wall clock was set back.
    by_time: Vec<(RowTime, f64)>,
    /// Seconds of the ticks, in their order.
    seconds: Vec<f64>,
    /// Where every 64th of them stands in the file.
    places: Vec<Place>,
    /// Second of the very first tick.
    first: Option<f64>,
    notes: Vec<String>,
}

/// What the begin of the file tells of all its ticks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    pub zero: Zero,
    /// Second of the very first tick.
    first: Option<f64>,
    note: Option<String>,
}

impl Head {
    /// Reads no more of the file than that takes.
    pub fn read(reader: impl BufRead, path: &str, origin: Option<Timestamp>) -> io::Result<Self> {
        let ticks = Ticks::read(Lines::new(reader.take(ANCHORS_WITHIN)), path)?;
        let zero = ticks.zero(origin);
        Ok(Self {
            zero,
            first: ticks.ticks.first().map(|(_, mono_ns)| zero.second(*mono_ns)),
            note: ticks.offset_note(path, origin),
        })
    }
}

/// What the seconds of an axis are counted from. Two readings of the same file with the same zero agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zero {
    anchor_mono_ns: u64,
    anchor_us: i64,
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
        let mut ticks = Ticks::read(Lines::new(reader), path)?;
        let zero = ticks.zero(origin);
        ticks.notes.extend(ticks.offset_note(path, origin));
        Ok(Self::of(ticks, zero))
    }

    /// Reads the ticks behind `place` only, at which `reader` stands.
    pub fn read_behind(head: &Head, reader: impl BufRead, place: Place, path: &str) -> io::Result<Self> {
        let mut ticks = Ticks::read(Lines::from(reader, place), path)?;
        ticks.notes.extend(head.note.clone());
        let axis = Self::of(ticks, head.zero);
        Ok(Self {
            first: head.first,
            ..axis
        })
    }

    fn of(ticks: Ticks, zero: Zero) -> Self {
        let Ticks {
            ticks,
            places,
            notes,
            anchors: _,
        } = ticks;
        let seconds: Vec<_> = ticks.iter().map(|(_, mono_ns)| zero.second(*mono_ns)).collect();
        let mut by_time: Vec<_> = ticks
            .into_iter()
            .map(|(time, mono_ns)| (time, zero.second(mono_ns)))
            .collect();
        by_time.sort_by_key(|(time, _)| *time);
        Self {
            by_time,
            first: seconds.first().copied(),
            seconds,
            places,
            notes,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// The first and the last second.
    pub fn extent(&self) -> Option<(f64, f64)> {
        let first = self.first?;
        Some((first, self.seconds.last().copied().unwrap_or(first)))
    }

    /// A place in the file before the last tick up to this second.
    pub fn place_before(&self, second: f64) -> Place {
        let behind = self.seconds.partition_point(|tick| *tick <= second);
        let sparse = behind.saturating_sub(1) / PLACE_EVERY;
        self.places.get(sparse).copied().unwrap_or_default()
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

impl Zero {
    fn second(self, mono_ns: u64) -> f64 {
        let apart = i128::from(mono_ns) - i128::from(self.anchor_mono_ns);
        self.anchor_us as f64 / 1e6 + apart as f64 / 1e9
    }
}

impl Tick {
    fn server_us(&self) -> i64 {
        self.wall_us.saturating_add(self.offset_us.unwrap_or(0))
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

/// The lines of the file, before it is known what their seconds count from.
#[derive(Debug, Default)]
struct Ticks {
    ticks: Vec<(RowTime, u64)>,
    places: Vec<Place>,
    /// Those of the first ticks with a known offset, or of the very first if none is known.
    anchors: Vec<Tick>,
    notes: Vec<String>,
}

impl Ticks {
    fn read(mut lines: Lines<impl BufRead>, path: &str) -> io::Result<Self> {
        let mut read = Self::default();
        let mut without_offset = Vec::new();
        let (mut bad, mut first_bad) = (0_u64, 0);
        loop {
            let place = lines.place();
            let Some(line) = lines.next_line()? else { break };
            if read.ticks.len() == MAXIMUM_TICKS {
                read.notes
                    .push(format!("{path}: only the first {MAXIMUM_TICKS} ticks were read"));
                break;
            }
            // A tick that isn't after the one before is of another boot, or was never written by the agent.
            let latest = read.ticks.last().map(|(_, mono_ns)| *mono_ns);
            match Tick::parse(line).filter(|tick| latest.is_none_or(|latest| tick.mono_ns > latest)) {
                Some(tick) => read.add(tick, place, &mut without_offset),
                None if line.number == 1 => {}
                None => {
                    bad += 1;
                    first_bad = if bad == 1 { line.number } else { first_bad };
                }
            }
        }
        if read.anchors.is_empty() {
            read.anchors = without_offset;
        }
        read.notes.extend(bad_lines(path, first_bad, bad));
        Ok(read)
    }

    fn add(&mut self, tick: Tick, place: Place, without_offset: &mut Vec<Tick>) {
        if self.ticks.len().is_multiple_of(PLACE_EVERY) {
            self.places.push(place);
        }
        self.ticks.push((tick.time, tick.mono_ns));
        let anchors = match tick.offset_us {
            Some(_) => &mut self.anchors,
            None => without_offset,
        };
        if anchors.len() < ANCHOR_CANDIDATES && place.bytes < ANCHORS_WITHIN {
            anchors.push(tick);
        }
    }

    fn zero(&self, origin: Option<Timestamp>) -> Zero {
        let (Some((_, first)), Some(anchor)) = (self.ticks.first(), self.anchor()) else {
            return Zero::default();
        };
        match origin {
            None => Zero {
                anchor_mono_ns: *first,
                anchor_us: 0,
            },
            Some(origin) => Zero {
                anchor_mono_ns: anchor.mono_ns,
                anchor_us: anchor.server_us().saturating_sub(origin.as_micros()),
            },
        }
    }

    fn offset_note(&self, path: &str, origin: Option<Timestamp>) -> Option<String> {
        let is_unknown = self.anchor()?.offset_us.is_none() && origin.is_some();
        is_unknown.then(|| {
            format!("{path}: how far the host's clock is from the server's was never known, so the host's is taken")
        })
    }

    /// The tick at which the two clocks are compared: the middle one by their difference, so that a few ticks whose
    /// offset was stale, because the wall clock had just been set, don't move the axis.
    fn anchor(&self) -> Option<Tick> {
        let mut candidates = self.anchors.clone();
        candidates.sort_by_key(|tick| i128::from(tick.server_us()) * 1000 - i128::from(tick.mono_ns));
        candidates.get(candidates.len().saturating_sub(1) / 2).copied()
    }
}

fn bad_lines(path: &str, first: u64, count: u64) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!(
            "{path}:{first}: the line is no tick after the one before"
        )),
        _ => Some(format!(
            "{path}:{first}: the line is no tick after the one before, nor are {} others",
            count - 1
        )),
    }
}
