use proptest::prelude::*;

use super::*;

fn sample(values: &[f64]) -> Sample {
    Sample::new(values.to_vec()).unwrap()
}

#[test]
fn one_value_a_side_has_a_shift_and_no_95_percent_interval() {
    let shift = hodges_lehmann(&sample(&[10.0]), &sample(&[12.5])).unwrap();
    assert_eq!((shift.shift, shift.interval), (2.5, (2.5, 2.5)));
    assert!(!shift.reaches_95);
}

#[test]
fn a_stricter_interval_is_wider_until_there_are_too_few_values_for_it() {
    let pairs = PairDifferences::of(
        &sample(&[1.0, 2.5, 3.1, 4.7, 5.2]),
        &sample(&[6.0, 6.4, 7.9, 8.3, 9.9]),
    )
    .unwrap();
    let (loose, strict) = (
        pairs.interval(0.025).unwrap(),
        pairs.interval(1.0 / 252.0).unwrap(),
    );
    assert!(strict.0 < loose.0 && loose.1 < strict.1, "{loose:?} {strict:?}");
    assert_eq!(pairs.interval(1.0 / 253.0), None);
}

#[test]
fn two_against_many_have_no_interval_that_they_cannot_reach() {
    let many: Vec<f64> = (0..60).map(f64::from).collect();
    let pairs = PairDifferences::of(&sample(&[1.5, 2.5]), &sample(&many)).unwrap();
    assert!(pairs.interval(0.025).is_some());
    assert_eq!(pairs.interval(1e-4), None);
}

#[test]
fn rounding_sets_the_smallest_difference_that_can_be_seen() {
    let pairs = PairDifferences::of(&sample(&[3.0, 3.0, 3.5]), &sample(&[3.0, 5.0])).unwrap();
    assert_eq!(pairs.resolution(), 0.5);
    let same = PairDifferences::of(&sample(&[3.0; 2]), &sample(&[3.0; 3])).unwrap();
    assert_eq!(same.resolution(), 0.0);
}

#[test]
fn too_many_pairs_are_declined() {
    let large = sample(&vec![1.0; 2_001]);
    assert_eq!(hodges_lehmann(&large, &large), None);
}

proptest! {
    #[test]
    fn adding_to_one_side_moves_shift_and_interval_with_it(
        a in proptest::collection::vec(-1_000_i32..1_000, 1..30),
        b in proptest::collection::vec(-1_000_i32..1_000, 1..30),
        moved in -500_i32..500,
    ) {
        let floats = |values: &[i32], by: i32| {
            sample(&values.iter().map(|value| f64::from(value + by)).collect::<Vec<_>>())
        };
        let before = hodges_lehmann(&floats(&a, 0), &floats(&b, 0)).unwrap();
        let after = hodges_lehmann(&floats(&a, 0), &floats(&b, moved)).unwrap();
        let by = f64::from(moved);
        prop_assert_eq!(after.shift, before.shift + by);
        prop_assert_eq!(after.interval, (before.interval.0 + by, before.interval.1 + by));
        prop_assert!(before.interval.0 <= before.shift && before.shift <= before.interval.1);
    }
}
