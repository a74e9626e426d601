//! Centre and spread of a sample.

use crate::sample::Sample;

#[cfg(test)]
mod tests;

/// What a sample looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Description {
    pub n: usize,
    pub mean: f64,
    /// Over n − 1; unknown for one value.
    pub sd: Option<f64>,
    pub median: f64,
    /// Median of the absolute deviations from the median, not scaled.
    pub mad: f64,
    pub p50: f64,
    pub p90: f64,
    pub p95: f64,
    pub p99: f64,
}

pub fn describe(sample: &Sample) -> Description {
    let sorted = sample.sorted();
    let median = quantile(&sorted, 0.5);
    let mut deviations: Vec<f64> = sorted.iter().map(|value| (value - median).abs()).collect();
    deviations.sort_by(f64::total_cmp);
    let moments = moments(sample.values());
    Description {
        n: sample.n(),
        mean: moments.mean,
        sd: moments.variance.map(f64::sqrt).map(|sd| sd * moments.scale),
        median,
        mad: quantile(&deviations, 0.5),
        p50: median,
        p90: quantile(&sorted, 0.9),
        p95: quantile(&sorted, 0.95),
        p99: quantile(&sorted, 0.99),
    }
}

/// The quantile `p` of sorted values: position (n − 1) p, linear in between (type 7 of Hyndman and Fan, "Sample quantiles
/// in statistical packages", The American Statistician 50, 1996). A sample is never empty, so neither is what comes here.
pub(crate) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let position = last as f64 * p.clamp(0.0, 1.0);
    let below = position.floor();
    let share = position - below;
    let at = |index: usize| sorted.get(index.min(last)).copied().unwrap_or(f64::NAN);
    let (low, high) = (at(below as usize), at(below as usize + 1));
    low + (high - low) * share
}

/// Mean, and variance of the values divided by `scale`, a power of two that keeps squares from overflowing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moments {
    pub(crate) mean: f64,
    /// Over n − 1, of the scaled values; unknown for one value.
    pub(crate) variance: Option<f64>,
    pub(crate) scale: f64,
}

/// The corrected two-pass algorithm (Chan, Golub and LeVeque, "Algorithms for computing the sample variance", The American
/// Statistician 37, 1983), about the first value so that a large common offset costs no digits.
pub(crate) fn moments(values: &[f64]) -> Moments {
    let n = values.len() as f64;
    let origin = values.first().copied().unwrap_or(0.0);
    let largest = values
        .iter()
        .map(|value| (value - origin).abs())
        .fold(0.0, f64::max);
    let scale = power_of_two(largest);
    let scaled: Vec<f64> = values
        .iter()
        .map(|value| value / scale - origin / scale)
        .collect();
    let mean = scaled.iter().sum::<f64>() / n;
    let (squares, residual) = scaled.iter().fold((0.0, 0.0), |(squares, residual), value| {
        let deviation = value - mean;
        (squares + deviation * deviation, residual + deviation)
    });
    let variance = (values.len() > 1).then(|| ((squares - residual * residual / n) / (n - 1.0)).max(0.0));
    Moments {
        mean: (mean + residual / n) * scale + origin,
        variance,
        scale,
    }
}

/// A power of two near a magnitude; dividing by it loses no digit.
fn power_of_two(magnitude: f64) -> f64 {
    if magnitude > 0.0 {
        magnitude.log2().floor().clamp(-1021.0, 1022.0).exp2()
    } else {
        1.0
    }
}
