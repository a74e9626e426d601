use super::*;

fn sample(values: &[f64]) -> Sample {
    Sample::new(values.to_vec()).unwrap()
}

#[test]
fn sides_wholly_apart_have_the_smallest_p_that_their_numbers_allow() {
    let test = mann_whitney(&sample(&[1.0, 2.0, 3.0, 4.0]), &sample(&[5.0, 6.0, 7.0, 8.0]));
    assert_eq!((test.u, test.method), (16.0, Method::Exact));
    assert_eq!(test.p, smallest_p(4, 4));
    assert!((test.p - 2.0 / 70.0).abs() < 1e-15);
}

#[test]
fn three_runs_a_side_can_never_be_a_finding_and_four_can() {
    assert!(smallest_p(3, 3) > 0.05 && smallest_p(4, 4) < 0.05);
    assert_eq!(smallest_p(1, 1), 1.0);
    assert_eq!(smallest_p(1_000, 1_000), 0.0);
}

#[test]
fn zero_has_one_value_whatever_its_sign() {
    let test = mann_whitney(&sample(&[0.0, 0.0]), &sample(&[-0.0, -0.0]));
    assert_eq!((test.u, test.p), (2.0, 1.0));
}

#[test]
fn no_order_is_forgotten_at_the_largest_exact_size() {
    // 100 choose 50, and the first numbers of partitions.
    let counts = null_counts(EXACT, EXACT);
    assert_eq!(
        counts.get(..8).unwrap(),
        [1.0, 1.0, 2.0, 3.0, 5.0, 7.0, 11.0, 15.0]
    );
    let total: f64 = counts.iter().sum();
    assert!((total / 100_891_344_545_564_193_334_812_497_256.0 - 1.0).abs() < 1e-14);
    let lower: f64 = counts.iter().take(EXACT * EXACT / 2).sum();
    let middle = counts.get(EXACT * EXACT / 2).unwrap();
    assert!(((2.0 * lower + middle) / total - 1.0).abs() < 1e-12);
}
