//! The shift between two samples: the median of all pairwise differences, with an interval from the rank test (Hodges and
//! Lehmann, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34, 1963; the interval after
//! Hollander and Wolfe, "Nonparametric statistical methods").

use statrs::distribution::{ContinuousCDF, Normal};

use crate::describe::quantile;
use crate::mann_whitney::{EXACT, null_counts, smallest_p};
use crate::sample::Sample;

#[cfg(test)]
mod tests;

/// More pairs than this would cost more memory than a comparison is worth.
const MAXIMUM_PAIRS: usize = 4_000_000;
/// What a 95 % interval leaves out on each side.
const TAIL: f64 = 0.025;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HodgesLehmann {
    /// Median of all differences candidate minus baseline.
    pub shift: f64,
    /// The 95 % interval, or the widest there is where that many values can't reach 95 %.
    pub interval: (f64, f64),
    /// Whether the interval holds the true shift with at least 95 %.
    pub reaches_95: bool,
}

/// Nothing if there are too many pairs.
pub fn hodges_lehmann(baseline: &Sample, candidate: &Sample) -> Option<HodgesLehmann> {
    let differences = PairDifferences::of(baseline, candidate)?;
    let k = differences.k(TAIL);
    Some(HodgesLehmann {
        shift: differences.shift(),
        interval: differences.between(k.unwrap_or(1))?,
        reaches_95: k.is_some(),
    })
}

/// All differences candidate minus baseline, in ascending order.
#[derive(Debug)]
pub(crate) struct PairDifferences {
    sorted: Vec<f64>,
    m: usize,
    n: usize,
}

impl PairDifferences {
    /// Nothing if there are too many pairs.
    pub(crate) fn of(baseline: &Sample, candidate: &Sample) -> Option<Self> {
        let (m, n) = (baseline.n(), candidate.n());
        let pairs = m.checked_mul(n).filter(|pairs| *pairs <= MAXIMUM_PAIRS)?;
        let mut sorted = Vec::with_capacity(pairs);
        for b in candidate.values() {
            sorted.extend(baseline.values().iter().map(|a| b - a));
        }
        sorted.sort_by(f64::total_cmp);
        Some(Self { sorted, m, n })
    }

    pub(crate) fn shift(&self) -> f64 {
        quantile(&self.sorted, 0.5)
    }

    /// The interval that leaves out at most `tail` on each side; nothing if that takes more values.
    pub(crate) fn interval(&self, tail: f64) -> Option<(f64, f64)> {
        self.between(self.k(tail)?)
    }

    /// The smallest difference above 0 in size: what rounding lets one see at all. 0 if all values are the same.
    pub(crate) fn resolution(&self) -> f64 {
        let sizes = self.sorted.iter().map(|difference| difference.abs());
        let smallest = sizes.filter(|size| *size > 0.0).fold(f64::INFINITY, f64::min);
        if smallest.is_finite() { smallest } else { 0.0 }
    }

    /// The interval from the k-th smallest to the k-th largest difference.
    fn between(&self, k: usize) -> Option<(f64, f64)> {
        let low = self.sorted.get(k.checked_sub(1)?)?;
        let high = self.sorted.get(self.sorted.len().checked_sub(k)?)?;
        Some((*low, *high))
    }

    fn k(&self, tail: f64) -> Option<usize> {
        if self.m.max(self.n) <= EXACT {
            exact_k(self.m, self.n, tail)
        } else {
            (smallest_p(self.m, self.n) <= 2.0 * tail).then(|| normal_k(self.m, self.n, tail))
        }
    }
}

/// The smallest u with P(U ≤ u) ≥ `tail`, at least 1; nothing if even k = 1 leaves out more than `tail`.
fn exact_k(m: usize, n: usize, tail: f64) -> Option<usize> {
    let counts = null_counts(m, n);
    let total: f64 = counts.iter().sum();
    let mut shares = counts.iter().scan(0.0, |sum, count| {
        *sum += count;
        Some(*sum / total)
    });
    let first = shares.next()?;
    if first > tail {
        return None;
    }
    let between = shares.take_while(|share| *share < tail).count();
    Some(between + 1)
}

fn normal_k(m: usize, n: usize, tail: f64) -> usize {
    let (m, n) = (m as f64, n as f64);
    let z = Normal::standard().inverse_cdf(1.0 - tail);
    let k = (m * n / 2.0 - z * (m * n * (m + n + 1.0) / 12.0).sqrt()).floor();
    (k as usize).max(1)
}
