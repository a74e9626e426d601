//! Reducing a series to what a chart can show: first, smallest, largest and last value of each bucket. A line through them
//! covers the same pixels as the line through all values (M4; Jugel, Jerzak, Hackenbroich and Markl, "M4: a
//! visualization-oriented time series data aggregation", VLDB 2014).

/// Buckets of equal width, aligned to multiples of it, so that panning finds the same ones again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Buckets {
    /// Width in seconds.
    pub step: f64,
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
    /// Buckets over `from..=to`, at most about `points` of them.
    pub fn over(from: f64, to: f64, points: u32) -> Self {
        let step = step(((to - from) / f64::from(points.max(1))).max(1e-3));
        let first = (from / step).floor();
        let last = (to / step).floor();
        let count = (last - first).max(0.0) as usize + 1;
        Self {
            step,
            first: first as i64,
            count,
        }
    }

    /// Where the first bucket begins.
    pub fn from(&self) -> f64 {
        self.first as f64 * self.step
    }

    /// Where the last bucket ends.
    pub fn to(&self) -> f64 {
        (self.first as f64 + self.count as f64) * self.step
    }

    /// The bucket of a second within the range.
    pub fn of(&self, second: f64) -> Option<usize> {
        let number = (second / self.step).floor() as i64 - self.first;
        usize::try_from(number).ok().filter(|number| *number < self.count)
    }
}

/// The next width of 1, 2 or 5 times a power of ten.
fn step(at_least: f64) -> f64 {
    let power = 10_f64.powf(at_least.log10().floor());
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= at_least)
        .unwrap_or(10.0 * power)
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
        assert_eq!(buckets.step, 2.0);
        assert_eq!(buckets.from(), -2.0);
        assert_eq!(buckets.of(-0.3), Some(0));
        assert_eq!(buckets.of(0.0), Some(1));
        // Panned by some seconds, the buckets are the same.
        assert_eq!(Buckets::over(6.0, 125.3, 100).step, 2.0);
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
            prop_assert!(buckets.count <= points as usize + 2);
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
