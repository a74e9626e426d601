use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::host::RunHosts;
use daytona_domain::id::{FrameworkId, Revision, RunId};
use daytona_domain::kpi::Kpi;
use daytona_domain::run::{RunChoice, RunSpec};

use super::sides::SideKey;
use super::*;

fn kpi(name: &str, value: f64, better: Better) -> Kpi {
    let (name, file) = (name.parse().unwrap(), "results.csv".to_owned());
    Kpi {
        name,
        value,
        unit: Some("ms".to_owned()),
        better: Some(better),
        file,
    }
}

fn spec(level: &str) -> RunSpec {
    let definition: FrameworkDefinition = serde_json::from_str(
        r#"{"name": "gzip", "script": "gzip/run.sh", "arguments": [{"name": "level", "default": "1"}]}"#,
    )
    .unwrap();
    let hosts = RunHosts::new("load-1".parse().unwrap(), vec![]).unwrap();
    let arguments = vec![("level".parse().unwrap(), level.to_owned())];
    let choice = RunChoice {
        arguments,
        secrets: Default::default(),
        hosts,
        timeout: None,
        subjects: Default::default(),
    };
    RunSpec::new(FrameworkId::new(1), Revision::new(1), &definition, choice)
}

/// A side whose runs measured these latencies (lower is better) and rates (higher is better).
fn side(key: &str, level: &str, latencies: &[f64], rates: &[f64]) -> ComparedSide {
    let runs = latencies
        .iter()
        .zip(rates)
        .zip(1..)
        .map(|((latency, rate), number)| ComparedRun {
            id: RunId::new(7, number),
            kpis: vec![
                kpi("latency", *latency, Better::Lower),
                kpi("rate", *rate, Better::Higher),
            ],
        })
        .collect();
    let (title, framework) = ("gzip".parse().unwrap(), "gzip".parse().unwrap());
    ComparedSide {
        key: key.to_owned(),
        title,
        framework,
        runs,
        left_out: vec![],
        spec: spec(level),
    }
}

fn five(centre: f64) -> Vec<f64> {
    [0.98, 0.99, 1.0, 1.01, 1.02]
        .iter()
        .map(|factor| factor * centre)
        .collect()
}

#[test]
fn one_run_a_side_shows_the_difference_and_no_verdict() {
    let comparison = compare(
        &side("1/1", "1", &[10.0], &[50.0]),
        &[side("2/1", "9", &[12.0], &[40.0])],
    );
    let cell = &comparison.rows[0].contenders[0];
    assert_eq!((cell.verdict, cell.relative), (Word::NoVerdict, Some(0.2)));
    assert_eq!(
        cell.sentence,
        "one run a side: no verdict; 4 more each would allow one"
    );
    assert_eq!(
        comparison.sentences,
        ["No verdict on 2/1 against 1/1: one run a side: no verdict; 4 more each would allow one."]
    );
    assert_eq!(comparison.differences, ["argument level: 1 → 9 in 2/1"]);
}

#[test]
fn a_verdict_names_both_sides_the_direction_and_the_interval() {
    let base = side("1/*", "1", &five(10.0), &five(50.0));
    let comparison = compare(&base, &[side("2/*", "1", &five(12.0), &five(50.0))]);
    let latency = &comparison.rows[0].contenders[0];
    assert_eq!(latency.verdict, Word::Regression);
    assert_eq!(
        latency.sentence,
        "regression: 20 % higher than 1/*, between 17 % and 23 %"
    );
    assert_eq!(
        comparison.sentences,
        [
            "2/* has in latency a regression: 20 % higher than 1/*, between 17 % and 23 % (n = 5 and 5). \
          1 of 2 KPIs regressed, 0 improved, 0 changed."
        ]
    );
    assert_eq!(comparison.rows[1].contenders[0].verdict, Word::NoDifference);
    assert!(
        comparison.rows[1].contenders[0]
            .sentence
            .starts_with("no difference seen; one of ")
    );
}

#[test]
fn a_lower_latency_is_an_improvement() {
    let base = side("1/*", "1", &five(10.0), &five(50.0));
    let comparison = compare(&base, &[side("2/*", "1", &five(8.0), &five(50.0))]);
    assert_eq!(comparison.rows[0].contenders[0].verdict, Word::Improvement);
    assert!(
        comparison.rows[0].contenders[0]
            .sentence
            .contains("lower than 1/*")
    );
}

#[test]
fn what_has_no_verdict_is_not_counted_among_what_did_not_change() {
    let base = side("1/*", "1", &five(10.0), &five(50.0));
    let mut contender = side("2/*", "1", &five(10.0), &five(50.0));
    for run in &mut contender.runs[1..] {
        run.kpis.remove(1);
    }
    let comparison = compare(&base, &[contender]);
    assert_eq!(
        comparison.sentences,
        ["No difference seen between 2/* and 1/* in 1 of 2 KPIs; 1 with too few runs for a verdict."]
    );
}

#[test]
fn a_kpi_that_one_side_lacks_is_not_measured() {
    let mut contender = side("2/1", "1", &[10.0], &[50.0]);
    contender.runs[0].kpis.remove(1);
    let comparison = compare(&side("1/1", "1", &[10.0], &[50.0]), &[contender]);
    let rate = &comparison.rows[1].contenders[0];
    assert_eq!((rate.verdict, rate.values.median), (Word::NotMeasured, None));
}

#[test]
fn sides_are_named_as_people_name_runs() {
    assert_eq!("7/2".parse(), Ok(SideKey::Run(RunId::new(7, 2))));
    assert!(matches!("7".parse(), Ok(SideKey::Latest(_))));
    assert!(matches!("7/*".parse(), Ok(SideKey::AllClean(_))));
    for text in ["", "*", "7/", "x/*", "0"] {
        assert!(text.parse::<SideKey>().is_err(), "{text:?}");
    }
}
