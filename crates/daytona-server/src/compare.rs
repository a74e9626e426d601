//! Comparing runs: what is asked for, what isn't the same, and the table with its verdicts in words. Pure; the numbers are
//! judged by `daytona-stats`, the runs are looked up by the handler.

pub mod sides;
pub mod words;

#[cfg(test)]
mod tests;

use daytona_api::compare::{
    CompareRow, Comparison, ContenderValues, Interval, Side, SideValues, Verdict as Word,
};
use daytona_domain::kpi::Better;
use daytona_domain::name::KpiName;
use daytona_stats::describe::Description;
use daytona_stats::judge::{self, Judgement, Question, Verdict, judge};
use daytona_stats::sample::Sample;

pub use sides::{ComparedRun, ComparedSide};

const METHOD: &str = "Differences are medians of all pairwise differences (Hodges and Lehmann) with 95 % intervals; \
    verdicts come from the rank test of Mann and Whitney, all KPIs judged together so that at most 5 % of the findings \
    are false alarms (Benjamini and Hochberg).";

/// Compares each contender with the base.
pub fn compare(base: &ComparedSide, contenders: &[ComparedSide]) -> Comparison {
    let names = names(base, contenders);
    let judged: Vec<Vec<Judgement>> = contenders
        .iter()
        .map(|contender| judge(&questions(&names, base, contender)))
        .collect();
    let rows: Vec<CompareRow> = names
        .iter()
        .enumerate()
        .map(|(at, (name, shown))| row(name, shown, at, base, contenders, &judged))
        .collect();
    let sentences = contenders
        .iter()
        .enumerate()
        .map(|(at, contender)| words::headline(&base.key, &contender.key, &rows, at))
        .collect();
    let differences = contenders
        .iter()
        .flat_map(|contender| words::differences(base, contender))
        .collect();
    Comparison {
        base: side(base),
        contenders: contenders.iter().map(side).collect(),
        sentences,
        differences,
        rows,
        method: METHOD.to_owned(),
    }
}

/// What is shown of a KPI beside its values.
#[derive(Clone, Debug)]
struct Shown {
    unit: Option<String>,
    better: Option<Better>,
}

/// Every KPI of either side, in the order in which they first appear.
fn names(base: &ComparedSide, contenders: &[ComparedSide]) -> Vec<(KpiName, Shown)> {
    let mut names: Vec<(KpiName, Shown)> = Vec::new();
    for kpi in std::iter::once(base)
        .chain(contenders)
        .flat_map(ComparedSide::kpis)
    {
        if !names.iter().any(|(name, _)| *name == kpi.name) {
            names.push((
                kpi.name.clone(),
                Shown {
                    unit: kpi.unit.clone(),
                    better: kpi.better,
                },
            ));
        }
    }
    names
}

fn questions(names: &[(KpiName, Shown)], base: &ComparedSide, contender: &ComparedSide) -> Vec<Question> {
    names
        .iter()
        .map(|(name, shown)| Question {
            baseline: Sample::new(base.values(name)).ok(),
            candidate: Sample::new(contender.values(name)).ok(),
            better: shown.better.map(|better| match better {
                Better::Lower => judge::Better::Lower,
                Better::Higher => judge::Better::Higher,
            }),
        })
        .collect()
}

fn row(
    name: &KpiName,
    shown: &Shown,
    at: usize,
    base: &ComparedSide,
    contenders: &[ComparedSide],
    judged: &[Vec<Judgement>],
) -> CompareRow {
    let judgements = judged.iter().filter_map(|judgements| judgements.get(at));
    let base_values = base.values(name);
    let base_described = judged
        .first()
        .and_then(|judgements| judgements.get(at))
        .and_then(|j| j.baseline);
    CompareRow {
        kpi: name.clone(),
        unit: shown.unit.clone(),
        better: shown.better,
        base: values(base_values, base_described.as_ref()),
        contenders: contenders
            .iter()
            .zip(judgements)
            .map(|(contender, judgement)| contender_values(name, shown, &base.key, contender, judgement))
            .collect(),
    }
}

fn contender_values(
    name: &KpiName,
    shown: &Shown,
    base_key: &str,
    contender: &ComparedSide,
    judgement: &Judgement,
) -> ContenderValues {
    let difference = judgement.difference;
    let base_median = judgement
        .baseline
        .as_ref()
        .map(|described| described.median.abs())
        .filter(|median| *median > 0.0);
    let interval = difference
        .and_then(|difference| difference.interval)
        .zip(base_median)
        .map(|((low, high), median)| Interval {
            low: low / median,
            high: high / median,
        });
    ContenderValues {
        values: values(contender.values(name), judgement.candidate.as_ref()),
        absolute: difference.map(|difference| difference.absolute),
        relative: difference.and_then(|difference| difference.relative),
        interval,
        verdict: word(&judgement.verdict),
        sentence: words::verdict(base_key, shown.unit.as_deref(), judgement, interval),
    }
}

fn values(values: Vec<f64>, described: Option<&Description>) -> SideValues {
    SideValues {
        n: values.len() as u64,
        median: described.map(|described| described.median),
        spread: described
            .filter(|described| described.n > 1)
            .map(|described| described.mad),
        values,
    }
}

fn word(verdict: &Verdict) -> Word {
    match verdict {
        Verdict::Improvement => Word::Improvement,
        Verdict::Regression => Word::Regression,
        Verdict::Changed => Word::Changed,
        Verdict::NoDifference { .. } => Word::NoDifference,
        Verdict::TooFew { .. } => Word::NoVerdict,
        Verdict::NotMeasured => Word::NotMeasured,
    }
}

fn side(side: &ComparedSide) -> Side {
    Side {
        key: side.key.clone(),
        title: side.title.clone(),
        framework: side.framework.clone(),
        runs: side.runs.iter().map(|run| run.id).collect(),
        left_out: side.left_out.clone(),
    }
}
