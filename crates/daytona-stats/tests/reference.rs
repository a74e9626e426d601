//! Agreement with values computed by NumPy, SciPy and exact rational arithmetic, to the tolerance that each allows.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that can't be set up has failed, and says where"
)]

use daytona_stats::describe::describe;
use daytona_stats::dominance::Dominance;
use daytona_stats::hodges_lehmann::hodges_lehmann;
use daytona_stats::mann_whitney::{Method, mann_whitney};
use daytona_stats::multiple::benjamini_hochberg;
use daytona_stats::sample::{InvalidSample, Sample};
use daytona_stats::welch::welch;
use serde_json::Value;

fn cases(text: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(text).unwrap();
    file["cases"].as_array().unwrap().clone()
}

fn numbers(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_f64().unwrap())
        .collect()
}

fn sample(value: &Value) -> Sample {
    Sample::new(numbers(value)).unwrap()
}

#[track_caller]
fn close(what: &str, got: f64, expected: &Value, tolerance: f64, largest: f64) {
    let expected = expected
        .as_f64()
        .unwrap_or_else(|| panic!("{what}: {got} where nothing is defined"));
    // Beside 0 nothing is relative to the answer itself.
    let absolute = if expected == 0.0 { 1e-12 * largest } else { 0.0 };
    let allowed = tolerance * expected.abs() + absolute;
    assert!(
        (got - expected).abs() <= allowed,
        "{what}: got {got}, expected {expected}"
    );
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |largest, value| largest.max(value.abs()))
}

#[test]
fn descriptions() {
    for case in cases(include_str!("fixtures/descriptive.json")) {
        let name = case["name"].as_str().unwrap();
        let x = sample(&case["x"]);
        let (got, expected) = (describe(&x), &case["expected"]);
        let scale = largest(x.values());
        assert_eq!(got.n as u64, expected["n"].as_u64().unwrap(), "{name}");
        let fields = [
            ("mean", got.mean),
            ("median", got.median),
            ("p50", got.p50),
            ("p90", got.p90),
            ("p95", got.p95),
            ("p99", got.p99),
        ];
        for (field, value) in fields {
            close(&format!("{name} {field}"), value, &expected[field], 1e-12, scale);
        }
        close(&format!("{name} mad"), got.mad, &expected["mad"], 1e-11, scale);
        match got.sd {
            // The spread of numbers around 1e15 has to be right by itself, not relative to them.
            Some(sd) => close(&format!("{name} sd"), sd, &expected["sd"], 1e-12, 0.0),
            None => assert!(expected["sd"].is_null(), "{name} sd"),
        }
    }
}

#[test]
fn what_is_empty_or_not_finite_is_refused() {
    let file: Value = serde_json::from_str(include_str!("fixtures/descriptive.json")).unwrap();
    let refused = file["refused"].as_array().unwrap();
    assert!(!refused.is_empty());
    for case in refused {
        let values: Vec<f64> = case["x"]
            .as_array()
            .unwrap()
            .iter()
            .map(|value| match value.as_str() {
                Some(text) => text.parse().unwrap(),
                None => value.as_f64().unwrap(),
            })
            .collect();
        let error = Sample::new(values).unwrap_err();
        let reason = match error {
            InvalidSample::Empty => "empty",
            InvalidSample::NotFinite { .. } => "not_finite",
            InvalidSample::TooLarge { .. } => "too_large",
        };
        assert_eq!(reason, case["reason"].as_str().unwrap(), "{}", case["name"]);
    }
}

