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
        let number = micros(second).div_euclid(self.step_us) - self.first;
        usize::try_from(number).ok().filter(|number| *number < self.count)
    }
}

fn micros(second: f64) -> i64 {
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
        }
    }

    /// Adds a value. Values come in the order of time.
    pub fn add(&mut self, bucket: usize, value: f64) {
        let Self {
            first,
            min,
            max,
            last,
            mean,
            n,
        } = self;
        let (Some(first), Some(min), Some(max), Some(last), Some(mean), Some(n)) = (
            first.get_mut(bucket),
            min.get_mut(bucket),
            max.get_mut(bucket),
            last.get_mut(bucket),
            mean.get_mut(bucket),
            n.get_mut(bucket),
        ) else {
            return;
        };
        *n += 1;
        first.get_or_insert(value);
        *last = Some(value);
        *min = Some(min.map_or(value, |min| min.min(value)));
        *max = Some(max.map_or(value, |max| max.max(value)));
        // The running mean needs no sum that could overflow.
        *mean = Some(mean.map_or(value, |mean| mean + (value - mean) / *n as f64));
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
        m4.add(buckets.of(3.5).unwrap(), 7.0);
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
                m4.add(bucket, *value);
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
