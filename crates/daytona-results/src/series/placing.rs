//! Where the rows of a file stand on the time axis: the agent's own files by the ticks, others by their own times.

use daytona_domain::clock::Timestamp;

use crate::elapsed::Axis;
use crate::format::row_time::RowTime;

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

    /// The ticks at which the file should have rows, if that is known.
    pub fn ticks(&self) -> Option<&'a Axis> {
        match self {
            Self::Tick(axis) => Some(axis),
            Self::Clock(_) | Self::Time { .. } => None,
        }
    }
}
