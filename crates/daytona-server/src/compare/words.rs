//! Verdicts and differences in words: both sides and the direction are named, and never a percentage alone.

use daytona_api::compare::{CompareRow, Interval, Verdict as Word};
use daytona_domain::id::RunId;
use daytona_stats::judge::{Judgement, Verdict};

use crate::compare::ComparedSide;

/// The verdict of one KPI.
pub fn verdict(base: &str, unit: Option<&str>, judgement: &Judgement, interval: Option<Interval>) -> String {
    match &judgement.verdict {
        Verdict::Improvement => format!("improvement: {}", change(base, unit, judgement, interval)),
        Verdict::Regression => format!("regression: {}", change(base, unit, judgement, interval)),
        Verdict::Changed => format!("changed: {}", change(base, unit, judgement, interval)),
        Verdict::NoDifference { visible } => no_difference(*visible, unit, judgement),
        Verdict::TooFew { needed } => too_few(*needed, judgement),
        Verdict::NotMeasured => "not measured on both sides".to_owned(),
    }
}

fn change(base: &str, unit: Option<&str>, judgement: &Judgement, interval: Option<Interval>) -> String {
    let absolute = judgement.difference.map_or(0.0, |difference| difference.absolute);
    let direction = if absolute > 0.0 { "higher" } else { "lower" };
    let size = match judgement.difference.and_then(|difference| difference.relative) {
        Some(relative) => percent(relative.abs()),
        None => number(absolute.abs(), unit),
    };
    let mut text = format!("{size} {direction} than {base}");
    if let Some(interval) = interval {
        text.push_str(&between(interval));
    }
    text
}

/// The ends by size, as the direction was just said; both with their directions if they lie on two sides of zero.
fn between(interval: Interval) -> String {
    let (low, high) = (interval.low, interval.high);
    if low < 0.0 && high > 0.0 {
        return format!(", between {} lower and {} higher", percent(-low), percent(high));
    }
    let (one, other) = (low.abs(), high.abs());
    format!(
        ", between {} and {}",
        percent(one.min(other)),
        percent(one.max(other))
    )
}

fn no_difference(visible: f64, unit: Option<&str>, judgement: &Judgement) -> String {
    let base = judgement
        .baseline
        .as_ref()
        .map_or(0.0, |described| described.median.abs());
    if visible == 0.0 {
        return "no difference seen: all values are the same".to_owned();
    }
    let size = if base > 0.0 {
        percent(visible / base)
    } else {
        number(visible, unit)
    };
    format!("no difference seen; one of {size} would have been")
}

fn too_few(needed: usize, judgement: &Judgement) -> String {
    let n = |described: &Option<daytona_stats::describe::Description>| described.as_ref().map_or(0, |d| d.n);
    let (base, contender) = (n(&judgement.baseline), n(&judgement.candidate));
    if base == 1 && contender == 1 {
        return format!(
            "one run a side: no verdict; {} more each would allow one",
            needed - 1
        );
    }
    format!("too few runs ({base} and {contender}): no verdict; {needed} on each side would allow one")
}

