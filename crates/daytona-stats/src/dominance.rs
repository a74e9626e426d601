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

/// The size of an effect in words, with the thresholds of Romano, Kromrey, Coraggio and Skowronek (2006).
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
