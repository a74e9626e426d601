//! The rank test of Mann and Whitney ("On a test of whether one of two random variables is stochastically larger than the
//! other", Annals of Mathematical Statistics 18, 1947).

use statrs::distribution::{ContinuousCDF, Normal};

use crate::dominance::Dominance;
use crate::sample::Sample;

#[cfg(test)]
mod tests;

/// Up to this many values a side, and without ties, the exact distribution is used (the rule of R).
pub(crate) const EXACT: usize = 50;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannWhitney {
    /// Pairs in which the candidate is above, ties counted half.
    pub u: f64,
    /// Two-sided.
    pub p: f64,
    pub method: Method,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Exact,
    /// Normal, with the variance corrected for ties and a continuity correction of a half.
    Asymptotic,
}

pub fn mann_whitney(baseline: &Sample, candidate: &Sample) -> MannWhitney {
    let dominance = Dominance::of(baseline, candidate);
    let u = dominance.u();
    let ties = tie_sizes(baseline, candidate);
    let is_small = baseline.n() <= EXACT && candidate.n() <= EXACT;
    if is_small && ties.is_empty() {
        let p = exact_p(baseline.n(), candidate.n(), u);
        return MannWhitney {
            u,
            p,
            method: Method::Exact,
        };
    }
    let p = asymptotic_p(baseline.n(), candidate.n(), u, &ties);
    MannWhitney {
        u,
        p,
        method: Method::Asymptotic,
    }
}

/// The smallest two-sided p that the exact test can give for this many values a side: 2 / (m + n choose m).
pub fn smallest_p(m: usize, n: usize) -> f64 {
    let (fewer, all) = (m.min(n), m + n);
    let orders: f64 = (0..fewer).map(|i| (all - i) as f64 / (i + 1) as f64).product();
    (2.0 / orders).min(1.0)
}

/// Sizes above 1 of groups of equal values in both sides together.
fn tie_sizes(baseline: &Sample, candidate: &Sample) -> Vec<f64> {
    let mut all: Vec<f64> = baseline
        .values()
        .iter()
        .chain(candidate.values())
        .copied()
        .collect();
    all.sort_by(f64::total_cmp);
    all.chunk_by(|a, b| a == b)
        .map(|group| group.len() as f64)
        .filter(|size| *size > 1.0)
        .collect()
}

fn exact_p(m: usize, n: usize, u: f64) -> f64 {
    let counts = null_counts(m, n);
    let total: f64 = counts.iter().sum();
    // The distribution is symmetric: the smaller tail is the one below the smaller of both U.
    let smaller = u.min((m * n) as f64 - u) as usize;
    let tail: f64 = counts.iter().take(smaller + 1).sum();
    (2.0 * tail / total).min(1.0)
}

/// In how many orders of m and n values U is 0, 1, … mn, by the recurrence of Mann and Whitney. Exact while a double holds
/// whole numbers, and beyond that correct to its precision.
pub(crate) fn null_counts(m: usize, n: usize) -> Vec<f64> {
    // Coefficients of the Gaussian binomial: products of (1 − x^(n+i)) / (1 − x^i).
    let size = m * n + 1;
    let mut counts = vec![0.0; size];
    if let Some(first) = counts.first_mut() {
        *first = 1.0;
    }
    for i in 1..=m {
        multiply(&mut counts, n + i);
        divide(&mut counts, i);
    }
    counts
}

fn multiply(counts: &mut [f64], power: usize) {
    for at in (power..counts.len()).rev() {
        let below = counts.get(at - power).copied().unwrap_or(0.0);
        if let Some(count) = counts.get_mut(at) {
            *count -= below;
        }
    }
}

fn divide(counts: &mut [f64], power: usize) {
    for at in power..counts.len() {
        let below = counts.get(at - power).copied().unwrap_or(0.0);
        if let Some(count) = counts.get_mut(at) {
            *count += below;
        }
    }
}

fn asymptotic_p(m: usize, n: usize, u: f64, ties: &[f64]) -> f64 {
    let (m, n) = (m as f64, n as f64);
    let all = m + n;
    let tie_term: f64 = ties.iter().map(|size| size * size * size - size).sum();
    let variance = m * n / 12.0 * ((all + 1.0) - tie_term / (all * (all - 1.0)));
    if variance <= 0.0 {
        return 1.0;
    }
    let beyond = (u - m * n / 2.0).abs() - 0.5;
    let z = beyond / variance.sqrt();
    (2.0 * Normal::standard().sf(z)).min(1.0)
}
