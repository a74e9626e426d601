use super::*;

fn question(baseline: &[f64], candidate: &[f64], better: Option<Better>) -> Question {
    let sample = |values: &[f64]| Sample::new(values.to_vec()).ok();
    Question {
        baseline: sample(baseline),
        candidate: sample(candidate),
        better,
    }
}

fn verdict(question: Question) -> Verdict {
    judge(&[question]).remove(0).verdict
}

#[test]
fn one_value_a_side_is_a_difference_and_no_verdict() {
    let judgement = judge(&[question(&[100.0], &[150.0], Some(Better::Higher))]).remove(0);
    assert_eq!(judgement.verdict, Verdict::TooFew { needed: 4 });
    assert_eq!(judgement.difference.unwrap().relative, Some(0.5));
    assert_eq!(judgement.difference.unwrap().interval, None);
}

#[test]
fn the_direction_decides_what_is_a_regression() {
    let (low, high) = ([10.0, 11.0, 10.5, 10.2, 10.8], [20.0, 21.0, 20.5, 20.2, 20.8]);
    assert_eq!(
        verdict(question(&low, &high, Some(Better::Higher))),
        Verdict::Improvement
    );
    assert_eq!(
        verdict(question(&low, &high, Some(Better::Lower))),
        Verdict::Regression
    );
    assert_eq!(
        verdict(question(&high, &low, Some(Better::Lower))),
        Verdict::Improvement
    );
    assert_eq!(verdict(question(&low, &high, None)), Verdict::Changed);
}

#[test]
fn equal_sides_show_no_difference_and_say_what_would_have_been_seen() {
    let values = [10.0, 11.0, 10.5, 10.2, 10.8];
    let Verdict::NoDifference { visible } = verdict(question(&values, &values, Some(Better::Higher))) else {
        panic!("equal values");
    };
    assert!(visible > 0.2 && visible < 1.0, "{visible}");
    assert_eq!(
        verdict(question(&[3.0; 6], &[3.0; 6], None)),
        Verdict::NoDifference { visible: 0.0 }
    );
}

#[test]
fn a_side_without_values_is_not_measured_and_never_zero() {
    let judgement = judge(&[question(&[], &[1.0, 2.0, 3.0], None)]).remove(0);
    assert_eq!(judgement.verdict, Verdict::NotMeasured);
    assert_eq!(judgement.difference, None);
}

#[test]
fn a_baseline_of_zero_has_no_relative_difference() {
    let judgement = judge(&[question(
        &[0.0; 5],
        &[5.0, 6.0, 7.0, 8.0, 9.0],
        Some(Better::Lower),
    )])
    .remove(0);
    assert_eq!(judgement.difference.unwrap().relative, None);
    assert_eq!(judgement.verdict, Verdict::Regression);
}

#[test]
fn a_finding_must_stand_out_among_all_that_were_looked_at() {
    // Alone, this is just significant: p = 2 / 70.
    let found = question(&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0], None);
    assert_eq!(verdict(found.clone()), Verdict::Changed);
    // Among twenty others it is what chance would bring.
    let noise = question(&[1.0, 4.0, 2.0, 3.0], &[1.5, 3.5, 2.5, 2.6], None);
    let mut questions = vec![noise; 20];
    questions.push(found);
    assert!(matches!(
        judge(&questions).last().unwrap().verdict,
        Verdict::NoDifference { .. }
    ));
}
