//! The arithmetic of kernel counters: what one grew by between two readings, and that as a rate.
//! `None` is "not known" everywhere: an unknown number becomes an empty cell, never a zero.

use std::time::Duration;

const TWO_TO_31: u64 = 1 << 31;
const TWO_TO_32: u64 = 1 << 32;

/// What a counter of 64 bits grew by; unknown if it fell, because then it was started again.
pub(crate) fn growth(earlier: u64, later: u64) -> Option<u64> {
    later.checked_sub(earlier)
}

/// What a counter grew by that the kernel keeps in 32 bits. A fall from the upper half of the range into the
/// lower one is a wrap; any other fall is a counter that was started again, and unknown.
pub(crate) fn growth_of_32_bits(earlier: u64, later: u64) -> Option<u64> {
    let wrapped = (TWO_TO_31 + 1..TWO_TO_32).contains(&earlier) && later < TWO_TO_31;
    if wrapped {
        Some(later + TWO_TO_32 - earlier)
    } else {
        later.checked_sub(earlier)
    }
}

/// `growth` per second of `elapsed`; unknown if no time has passed.
pub(crate) fn per_second(growth: Option<u64>, elapsed: Duration) -> Option<f64> {
    if elapsed.is_zero() {
        return None;
    }
    growth.map(|growth| growth as f64 / elapsed.as_secs_f64())
}

/// `part` of `whole` in percent; unknown if there is no whole.
pub(crate) fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_counter_that_fell_is_unknown() {
        assert_eq!(growth(100, 160), Some(60));
        assert_eq!(growth(100, 99), None);
        assert_eq!(growth(u64::MAX, 5), None);
    }

    #[test]
    fn a_32_bit_counter_wraps_from_the_upper_half_into_the_lower() {
        assert_eq!(growth_of_32_bits(4_294_967_290, 4), Some(10));
        assert_eq!(growth_of_32_bits(4_294_967_290, 4_294_967_295), Some(5));
    }

    #[test]
    fn a_32_bit_counter_that_falls_within_one_half_was_started_again() {
        assert_eq!(growth_of_32_bits(1000, 4), None);
        assert_eq!(growth_of_32_bits(4_294_967_290, 4_000_000_000), None);
        assert_eq!(growth_of_32_bits(TWO_TO_31, 4), None);
    }

    #[test]
    fn a_value_too_large_for_32_bits_never_wraps() {
        assert_eq!(growth_of_32_bits(TWO_TO_32, 4), None);
    }

    #[test]
    fn a_rate_over_no_time_is_unknown() {
        assert_eq!(per_second(Some(30), Duration::from_millis(1500)), Some(20.0));
        assert_eq!(per_second(Some(30), Duration::ZERO), None);
        assert_eq!(per_second(None, Duration::from_secs(1)), None);
    }

    #[test]
    fn a_part_of_nothing_is_unknown() {
        assert_eq!(percent(1, 8), Some(12.5));
        assert_eq!(percent(0, 8), Some(0.0));
        assert_eq!(percent(0, 0), None);
    }

    proptest! {
        #[test]
        fn a_growth_added_to_the_earlier_value_gives_the_later_one(earlier: u32, growth in 0_u64..TWO_TO_31) {
            let earlier = u64::from(earlier);
            let later = (earlier + growth) % TWO_TO_32;
            if let Some(found) = growth_of_32_bits(earlier, later) {
                prop_assert_eq!(found, growth);
            }
        }

        #[test]
        fn no_pair_of_values_panics(earlier: u64, later: u64) {
            let _ = growth_of_32_bits(earlier, later);
        }
    }
}
