//! How often one side is above the other: Cliff's delta (Cliff, "Dominance statistics: ordinal analyses to answer ordinal
//! questions", Psychological Bulletin 114, 1993).

use crate::sample::Sample;

/// Counts over all pairs of a candidate's and a baseline's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dominance {
    pub greater: u64,
    pub less: u64,
    pub pairs: u64,
}

/// The size of an effect in words, with the thresholds of Romano, Kromrey, Coraggio and Skowronek, "Appropriate statistics
/// for ordinal level data", Florida Association of Institutional Research, 2006.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Magnitude {
    Negligible,
    Small,
    Medium,
    Large,
}

impl Dominance {
    pub fn of(baseline: &Sample, candidate: &Sample) -> Self {
        let sorted = baseline.sorted();
        let (mut greater, mut less) = (0, 0);
        for value in candidate.values() {
            greater += sorted.partition_point(|other| other < value) as u64;
            less += (sorted.len() - sorted.partition_point(|other| other <= value)) as u64;
        }
        Self {
            greater,
            less,
            pairs: (baseline.n() * candidate.n()) as u64,
        }
    }

    /// From −1 (every candidate's value is below) to 1.
    pub fn cliffs_delta(self) -> f64 {
        (self.greater as f64 - self.less as f64) / self.pairs as f64
    }

    /// Pairs in which the candidate is above, ties counted half: the U of Mann and Whitney.
    pub fn u(self) -> f64 {
        let ties = self.pairs - self.greater - self.less;
        self.greater as f64 + ties as f64 / 2.0
    }

    pub fn magnitude(self) -> Magnitude {
        match self.cliffs_delta().abs() {
            delta if delta < 0.147 => Magnitude::Negligible,
            delta if delta < 0.33 => Magnitude::Small,
            delta if delta < 0.474 => Magnitude::Medium,
            _ => Magnitude::Large,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dominance(baseline: &[f64], candidate: &[f64]) -> Dominance {
        let sample = |values: &[f64]| Sample::new(values.to_vec()).unwrap();
        Dominance::of(&sample(baseline), &sample(candidate))
    }

    #[test]
    fn delta_is_one_where_every_value_is_above_and_0_where_none_differs() {
        assert_eq!(dominance(&[1.0, 2.0], &[3.0, 4.0]).cliffs_delta(), 1.0);
        assert_eq!(dominance(&[3.0, 4.0], &[1.0, 2.0]).cliffs_delta(), -1.0);
        let same = dominance(&[2.0; 3], &[2.0; 2]);
        assert_eq!((same.cliffs_delta(), same.u()), (0.0, 3.0));
    }

    #[test]
    fn effects_have_words_by_their_size_whatever_their_direction() {
        let of = |greater, less| Dominance {
            greater,
            less,
            pairs: 1_000,
        };
        assert_eq!(of(146, 0).magnitude(), Magnitude::Negligible);
        assert_eq!(of(147, 0).magnitude(), Magnitude::Small);
        assert_eq!(of(0, 330).magnitude(), Magnitude::Medium);
        assert_eq!(of(100, 574).magnitude(), Magnitude::Large);
    }
}
