//! The rank test for small samples with ties, where the normal approximation of [`mann_whitney`] gives up to twice the
//! false alarms that it promises: the exact distribution of the sum of midranks over all ways to deal these values to the
//! two sides (the shift algorithm of Streitberg and Röhmel, "Exact distributions for permutation and rank tests",
//! Statistical Software Newsletter 12, 1986).
//!
//! [`mann_whitney`]: crate::mann_whitney::mann_whitney

use crate::sample::Sample;

#[cfg(test)]
mod tests;

/// Up to this many values a side; beyond it the approximation is good, and this one slow.
pub const LIMIT: usize = 20;

/// Two-sided: twice the smaller tail. Without ties this is the exact p of Mann and Whitney; nothing beyond [`LIMIT`].
pub fn permutation_p(baseline: &Sample, candidate: &Sample) -> Option<f64> {
    if baseline.n().max(candidate.n()) > LIMIT {
        return None;
    }
    let mut all: Vec<(f64, bool)> = Vec::with_capacity(baseline.n() + candidate.n());
    all.extend(baseline.values().iter().map(|value| (*value, false)));
    all.extend(candidate.values().iter().map(|value| (*value, true)));
    all.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let ranks = doubled_midranks(&all);
    let observed: usize = all
        .iter()
        .zip(&ranks)
        .filter(|((_, is_candidate), _)| *is_candidate)
        .map(|(_, rank)| rank)
        .sum();
    let ways = ways_by_sum(&ranks, candidate.n());
    let total: f64 = ways.iter().sum();
    let below: f64 = ways.iter().take(observed + 1).sum();
    let above: f64 = ways.iter().skip(observed).sum();
    Some((2.0 * below.min(above) / total).min(1.0))
}

/// Twice the mean rank of each group of equal values, which is a whole number.
fn doubled_midranks(sorted: &[(f64, bool)]) -> Vec<usize> {
    let mut ranks = Vec::with_capacity(sorted.len());
    for group in sorted.chunk_by(|(one, _), (other, _)| one == other) {
        let before = ranks.len();
        ranks.extend(std::iter::repeat_n(2 * before + group.len() + 1, group.len()));
    }
    ranks
}

/// In how many ways `chosen` of the ranks have each sum. At most 40 choose 20, so a double counts them exactly.
fn ways_by_sum(ranks: &[usize], chosen: usize) -> Vec<f64> {
    let size = ranks.iter().sum::<usize>() + 1;
    let mut ways = vec![vec![0.0; size]; chosen + 1];
    if let Some(none_chosen) = ways.first_mut().and_then(|row| row.first_mut()) {
        *none_chosen = 1.0;
    }
    for rank in ranks {
        // From many to few, so that no rank is chosen twice.
        for count in (0..chosen).rev() {
            let (fewer, more) = ways.split_at_mut(count + 1);
            if let (Some(from), Some(to)) = (fewer.last(), more.first_mut()) {
                for (to, from) in to.iter_mut().skip(*rank).zip(from) {
                    *to += from;
                }
            }
        }
    }
    ways.pop().unwrap_or_default()
}
