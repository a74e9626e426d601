//! The shape that every monitor has. Does not decide when to sample or where rows are written.

use std::fmt::Debug;

use crate::monotonic::Monotonic;
use crate::row::Row;
use crate::source::ReadError;

/// A monitor: reads its files at each tick and remembers the sample before.
pub trait Collector: Debug + Send {
    /// A short name for logs, such as `network`.
    fn name(&self) -> &'static str;

    /// Reads once and adds to `round` what the interval since the previous call shows. The first call is the
    /// baseline and adds no row; so is the first sight of a device. `now` is called right after each file has
    /// been read, so that a slow file doesn't falsify the rates of another.
    fn sample(&mut self, now: &dyn Fn() -> Monotonic, round: &mut Round);
}

/// What one tick brought: rows from what could be read, and the reasons for what couldn't. A source that
/// fails never takes the rows of another with it; its next row covers the whole time since its last one.
#[derive(Debug, Default)]
pub struct Round {
    pub rows: Vec<Row>,
    pub failures: Vec<ReadError>,
}
