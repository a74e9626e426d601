use proptest::prelude::*;

use super::*;

fn at(micros: i64) -> Timestamp {
    Timestamp::from_micros(micros)
}

#[test]
fn the_wait_ends_at_the_next_whole_second_of_the_wall_clock() {
    assert_eq!(next_second(at(7_250_000)), (8, Duration::from_millis(750)));
    assert_eq!(next_second(at(7_000_000)), (8, Duration::from_secs(1)));
    assert_eq!(next_second(at(-1)), (0, Duration::from_micros(1)));
}

#[test]
fn a_wait_that_ends_just_before_its_second_makes_no_row_yet() {
    assert!(is_early(8, at(7_999_600)));
    assert!(!is_early(8, at(8_000_000)));
    assert!(!is_early(8, at(8_300_000)), "a late tick is a tick");
}

#[test]
fn a_clock_that_was_set_back_in_the_wait_stops_no_row() {
    assert!(!is_early(3_608, at(8_000_000)));
}

proptest! {
    #[test]
    fn the_next_second_is_ahead_and_at_most_a_second_away(micros in -1_000_000_000_000_i64..4_000_000_000_000_000) {
        let (second, wait) = next_second(at(micros));
        prop_assert!(wait > Duration::ZERO && wait <= Duration::from_secs(1));
        prop_assert_eq!(micros + i64::try_from(wait.as_micros()).unwrap(), second * SECOND);
    }

    #[test]
    fn no_time_panics(micros: i64, second: i64) {
        next_second(at(micros));
        is_early(second, at(micros));
    }
}
