//! The times of rows and the file `ticks.csv`, which holds every tick of a run and is the key between all
//! metric files: the same `Time` in two files is the same tick, and how much time passed is only read here.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use crate::monotonic::Monotonic;

/// The name of the file of ticks, below `sar/`.
pub const TICKS_FILE: &str = "ticks.csv";

/// The first line of `ticks.csv`, with its line end.
pub const TICKS_HEADER: &str = "Time,tick,mono_ns,wall_us,server_offset_us\n";

/// The `Time` of a row: whole milliseconds since the epoch, written as `2026-11-25T05:49:34.042Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowTime(i64);

impl RowTime {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn as_millis(self) -> i64 {
        self.0
    }
}

impl fmt::Display for RowTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = jiff::Timestamp::MIN.as_millisecond();
        let last = jiff::Timestamp::MAX.as_millisecond();
        let time = jiff::Timestamp::from_millisecond(self.0.clamp(first, last)).unwrap_or_default();
        write!(f, "{time:.3}")
    }
}

/// Gives each tick of a run its `Time`, never the same one twice. When the wall clock is set back, times go
/// back with it, so a reader must look a `Time` up and not assume that the lines are sorted.
#[derive(Debug, Default)]
pub struct RowClock {
    given: HashSet<RowTime>,
}

impl RowClock {
    /// A clock that goes on where another stopped: for an agent that was restarted in the middle of a run.
    pub fn after(given: impl IntoIterator<Item = RowTime>) -> Self {
        Self {
            given: given.into_iter().collect(),
        }
    }

    /// The time for a tick at `wall_us`, in microseconds since the epoch: its millisecond, or the next one
    /// that is free.
    pub fn stamp(&mut self, wall_us: i64) -> RowTime {
        let mut time = RowTime(wall_us.div_euclid(1000));
        while !self.given.insert(time) {
            time = RowTime(time.0 + 1);
        }
        time
    }
}

/// A line of `ticks.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    pub time: RowTime,
    /// 1, 2, 3 … within the run; the baseline has no tick.
    pub number: u64,
    pub mono: Monotonic,
    /// The host's wall clock in microseconds since the epoch.
    pub wall_us: i64,
    /// What to add to the host's wall clock to get the server's; unknown before the first exchange.
    pub server_offset_us: Option<i64>,
}

impl Tick {
    /// The line with its line end.
    pub fn line(&self) -> String {
        let Self {
            time,
            number,
            mono,
            wall_us,
            server_offset_us,
        } = self;
        let offset = server_offset_us
            .map(|offset| offset.to_string())
            .unwrap_or_default();
        format!("{time},{number},{},{wall_us},{offset}\n", mono.as_nanos())
    }
}

/// A line that isn't one of `ticks.csv`.
#[derive(Debug, thiserror::Error)]
#[error(
    "{line:?} is not a line of ticks.csv, which has the columns Time,tick,mono_ns,wall_us,server_offset_us"
)]
pub struct InvalidTick {
    pub line: String,
}

impl FromStr for Tick {
    type Err = InvalidTick;

    /// Reads a line back, with or without its line end.
    fn from_str(line: &str) -> Result<Self, InvalidTick> {
        parse(line.trim_end_matches('\n')).ok_or_else(|| InvalidTick {
            line: line.to_owned(),
        })
    }
}

