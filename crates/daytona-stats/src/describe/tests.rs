use proptest::prelude::*;

use super::*;
use crate::sample::InvalidSample;

#[test]
fn one_value_has_no_spread_and_what_is_not_finite_is_refused() {
    let one = describe(&Sample::new(vec![7.0]).unwrap());
    assert_eq!((one.mean, one.sd, one.median, one.mad), (7.0, None, 7.0, 0.0));
    assert_eq!(Sample::new(vec![]), Err(InvalidSample::Empty));
    assert!(matches!(
        Sample::new(vec![1.0, f64::NAN]),
        Err(InvalidSample::NotFinite { index: 1, .. })
    ));
}

#[test]
fn a_number_too_large_to_judge_is_refused_by_place_and_value() {
    let error = Sample::new(vec![1.0, -2e300]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "value 1 is -2e300, and numbers beyond 1e300 aren't judged"
    );
    assert!(Sample::new(vec![1e300, -1e300]).is_ok());
}

#[test]
fn equal_values_without_an_exact_binary_form_have_no_spread() {
    let described = describe(&Sample::new(vec![0.1; 7]).unwrap());
    assert_eq!(
        (described.mean, described.sd, described.mad),
        (0.1, Some(0.0), 0.0)
    );
}

#[test]
fn the_largest_and_the_smallest_numbers_have_a_finite_spread() {
    let large = describe(&Sample::new(vec![1e300, -1e300]).unwrap());
    assert!((large.sd.unwrap() / 2f64.sqrt() / 1e300 - 1.0).abs() < 1e-12);
    assert_eq!((large.mean, large.median), (0.0, 0.0));
    let small = describe(&Sample::new(vec![1e-200, 3e-200]).unwrap());
    assert!((small.sd.unwrap() / 2f64.sqrt() / 1e-200 - 1.0).abs() < 1e-12);
}

proptest! {
    #[test]
    fn no_finite_numbers_panic_and_quantiles_are_in_order(
        values in proptest::collection::vec(proptest::num::f64::NORMAL | proptest::num::f64::ZERO, 1..60)
    ) {
        let values: Vec<f64> = values.into_iter().map(|value| value.clamp(-1e300, 1e300)).collect();
        let described = describe(&Sample::new(values).unwrap());
        prop_assert!(described.p50 <= described.p90 && described.p90 <= described.p95);
        prop_assert!(described.p95 <= described.p99 && described.p99.is_finite());
        prop_assert!(described.mean.is_finite() && described.mad.is_finite());
        prop_assert!(described.sd.is_none_or(|sd| sd >= 0.0 && sd.is_finite()));
    }
}
