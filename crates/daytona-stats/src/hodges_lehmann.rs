//! The shift between two samples: the median of all pairwise differences, with an interval from the rank test (Hodges and
//! Lehmann, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34, 1963; the interval after
//! Hollander and Wolfe, "Nonparametric statistical methods").

use crate::describe::quantile;
use crate::mann_whitney::{EXACT, null_counts};
use crate::sample::Sample;

/// The normal quantile of 97.5 %.
const Z: f64 = 1.959_963_984_540_054;
/// More pairs than this would cost more memory than a comparison is worth.
const MAXIMUM_PAIRS: usize = 4_000_000;

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
    let (m, n) = (baseline.n(), candidate.n());
    let pairs = m.checked_mul(n).filter(|pairs| *pairs <= MAXIMUM_PAIRS)?;
    let mut differences = Vec::with_capacity(pairs);
    for b in candidate.values() {
        differences.extend(baseline.values().iter().map(|a| b - a));
    }
    differences.sort_by(f64::total_cmp);
    let (k, reaches_95) = if m <= EXACT && n <= EXACT {
        exact_k(m, n)
    } else {
        (normal_k(m, n), true)
    };
    let low = differences.get(k - 1).copied()?;
    let high = differences.get(pairs - k).copied()?;
    Some(HodgesLehmann {
        shift: quantile(&differences, 0.5),
        interval: (low, high),
        reaches_95,
    })
}

/// The smallest u with P(U ≤ u) ≥ 2.5 %, at least 1, and whether it reaches 95 %.
fn exact_k(m: usize, n: usize) -> (usize, bool) {
    let counts = null_counts(m, n);
    let total: f64 = counts.iter().sum();
    let mut cumulated = 0.0;
    for (u, count) in counts.iter().enumerate() {
        cumulated += count;
        if cumulated / total >= 0.025 {
            let k = u.max(1);
            // Below k lie P(U ≤ k − 1) on each side.
            let outside: f64 = counts.iter().take(k).sum::<f64>() / total;
            return (k, outside <= 0.025);
        }
    }
    (1, false)
}

fn normal_k(m: usize, n: usize) -> usize {
    let (m, n) = (m as f64, n as f64);
    let k = (m * n / 2.0 - Z * (m * n * (m + n + 1.0) / 12.0).sqrt()).floor();
    (k as usize).max(1)
}
