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
        // The factor is at least 1, and so rounding can't bring a p below itself.
        let value = p.get(*index).copied().unwrap_or(1.0) * (n / (rank as f64 + 1.0));
        smallest = smallest.min(value);
        if let Some(slot) = adjusted.get_mut(*index) {
            *slot = smallest;
        }
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_and_one_stay_as_they_are() {
        assert_eq!(benjamini_hochberg(&[]), Vec::<f64>::new());
        assert_eq!(benjamini_hochberg(&[0.03]), [0.03]);
    }

    proptest! {
        #[test]
        fn adjusting_never_lowers_a_p_nor_changes_the_order(p in proptest::collection::vec(0.0..=1.0, 1..60)) {
            let adjusted = benjamini_hochberg(&p);
            let pairs: Vec<(f64, f64)> = p.into_iter().zip(adjusted).collect();
            for (one, adjusted_one) in &pairs {
                prop_assert!(adjusted_one >= one && *adjusted_one <= 1.0);
                for (other, adjusted_other) in &pairs {
                    prop_assert!(one > other || adjusted_one <= adjusted_other);
                }
            }
        }
    }
}