fn parse(line: &str) -> Option<Tick> {
    let mut cells = line.split(',');
    let mut next = || cells.next();
    let time: jiff::Timestamp = next()?.parse().ok()?;
    let tick = Tick {
        time: RowTime(time.as_millisecond()),
        number: next()?.parse().ok()?,
        mono: Monotonic::from_nanos(next()?.parse().ok()?),
        wall_us: next()?.parse().ok()?,
        server_offset_us: match next()? {
            "" => None,
            offset => Some(offset.parse().ok()?),
        },
    };
    next().is_none().then_some(tick)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_time_is_utc_with_milliseconds_even_before_the_epoch() {
        assert_eq!(
            RowTime::from_millis(1_767_225_600_000).to_string(),
            "2026-01-01T00:00:00.000Z"
        );
        assert_eq!(RowTime::from_millis(-1).to_string(), "1969-12-31T23:59:59.999Z");
        assert_eq!(RowClock::default().stamp(-1), RowTime::from_millis(-1));
    }

    #[test]
    fn a_repeated_millisecond_moves_on_by_one() {
        let mut clock = RowClock::default();
        assert_eq!(clock.stamp(5_000_100), RowTime::from_millis(5000));
        assert_eq!(clock.stamp(5_000_999), RowTime::from_millis(5001));
        assert_eq!(clock.stamp(5_001_000), RowTime::from_millis(5002));
        assert_eq!(clock.stamp(6_000_000), RowTime::from_millis(6000));
    }

    #[test]
    fn a_wall_clock_that_is_set_back_gives_true_times_that_were_not_given_before() {
        let mut clock = RowClock::default();
        clock.stamp(3_600_000_000);
        clock.stamp(3_601_000_000);
        assert_eq!(clock.stamp(1_000_000), RowTime::from_millis(1000));
        assert_eq!(clock.stamp(3_600_000_000), RowTime::from_millis(3_600_001));
    }

    #[test]
    fn a_clock_that_goes_on_after_a_restart_knows_the_times_before() {
        let ticks = [
            "1970-01-01T00:00:05.000Z,1,5,5000000,",
            "1970-01-01T00:00:05.001Z,2,6,5000400,-12\n",
        ];
        let times = ticks.map(|line| line.parse::<Tick>().unwrap().time);
        assert_eq!(
            RowClock::after(times).stamp(5_000_700),
            RowTime::from_millis(5002)
        );
    }

    #[test]
    fn a_tick_has_five_cells_and_an_unknown_offset_is_empty() {
        let tick = Tick {
            time: RowTime::from_millis(1_795_585_774_042),
            number: 3,
            mono: Monotonic::from_nanos(77_000_000_001),
            wall_us: 1_795_585_774_042_311,
            server_offset_us: None,
        };
        assert_eq!(
            tick.line(),
            "2026-11-25T05:49:34.042Z,3,77000000001,1795585774042311,\n"
        );
        let known = Tick {
            server_offset_us: Some(-1500),
            ..tick
        };
        assert_eq!(
            known.line(),
            "2026-11-25T05:49:34.042Z,3,77000000001,1795585774042311,-1500\n"
        );
        assert_eq!(
            tick.line().matches(',').count(),
            TICKS_HEADER.matches(',').count()
        );
    }

    #[test]
    fn a_line_with_a_missing_extra_or_cut_cell_is_refused_with_the_line() {
        for line in [
            "",
            "Time,tick,mono_ns,wall_us,server_offset_us",
            "1970-01-01T00:00:05.000Z,1,5,50",
            "x,1,1,1,",
        ] {
            assert!(line.parse::<Tick>().is_err(), "{line}");
        }
        let error = "1970-01-01T00:00:05.000Z,1,5,5000000,,9"
            .parse::<Tick>()
            .unwrap_err()
            .to_string();
        assert!(error.contains("5000000,,9"), "{error}");
    }

    proptest! {
        #[test]
        fn every_tick_is_read_back_as_it_was_written(
            millis in -377_705_023_201_000_i64..253_402_207_200_000,
            number: u64, nanos: u64, wall_us: i64, server_offset_us: Option<i64>,
        ) {
            let mono = Monotonic::from_nanos(nanos);
            let tick = Tick { time: RowTime(millis), number, mono, wall_us, server_offset_us };
            prop_assert_eq!(tick.line().parse::<Tick>().unwrap(), tick);
        }

        #[test]
        fn no_time_is_given_twice(walls in prop::collection::vec(0_i64..20_000, 0..200)) {
            let mut clock = RowClock::default();
            let times: HashSet<RowTime> = walls.iter().map(|&wall| clock.stamp(wall)).collect();
            prop_assert_eq!(times.len(), walls.len());
        }

        #[test]
        fn no_line_and_no_time_panics(line: String, millis: i64) {
            let _ = line.parse::<Tick>();
            let _ = RowTime(millis).to_string();
        }
    }
}
