//! A set of measured times and what is quoted of it.

use std::time::Duration;

#[derive(Debug, Clone)]
pub(super) struct Latencies {
    sorted: Vec<Duration>,
}

impl Latencies {
    pub(super) fn new(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self { sorted: times }
    }

    /// The smallest measured time that at least `percent` of all don't exceed; zero if there are none.
    pub(super) fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.sorted.len() * percent).div_ceil(100);
        let place = rank.saturating_sub(1);
        self.sorted.get(place).copied().unwrap_or_default()
    }

    pub(super) fn median(&self) -> Duration {
        self.percentile(50)
    }

    /// Such as `p50 8.12 ms, p99 31.40 ms (n = 100)`.
    pub(super) fn summary(&self) -> String {
        format!(
            "p50 {}, p99 {} (n = {})",
            milliseconds(self.median()),
            milliseconds(self.percentile(99)),
            self.sorted.len()
        )
    }
}

pub(super) fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(milliseconds: impl IntoIterator<Item = u64>) -> Latencies {
        Latencies::new(milliseconds.into_iter().map(Duration::from_millis).collect())
    }

    #[test]
    fn a_percentile_is_one_of_the_measured_times() {
        assert_eq!(
            of((1..=100).rev()).summary(),
            "p50 50.00 ms, p99 99.00 ms (n = 100)"
        );
        assert_eq!(of([7]).percentile(99), Duration::from_millis(7));
        assert_eq!(of([1, 9]).median(), Duration::from_millis(1));
        assert_eq!(of([1, 9]).percentile(99), Duration::from_millis(9));
    }

    #[test]
    fn nothing_measured_is_zero() {
        assert_eq!(of([]).median(), Duration::ZERO);
    }
}
