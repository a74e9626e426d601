//! Points on the monotonic clock, and work that is due only now and then. Does not read the clock.

use std::time::Duration;

/// Nanoseconds of `CLOCK_MONOTONIC`: only differences have a meaning, and only on one host since one boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Monotonic(u64);

impl Monotonic {
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    pub const fn as_nanos(self) -> u64 {
        self.0
    }

    /// How long after `earlier` this is; zero if it is before.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

/// The value of a file that is too slow, or changes too seldom, to be read at every tick.
#[derive(Debug)]
pub(crate) struct Remembered<T> {
    value: T,
    read_at: Monotonic,
}

impl<T> Remembered<T> {
    const KEPT_FOR: Duration = Duration::from_secs(10);

    pub(crate) fn new(value: T, now: Monotonic) -> Self {
        Self { value, read_at: now }
    }

    /// The remembered value, or a newly read one if it is ten seconds old.
    pub(crate) fn get(&mut self, now: Monotonic, read: impl FnOnce() -> T) -> &T {
        if now.since(self.read_at) >= Self::KEPT_FOR {
            *self = Self::new(read(), now);
        }
        &self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Monotonic {
        Monotonic::from_nanos(seconds * 1_000_000_000)
    }

    #[test]
    fn a_clock_that_seems_to_go_back_has_not_moved() {
        assert_eq!(at(3).since(at(1)), Duration::from_secs(2));
        assert_eq!(at(1).since(at(3)), Duration::ZERO);
    }

    #[test]
    fn a_remembered_value_is_read_again_after_ten_seconds() {
        let mut speed = Remembered::new(100, at(5));
        assert_eq!(*speed.get(at(14), || 1000), 100);
        assert_eq!(*speed.get(at(15), || 1000), 1000);
        assert_eq!(*speed.get(at(24), || 10), 1000);
    }
}
