//! The monotonic clock of this boot as a number, so that one process can measure from what another one noted.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Nanoseconds since some moment of this boot.
pub(super) fn now_ns() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanoseconds = u64::try_from(time.tv_nsec).unwrap_or(0);
    seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds)
}

/// The time since an earlier [`now_ns`].
pub(super) fn since(earlier_ns: u64) -> Duration {
    Duration::from_nanos(now_ns().saturating_sub(earlier_ns))
}
