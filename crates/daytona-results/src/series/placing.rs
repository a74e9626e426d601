//! Where the rows of a file stand on the time axis: the agent's own files by the ticks, others by their own times.

use daytona_domain::clock::Timestamp;

use crate::elapsed::Axis;
use crate::format::row_time::RowTime;
use crate::gap::GapFinder;
use crate::series::source::Source;

#[derive(Clone, Copy, Debug)]
pub enum Placing<'a> {
    /// Every `Time` is that of a tick.
    Tick(&'a Axis),
    /// Times are of the host's clock, whose way the ticks know.
    Clock(&'a Axis),
    /// Nothing is known but the times themselves: seconds since `zero`.
    Time { zero: Timestamp },
}

impl<'a> Placing<'a> {
    /// The second of a row; nothing if its tick isn't there (yet).
    pub fn second(&self, time: RowTime) -> Option<f64> {
        match self {
            Self::Tick(axis) => axis.second_of_tick(time),
            Self::Clock(axis) => axis.second_of_clock(time),
            Self::Time { zero } => {
                Some((i128::from(time.as_millis()) * 1000 - i128::from(zero.as_micros())) as f64 / 1e6)
            }
        }
    }

    /// Looks for the gaps of a file. Of the agent's own files a row is missing where there is none.
    pub fn gaps(&self, source: &'a Source) -> GapFinder<'a> {
        let name = source.name.as_str();
        match self {
            Self::Tick(axis) => GapFinder::new(name, Some(axis)),
            Self::Time { .. } if source.is_of_agent() => GapFinder::new(name, None),
            Self::Clock(_) | Self::Time { .. } => GapFinder::irregular(name),
        }
    }

    /// The first and the last second of all that can be shown. `rows` are those of the file's rows.
    pub fn extent(&self, rows: Option<(f64, f64)>, axis: &Axis) -> Option<(f64, f64)> {
        match self {
            Self::Tick(axis) => axis.extent(),
            Self::Clock(_) | Self::Time { .. } => either(rows, axis.extent()),
        }
    }
}

/// A stretch that holds both.
pub fn either(a: Option<(f64, f64)>, b: Option<(f64, f64)>) -> Option<(f64, f64)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    }
}