#[test]
fn two_samples() {
    for case in cases(include_str!("fixtures/two_sample.json")) {
        let name = case["name"].as_str().unwrap();
        let (a, b) = (sample(&case["a"]), sample(&case["b"]));
        let expected = &case["expected"];
        let scale = largest(a.values()).max(largest(b.values()));
        let has_offset = name.contains("large_offset");
        check_welch(
            name,
            &a,
            &b,
            &expected["welch"],
            // A mean at 1e9 of numbers that differ by 0.01 isn't known any better by the reference itself.
            if has_offset { 1e-4 } else { 1e-9 },
        );
        check_rank_test(name, &a, &b, &expected["mann_whitney"]);
        check_shift(name, &a, &b, &expected["hodges_lehmann"], scale);
        let dominance = Dominance::of(&a, &b);
        assert_eq!(
            dominance.greater,
            expected["dominance"]["b_greater"].as_u64().unwrap(),
            "{name}"
        );
        assert_eq!(
            dominance.less,
            expected["dominance"]["b_less"].as_u64().unwrap(),
            "{name}"
        );
        close(
            &format!("{name} delta"),
            dominance.cliffs_delta(),
            &expected["dominance"]["cliffs_delta"],
            1e-14,
            0.0,
        );
    }
}

fn check_welch(name: &str, a: &Sample, b: &Sample, expected: &Value, tolerance: f64) {
    let Some(got) = welch(a, b) else {
        assert!(expected.is_null(), "{name} welch");
        return;
    };
    close(
        &format!("{name} t"),
        got.statistic,
        &expected["t"],
        tolerance,
        0.0,
    );
    close(&format!("{name} dof"), got.dof, &expected["df"], tolerance, 0.0);
    close(
        &format!("{name} p"),
        got.p,
        &expected["p"],
        tolerance.max(1e-7),
        1e-2,
    );
    close(
        &format!("{name} low"),
        got.interval.0,
        &expected["ci95"][0],
        tolerance,
        0.0,
    );
    close(
        &format!("{name} high"),
        got.interval.1,
        &expected["ci95"][1],
        tolerance,
        0.0,
    );
}

fn check_rank_test(name: &str, a: &Sample, b: &Sample, expected: &Value) {
    let got = mann_whitney(a, b);
    assert_eq!(got.u, expected["u_b"].as_f64().unwrap(), "{name} u");
    match got.method {
        Method::Exact => close(
            &format!("{name} exact p"),
            got.p,
            &expected["p_exact"],
            1e-10,
            1e-2,
        ),
        Method::Asymptotic => {
            assert!(expected["p_exact"].is_null(), "{name}: an exact p is defined");
            close(
                &format!("{name} asymptotic p"),
                got.p,
                &expected["p_asymptotic"],
                1e-9,
                1e-2,
            );
        }
    }
}

fn check_shift(name: &str, a: &Sample, b: &Sample, expected: &Value, scale: f64) {
    let got = hodges_lehmann(a, b).unwrap();
    close(
        &format!("{name} shift"),
        got.shift,
        &expected["shift"],
        1e-12,
        scale,
    );
    let interval = if expected["exact"].is_null() {
        &expected["normal"]
    } else {
        &expected["exact"]
    };
    close(
        &format!("{name} low"),
        got.interval.0,
        &interval["ci95"][0],
        1e-12,
        scale,
    );
    close(
        &format!("{name} high"),
        got.interval.1,
        &interval["ci95"][1],
        1e-12,
        scale,
    );
    if let Some(reaches) = interval["reaches_95"].as_bool() {
        assert_eq!(got.reaches_95, reaches, "{name}");
    }
}

#[test]
fn many_tests_together() {
    for case in cases(include_str!("fixtures/multiple_testing.json")) {
        let name = case["name"].as_str().unwrap();
        let got = benjamini_hochberg(&numbers(&case["p"]));
        let rejected: Vec<bool> = got.iter().map(|p| *p <= 0.05).collect();
        let expected: Vec<bool> = case["expected"]["rejected_at_0_05"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rejected| rejected.as_bool().unwrap())
            .collect();
        assert_eq!(rejected, expected, "{name}");
        for (at, value) in got.iter().enumerate() {
            close(
                &format!("{name} {at}"),
                *value,
                &case["expected"]["benjamini_hochberg"][at],
                1e-12,
                1e-2,
            );
        }
    }
}
