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

proptest! {
    #[test]
    fn no_finite_numbers_panic_and_quantiles_are_in_order(
        values in proptest::collection::vec(proptest::num::f64::NORMAL | proptest::num::f64::ZERO, 1..60)
    ) {
        let described = describe(&Sample::new(values).unwrap());
        prop_assert!(described.p50 <= described.p90 && described.p90 <= described.p95);
        prop_assert!(described.p95 <= described.p99);
        prop_assert!(described.sd.is_none_or(|sd| sd >= 0.0));
    }
}
