//! Reducing a series to what a chart can show: first, smallest, largest and last value of each bucket. A line through them
//! covers the same pixels as the line through all values (M4; Jugel, Jerzak, Hackenbroich and Markl, "M4: a
//! visualization-oriented time series data aggregation", VLDB 2014).

/// More buckets than any screen has pixels in a row.
pub const MAXIMUM_POINTS: u32 = 4_096;
/// The narrowest bucket, one millisecond: rows have no finer times.
const NARROWEST_US: u64 = 1_000;
/// Seconds beyond this are taken for it: thirty years before and after the exec.
const FARTHEST_US: f64 = 1e15;

/// Buckets of equal width, aligned to multiples of it, so that panning finds the same ones again. Counted in whole
/// microseconds, so that a row on a boundary is always in the same bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buckets {
    step_us: i64,
    /// Number of the first bucket: it begins at `first × step`.
    first: i64,
    count: usize,
}

/// One column's buckets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct M4 {
    pub first: Vec<Option<f64>>,
    pub min: Vec<Option<f64>>,
    pub max: Vec<Option<f64>>,
    pub last: Vec<Option<f64>>,
    pub mean: Vec<Option<f64>>,
    pub n: Vec<u64>,
    sum: Vec<f64>,
}

impl Buckets {
    /// Buckets over `from..=to`, at most `points` and one at each end: their width is the next of 1, 2 or 5 times a power
    /// of ten.
    pub fn over(from: f64, to: f64, points: u32) -> Self {
        let from_us = micros(from);
        let to_us = micros(to).max(from_us);
        let points = u64::from(points.clamp(1, MAXIMUM_POINTS));
        let step_us = next_of_ladder(to_us.abs_diff(from_us).div_ceil(points));
        let first = from_us.div_euclid(step_us);
        let count = (to_us.div_euclid(step_us) - first + 1) as usize;
        Self {
            step_us,
            first,
            count,
        }
    }

    /// Width in seconds.
    pub fn step(&self) -> f64 {
        self.step_us as f64 / 1e6
    }

    /// Where the first bucket begins.
    pub fn from(&self) -> f64 {
        (self.first * self.step_us) as f64 / 1e6
    }

    /// Where the last bucket ends.
    pub fn to(&self) -> f64 {
        ((self.first + self.count as i64) * self.step_us) as f64 / 1e6
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// The bucket of a second; nothing outside of all buckets.
    pub fn of(&self, second: f64) -> Option<usize> {
        self.of_micros(micros(second))
    }

    pub fn of_micros(&self, micros: i64) -> Option<usize> {
        let number = micros.div_euclid(self.step_us) - self.first;
        usize::try_from(number).ok().filter(|number| *number < self.count)
    }

    /// The microsecond at which a bucket ends and the next one begins.
    pub fn end_micros(&self, bucket: usize) -> i64 {
        (self.first + bucket as i64 + 1) * self.step_us
    }
}

/// Whole microseconds, the finest that rows and buckets are told apart by.
pub fn micros(second: f64) -> i64 {
    (second * 1e6).round().clamp(-FARTHEST_US, FARTHEST_US) as i64
}

fn next_of_ladder(at_least_us: u64) -> i64 {
    let mut power = NARROWEST_US;
    loop {
        for step in [power, 2 * power, 5 * power] {
            if step >= at_least_us {
                return step as i64;
            }
        }
        power *= 10;
    }
}

impl M4 {
    pub fn new(buckets: &Buckets) -> Self {
        let none = vec![None; buckets.count];
        Self {
            first: none.clone(),
            min: none.clone(),
            max: none.clone(),
            last: none.clone(),
            mean: none,
            n: vec![0; buckets.count],
            sum: vec![0.0; buckets.count],
        }
    }

