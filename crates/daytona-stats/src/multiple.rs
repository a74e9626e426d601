//! Many tests judged together: the false discovery rate (Benjamini and Hochberg, "Controlling the false discovery rate: a
//! practical and powerful approach to multiple testing", Journal of the Royal Statistical Society B 57, 1995).

/// Adjusted p-values in the order given: the smallest rate at which each would be rejected.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let n = p.len() as f64;
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p.get(*a).unwrap_or(&1.0).total_cmp(p.get(*b).unwrap_or(&1.0)));
    let mut adjusted = vec![1.0; p.len()];
    let mut smallest: f64 = 1.0;
    for (rank, index) in order.iter().enumerate().rev() {
        let value = p.get(*index).copied().unwrap_or(1.0) * n / (rank as f64 + 1.0);
        smallest = smallest.min(value);
        if let Some(slot) = adjusted.get_mut(*index) {
            *slot = smallest;
        }
    }
    adjusted
}