/// The answer for one contender: what stands out most, and how much was looked at.
pub fn headline(base: &str, contender: &str, rows: &[CompareRow], at: usize) -> String {
    let judged = || {
        rows.iter()
            .filter_map(|row| row.contenders.get(at).map(|values| (row, values)))
    };
    let count = |word: Word| judged().filter(|(_, values)| values.verdict == word).count();
    let (worse, better) = (count(Word::Regression), count(Word::Improvement));
    let changed = count(Word::Changed);
    let looked_at = rows.len();
    if looked_at == 0 {
        return format!("{contender} and {base} have no KPI, so there is nothing to compare.");
    }
    let size = |relative: Option<f64>| relative.map_or(f64::MAX, f64::abs);
    let standing_out = judged()
        .filter(|(_, values)| {
            matches!(
                values.verdict,
                Word::Regression | Word::Improvement | Word::Changed
            )
        })
        .max_by(|(_, one), (_, other)| size(one.relative).total_cmp(&size(other.relative)));
    if let Some((row, values)) = standing_out {
        let n = format!("n = {} and {}", row.base.n, values.values.n);
        let tally = format!("{worse} of {looked_at} KPIs regressed, {better} improved, {changed} changed");
        return format!(
            "{contender} has in {} a {} ({n}). {tally}.",
            row.kpi, values.sentence
        );
    }
    let (same, undecided) = (count(Word::NoDifference), count(Word::NoVerdict));
    if same > 0 && same == looked_at {
        return format!("No difference seen between {contender} and {base} in {looked_at} KPIs.");
    }
    if same > 0 {
        let without = match (undecided, looked_at - same - undecided) {
            (0, missing) => format!("{missing} not measured on both sides"),
            (undecided, 0) => format!("{undecided} with too few runs for a verdict"),
            (undecided, missing) => {
                format!("{undecided} with too few runs for a verdict, {missing} not measured on both sides")
            }
        };
        return format!(
            "No difference seen between {contender} and {base} in {same} of {looked_at} KPIs; {without}."
        );
    }
    let reason = judged()
        .find(|(_, values)| values.verdict == Word::NoVerdict)
        .map(|(_, values)| &values.sentence);
    match reason {
        Some(reason) => format!("No verdict on {contender} against {base}: {reason}."),
        None => format!("No KPI was measured on both sides, {contender} and {base}."),
    }
}

/// What isn't the same, in words.
pub fn differences(base: &ComparedSide, contender: &ComparedSide) -> Vec<String> {
    let (a, b) = (&base.spec, &contender.spec);
    let mut differences = Vec::new();
    let mut differ = |what: String, before: String, after: String| {
        if before != after {
            differences.push(format!("{what}: {before} → {after} in {}", contender.key));
        }
    };
    differ(
        "framework".to_owned(),
        a.framework_name.to_string(),
        b.framework_name.to_string(),
    );
    if a.framework == b.framework {
        differ(
            "framework's revision".to_owned(),
            a.revision.to_string(),
            b.revision.to_string(),
        );
        for (name, before) in &a.arguments {
            let after = b.arguments.iter().find(|(other, _)| other == name);
            let after = after.map_or("(none)", |(_, value)| value.as_str());
            differ(format!("argument {name}"), before.clone(), after.to_owned());
        }
    }
    differ(
        "execution host".to_owned(),
        a.hosts.execution.to_string(),
        b.hosts.execution.to_string(),
    );
    let statistics = |side: &ComparedSide| {
        let names: Vec<_> = side
            .spec
            .hosts
            .statistics
            .iter()
            .map(ToString::to_string)
            .collect();
        if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        }
    };
    differ(
        "statistics hosts".to_owned(),
        statistics(base),
        statistics(contender),
    );
    let names: std::collections::BTreeSet<_> = a.subjects.keys().chain(b.subjects.keys()).collect();
    for name in names {
        let version = |subjects: &daytona_domain::subject::Subjects| {
            subjects
                .get(name)
                .cloned()
                .unwrap_or_else(|| "unknown".to_owned())
        };
        differ(
            format!("subject {name}"),
            version(&a.subjects),
            version(&b.subjects),
        );
    }
    differences
}

/// Why a run that was asked for doesn't count.
pub fn left_out(run: RunId, state: &str) -> String {
    format!("{run} is left out: it is {state}, and only clean runs are compared")
}

/// A share as a percentage with the digits that say something.
fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent >= 10.0 {
        format!("{percent:.0} %")
    } else {
        format!("{percent:.1} %")
    }
}

fn number(value: f64, unit: Option<&str>) -> String {
    match unit {
        Some(unit) => format!("{value:.3} {unit}"),
        None => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_on_two_sides_of_zero_says_the_direction_of_each_end() {
        let interval = |low, high| Interval { low, high };
        assert_eq!(between(interval(-0.031, -0.022)), ", between 2.2 % and 3.1 %");
        assert_eq!(
            between(interval(-0.002, 0.04)),
            ", between 0.2 % lower and 4.0 % higher"
        );
    }
}
