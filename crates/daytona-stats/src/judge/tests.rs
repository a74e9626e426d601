use proptest::prelude::*;

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
    assert_eq!(
        judge(&questions).last().unwrap().verdict,
        Verdict::TooFew { needed: 6 }
    );
}

#[test]
fn what_no_difference_could_have_shown_is_not_called_no_difference() {
    let same = question(
        &[10.0, 11.0, 10.5, 10.2, 10.8],
        &[10.1, 10.9, 10.4, 10.3, 10.7],
        None,
    );
    let judged = judge(&vec![same.clone(); 6]);
    assert!(matches!(judged[0].verdict, Verdict::NoDifference { .. }));
    // Five a side give 2 / 252 at best, which is more than 5 % / 24.
    let judged = judge(&vec![same; 24]);
    assert_eq!(judged[0].verdict, Verdict::TooFew { needed: 7 });
}

#[test]
fn findings_make_room_for_one_more() {
    let same = question(
        &[10.0, 11.0, 10.5, 10.2, 10.8],
        &[10.1, 10.9, 10.4, 10.3, 10.7],
        None,
    );
    let moved = question(
        &[1.0, 2.0, 3.0, 4.0, 5.0],
        &[6.0, 7.0, 8.0, 9.0, 10.0],
        Some(Better::Higher),
    );
    let judged = judge(&[vec![same; 12], vec![moved; 12]].concat());
    assert!(matches!(judged[0].verdict, Verdict::NoDifference { .. }));
    assert_eq!(judged[23].verdict, Verdict::Improvement);
}

#[test]
fn a_difference_of_the_visible_size_is_a_finding() {
    let base = [10.0, 11.0, 10.5, 10.2, 10.8, 10.6];
    let candidate = [10.1, 11.3, 10.4, 10.3, 10.9, 10.0];
    let others = question(&base, &candidate, None);
    let questions = |moved: f64| {
        let by: Vec<f64> = candidate.iter().map(|value| value + moved).collect();
        vec![others.clone(), others.clone(), question(&base, &by, None)]
    };
    let judgement = judge(&questions(0.0)).remove(2);
    let Verdict::NoDifference { visible } = judgement.verdict else {
        panic!("{judgement:?}");
    };
    let estimated = judgement.difference.unwrap().absolute;
    for size in [visible * 1.001, -visible * 1.001] {
        let moved = judge(&questions(size - estimated)).remove(2);
        assert_eq!(moved.verdict, Verdict::Changed, "{moved:?}");
    }
}

#[test]
fn rounded_values_that_hardly_differ_are_not_called_the_same() {
    let mut candidate = vec![3.0; 9];
    candidate.push(4.0);
    assert_eq!(
        verdict(question(&[3.0; 10], &candidate, None)),
        Verdict::NoDifference { visible: 1.0 }
    );
}

#[test]
fn values_that_differ_only_by_chance_among_ties_are_no_finding() {
    // The normal approximation gives 4.5 %, all deals counted 8.6 %.
    let tied = question(&[1.0, 1.0, 1.0, 2.0], &[2.0, 2.0, 3.0, 3.0], Some(Better::Lower));
    let judgement = judge(&[tied]).remove(0);
    assert!(
        (judgement.p.unwrap() - 0.085_714_285_714).abs() < 1e-9,
        "{judgement:?}"
    );
    assert!(matches!(judgement.verdict, Verdict::NoDifference { .. }));
}

#[test]
fn a_constant_on_each_side_is_a_finding_if_they_differ() {
    assert_eq!(
        verdict(question(&[3.0; 4], &[4.0; 4], Some(Better::Lower))),
        Verdict::Regression
    );
}

#[test]
fn the_shorter_side_is_told_how_many_it_lacks() {
    let many: Vec<f64> = (0..30).map(f64::from).collect();
    assert_eq!(
        verdict(question(&[5.0], &many, None)),
        Verdict::TooFew { needed: 2 }
    );
    assert_eq!(
        verdict(question(&[1.0, 2.0], &[3.0, 4.0, 5.0], None)),
        Verdict::TooFew { needed: 4 }
    );
}

#[test]
fn more_pairs_than_are_looked_at_still_get_a_verdict() {
    let base: Vec<f64> = (0..2_100).map(|at| f64::from(at % 100)).collect();
    let moved: Vec<f64> = base.iter().map(|value| value + 10.0).collect();
    assert_eq!(
        verdict(question(&base, &moved, Some(Better::Higher))),
        Verdict::Improvement
    );
    let Verdict::NoDifference { visible } = verdict(question(&base, &base, None)) else {
        panic!("equal values");
    };
    assert!(visible > 1.0 && visible < 3.0, "{visible}");
}

fn any_question() -> impl Strategy<Value = Question> {
    let wide = proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL | proptest::num::f64::ZERO;
    let value = prop_oneof![
        wide.prop_map(|value| value.clamp(-1e300, 1e300)),
        (0_i32..4).prop_map(f64::from)
    ];
    let side = proptest::collection::vec(value, 0..9);
    let better = prop_oneof![Just(None), Just(Some(Better::Lower)), Just(Some(Better::Higher))];
    (side.clone(), side, better).prop_map(|(base, candidate, better)| question(&base, &candidate, better))
}

fn swapped(question: &Question) -> Question {
    Question {
        baseline: question.candidate.clone(),
        candidate: question.baseline.clone(),
        better: question.better,
    }
}

proptest! {
    #[test]
    fn whatever_is_judged_every_number_of_the_answer_is_finite(questions in proptest::collection::vec(any_question(), 0..12)) {
        let judgements = judge(&questions);
        prop_assert_eq!(judgements.len(), questions.len());
        for judgement in judgements {
            if let Some(difference) = judgement.difference {
                prop_assert!(difference.absolute.is_finite());
                prop_assert!(difference.relative.is_none_or(f64::is_finite));
                prop_assert!(difference.interval.is_none_or(|(low, high)| low <= high && (high - low).is_finite()));
            }
            prop_assert!(judgement.p.is_none_or(|p| (0.0..=1.0).contains(&p)));
            match judgement.verdict {
                Verdict::NoDifference { visible } => prop_assert!(visible.is_finite() && visible >= 0.0),
                Verdict::TooFew { needed } => prop_assert!(needed >= 2),
                Verdict::Improvement | Verdict::Regression => prop_assert!(judgement.difference.is_some()),
                Verdict::Changed | Verdict::NotMeasured => {}
            }
        }
    }

    #[test]
    fn swapping_the_sides_swaps_the_words(questions in proptest::collection::vec(any_question(), 1..6)) {
        let there = judge(&questions);
        let back = judge(&questions.iter().map(swapped).collect::<Vec<_>>());
        for (one, other) in there.iter().zip(&back) {
            // A median between two values may round the other way in the mirror.
            if let (Verdict::NoDifference { visible: one }, Verdict::NoDifference { visible: other }) =
                (&one.verdict, &other.verdict)
            {
                prop_assert!((one - other).abs() <= 1e-12 * one, "{one} and {other}");
                continue;
            }
            let expected = match &one.verdict {
                Verdict::Improvement => Verdict::Regression,
                Verdict::Regression => Verdict::Improvement,
                same @ (Verdict::Changed
                | Verdict::NoDifference { .. }
                | Verdict::TooFew { .. }
                | Verdict::NotMeasured) => same.clone(),
            };
            prop_assert_eq!(&other.verdict, &expected);
        }
    }
}