    /// Adds values to a bucket, in the order of time; NaN is unknown and counts for nothing.
    pub fn add(&mut self, bucket: usize, values: &[f64]) {
        let mut known = values.iter().copied().filter(|value| !value.is_nan());
        let Some(begin) = known.next() else { return };
        let before = self.n.get(bucket).copied().unwrap_or_default();
        let (mut least, mut most, mut latest, mut n) = (begin, begin, begin, 1);
        // Added up one after the other, so that it doesn't matter in how many pieces the values come.
        let mut sum = self.sum.get(bucket).copied().unwrap_or_default() + begin;
        for value in known {
            least = if value < least { value } else { least };
            most = if value > most { value } else { most };
            latest = value;
            sum += value;
            n += 1;
        }
        let n = before + n;
        set(&mut self.n, bucket, n);
        set(&mut self.sum, bucket, sum);
        if before == 0 {
            set(&mut self.first, bucket, Some(begin));
        }
        let lower = |min: &Option<f64>| min.map_or(least, |min| min.min(least));
        let higher = |max: &Option<f64>| max.map_or(most, |max| max.max(most));
        let (min, max) = (self.min.get(bucket).map(lower), self.max.get(bucket).map(higher));
        set(&mut self.min, bucket, min);
        set(&mut self.max, bucket, max);
        set(&mut self.last, bucket, Some(latest));
        // Numbers near the largest of all have a sum that is none.
        set(
            &mut self.mean,
            bucket,
            Some(sum / n as f64).filter(|mean| mean.is_finite()),
        );
    }
}

fn set<T>(of_buckets: &mut [T], bucket: usize, value: T) {
    if let Some(of_bucket) = of_buckets.get_mut(bucket) {
        *of_bucket = value;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn buckets_are_aligned_to_multiples_of_a_round_step() {
        let buckets = Buckets::over(-0.3, 119.0, 100);
        assert_eq!((buckets.step(), buckets.from(), buckets.to()), (2.0, -2.0, 120.0));
        assert_eq!(buckets.of(-0.3), Some(0));
        assert_eq!(buckets.of(0.0), Some(1));
        assert_eq!((buckets.of(120.0), buckets.of(-2.1)), (None, None));
        // Panned by some seconds, the buckets are the same.
        let panned = Buckets::over(6.7, 126.0, 100);
        assert_eq!((panned.step(), panned.from()), (2.0, 6.0));
    }

    #[test]
    fn steps_are_one_two_or_five_times_a_power_of_ten() {
        for (length, step) in [
            (0.0, 0.001),
            (0.4, 0.005),
            (60.0, 1.0),
            (101.0, 2.0),
            (86_400.0, 1_000.0),
        ] {
            assert_eq!(Buckets::over(0.0, length, 100).step(), step, "{length}");
        }
    }

    #[test]
    fn a_boundary_belongs_to_the_bucket_that_begins_there_despite_binary_fractions() {
        let buckets = Buckets::over(0.0, 1.0, 10);
        assert_eq!(buckets.step(), 0.1);
        for tenth in 0..=10 {
            assert_eq!(
                buckets.of(f64::from(tenth) * 0.1),
                Some(tenth as usize),
                "{tenth}"
            );
        }
    }

    #[test]
    fn a_senseless_range_has_few_buckets_and_does_not_panic() {
        for (from, to) in [
            (5.0, -5.0),
            (-1e300, 1e300),
            (f64::NAN, 1.0),
            (0.0, f64::INFINITY),
        ] {
            let count = Buckets::over(from, to, u32::MAX).count();
            assert!(
                (1..=MAXIMUM_POINTS as usize + 2).contains(&count),
                "{from} {to}: {count}"
            );
        }
    }

    #[test]
    fn an_empty_bucket_is_unknown_and_not_zero() {
        let buckets = Buckets::over(0.0, 4.0, 5);
        let mut m4 = M4::new(&buckets);
        m4.add(buckets.of(3.5).unwrap(), &[f64::NAN, 7.0]);
        assert_eq!(m4.first.iter().flatten().count(), 1);
        assert_eq!(m4.n.iter().sum::<u64>(), 1);
    }

    proptest! {
        #[test]
        fn every_second_lies_within_its_bucket(from in -1e6..1e6f64, length in 0.0..1e6f64, points in 1u32..5000, at in 0.0..1.0f64) {
            let buckets = Buckets::over(from, from + length, points);
            let second = from + length * at;
            let bucket = buckets.of(second).unwrap() as f64;
            let begin = buckets.from() + bucket * buckets.step();
            prop_assert!(begin - 1e-6 <= second && second <= begin + buckets.step() + 1e-6);
            prop_assert!(buckets.from() <= from + 1e-6 && from + length <= buckets.to() + 1e-6);
        }

        #[test]
        fn every_bucket_keeps_its_true_first_min_max_and_last(
            values in proptest::collection::vec(-1e9..1e9f64, 1..300), points in 1u32..40
        ) {
            let to = values.len() as f64 - 1.0;
            let buckets = Buckets::over(0.0, to, points);
            let mut m4 = M4::new(&buckets);
            let mut members = vec![Vec::new(); buckets.count];
            for (second, value) in values.iter().enumerate() {
                let bucket = buckets.of(second as f64).unwrap();
                m4.add(bucket, &[*value]);
                members[bucket].push(*value);
            }
            prop_assert!(buckets.count() <= points as usize + 2);
            prop_assert_eq!(members.len(), buckets.count());
            for (bucket, members) in members.iter().enumerate() {
                prop_assert_eq!(m4.first[bucket], members.first().copied());
                prop_assert_eq!(m4.last[bucket], members.last().copied());
                prop_assert_eq!(m4.min[bucket], members.iter().copied().reduce(f64::min));
                prop_assert_eq!(m4.max[bucket], members.iter().copied().reduce(f64::max));
                prop_assert_eq!(m4.n[bucket], members.len() as u64);
            }
        }
    }
}
