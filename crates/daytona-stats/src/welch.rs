//! Welch's t-test: two means with unequal variances (Welch, "The generalization of Student's problem when several
//! different population variances are involved", Biometrika 34, 1947).

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::describe::moments;
use crate::sample::Sample;

/// Candidate minus baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Welch {
    pub statistic: f64,
    /// By the equation of Welch and Satterthwaite.
    pub dof: f64,
    /// Two-sided.
    pub p: f64,
    /// 95 % interval of the difference of the means.
    pub interval: (f64, f64),
}

/// Nothing if a side has one value or both sides are constant.
pub fn welch(baseline: &Sample, candidate: &Sample) -> Option<Welch> {
    let (a, b) = (moments(baseline.values()), moments(candidate.values()));
    // Both variances on the scale of the larger, so that it neither overflows nor vanishes; a constant side has no scale.
    let scale = [a, b]
        .iter()
        .filter(|side| side.variance.is_some_and(|variance| variance > 0.0))
        .map(|side| side.scale)
        .fold(0.0, f64::max);
    if scale == 0.0 {
        return None;
    }
    let share = |variance: f64, own: f64, n: usize| variance * (own / scale) * (own / scale) / n as f64;
    let (share_a, share_b) = (
        share(a.variance?, a.scale, baseline.n()),
        share(b.variance?, b.scale, candidate.n()),
    );
    let squared = share_a + share_b;
    let error = squared.sqrt();
    let difference = mean_difference(baseline, candidate);
    let statistic = difference / scale / error;
    let part = |share: f64, n: usize| share * share / (n as f64 - 1.0);
    let dof = squared * squared / (part(share_a, baseline.n()) + part(share_b, candidate.n()));
    let t = StudentsT::new(0.0, 1.0, dof).ok()?;
    let p = (2.0 * t.sf(statistic.abs())).min(1.0);
    let half = t.inverse_cdf(0.975) * error * scale;
    Some(Welch {
        statistic,
        dof,
        p,
        interval: (difference - half, difference + half),
    })
}

/// The difference of the means, about a common origin so that a large offset costs no digits.
fn mean_difference(baseline: &Sample, candidate: &Sample) -> f64 {
    let origin = baseline.values().first().copied().unwrap_or(0.0);
    let shifted = |sample: &Sample| {
        moments(
            &sample
                .values()
                .iter()
                .map(|value| value - origin)
                .collect::<Vec<_>>(),
        )
        .mean
    };
    shifted(candidate) - shifted(baseline)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(values: &[f64]) -> Sample {
        Sample::new(values.to_vec()).unwrap()
    }

    #[test]
    fn constants_and_single_values_have_no_test() {
        assert_eq!(welch(&sample(&[1.0; 3]), &sample(&[2.0; 3])), None);
        assert_eq!(welch(&sample(&[1.0]), &sample(&[2.0, 3.0])), None);
    }

    #[test]
    fn a_constant_side_leaves_the_degrees_of_freedom_to_the_other() {
        let test = welch(&sample(&[5.0; 4]), &sample(&[6.0, 7.0, 8.0])).unwrap();
        assert!((test.dof - 2.0).abs() < 1e-12, "{test:?}");
        assert!((test.statistic - 2.0 * 3f64.sqrt()).abs() < 1e-12, "{test:?}");
    }

    #[test]
    fn a_spread_far_smaller_than_1_beside_a_constant_does_not_vanish() {
        let test = welch(&sample(&[0.0; 3]), &sample(&[1e-200, 2e-200, 3e-200])).unwrap();
        assert!((test.statistic - 2.0 * 3f64.sqrt()).abs() < 1e-12, "{test:?}");
        assert!(test.interval.0 < 2e-200 && 2e-200 < test.interval.1);
    }
}
