//! Judging KPIs: each by its difference and a rank test, all together by false discovery rate. The verdict carries what a
//! sentence needs; it is never a number alone.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::describe::{Description, describe};
use crate::dominance::{Dominance, Magnitude};
use crate::hodges_lehmann::PairDifferences;
use crate::mann_whitney::{Method, mann_whitney, smallest_p};
use crate::multiple::benjamini_hochberg;
use crate::permutation::permutation_p;
use crate::sample::Sample;

#[cfg(test)]
mod tests;

/// The share of false alarms that is tolerated among all findings.
pub const FALSE_DISCOVERY_RATE: f64 = 0.05;

/// The direction in which a number is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    Lower,
    Higher,
}

/// One KPI with its values on both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    pub baseline: Option<Sample>,
    pub candidate: Option<Sample>,
    pub better: Option<Better>,
}

/// A difference, candidate minus baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Median of all pairwise differences.
    pub absolute: f64,
    /// As a share of the baseline's median; unknown where that is 0 or too near to it.
    pub relative: Option<f64>,
    /// 95 % interval of the absolute difference, where there are enough values for one.
    pub interval: Option<(f64, f64)>,
}

/// What can be said.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    Improvement,
    Regression,
    /// It changed, and no direction is declared.
    Changed,
    /// No difference was seen; one estimated at this size (absolute) would have been a finding among all that were judged.
    /// It is 0 only if all values are the same.
    NoDifference {
        visible: f64,
    },
    /// Too few values: however far apart, they wouldn't be a finding among all that were judged. With at least this many on
    /// each side they could be. Sides that are too short for any test don't count as judged.
    TooFew {
        needed: usize,
    },
    /// A side has no value.
    NotMeasured,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    pub baseline: Option<Description>,
    pub candidate: Option<Description>,
    pub difference: Option<Difference>,
    pub effect: Option<Magnitude>,
    /// Of the rank test, adjusted for all questions judged together.
    pub p: Option<f64>,
    pub verdict: Verdict,
}

/// Judges all KPIs of a comparison together.
pub fn judge(questions: &[Question]) -> Vec<Judgement> {
    let adjusted = adjust(questions.iter().map(rank_p).collect());
    let tests = adjusted.iter().flatten().count();
    let findings = adjusted
        .iter()
        .flatten()
        .filter(|p| **p <= FALSE_DISCOVERY_RATE)
        .count();
    let measured = questions
        .iter()
        .filter(|question| sides(question).is_some())
        .count();
    questions
        .iter()
        .zip(adjusted)
        .map(|(question, p)| {
            // With more runs, all that are measured would be tested together.
            let tests = if p.is_some() { tests } else { measured };
            answer(question, p, level(tests, findings))
        })
        .collect()
}

fn sides(question: &Question) -> Option<(&Sample, &Sample)> {
    Some((question.baseline.as_ref()?, question.candidate.as_ref()?))
}

/// The p of the rank test; nothing where no outcome could be a finding, since an idle test would only dilute the others.
fn rank_p(question: &Question) -> Option<f64> {
    let (baseline, candidate) = sides(question)?;
    if smallest_p(baseline.n(), candidate.n()) > FALSE_DISCOVERY_RATE {
        return None;
    }
    let test = mann_whitney(baseline, candidate);
    Some(match test.method {
        Method::Exact => test.p,
        Method::Asymptotic => permutation_p(baseline, candidate).unwrap_or(test.p),
    })
}

/// Adjusts those that are there, each in its place.
fn adjust(p: Vec<Option<f64>>) -> Vec<Option<f64>> {
    let tested: Vec<f64> = p.iter().flatten().copied().collect();
    let mut adjusted = benjamini_hochberg(&tested).into_iter();
    p.into_iter().map(|p| p.and_then(|_| adjusted.next())).collect()
}

/// The p, not adjusted, at which one more would be a finding beside those that are.
fn level(tests: usize, findings: usize) -> f64 {
    FALSE_DISCOVERY_RATE * ((findings + 1) as f64 / tests as f64).min(1.0)
}

fn answer(question: &Question, p: Option<f64>, level: f64) -> Judgement {
    let described = |sample: &Option<Sample>| sample.as_ref().map(describe);
    let mut judgement = Judgement {
        baseline: described(&question.baseline),
        candidate: described(&question.candidate),
        difference: None,
        effect: None,
        p,
        verdict: Verdict::NotMeasured,
    };
    let Some((baseline, candidate)) = sides(question) else {
        return judgement;
    };
    let pairs = PairDifferences::of(baseline, candidate);
    let difference = difference(baseline, candidate, pairs.as_ref());
    judgement.difference = Some(difference);
    judgement.effect = Some(Dominance::of(baseline, candidate).magnitude());
    let is_finding = p.is_some_and(|p| p <= FALSE_DISCOVERY_RATE);
    judgement.verdict = if is_finding && difference.absolute != 0.0 {
        direction(question.better, difference.absolute)
    } else if smallest_p(baseline.n(), candidate.n()) > level {
        Verdict::TooFew {
            needed: needed(baseline.n(), candidate.n(), level),
        }
    } else {
        let reach = reach(pairs.as_ref(), difference.absolute, level);
        Verdict::NoDifference {
            visible: reach.unwrap_or_else(|| reach_of_means(baseline, candidate, level)),
        }
    };
    judgement
}

fn difference(baseline: &Sample, candidate: &Sample, pairs: Option<&PairDifferences>) -> Difference {
    let base = describe(baseline).median;
    let absolute = pairs.map_or_else(|| describe(candidate).median - base, PairDifferences::shift);
    Difference {
        absolute,
        relative: Some(absolute / base.abs()).filter(|relative| relative.is_finite()),
        interval: pairs.and_then(|pairs| pairs.interval(0.025)),
    }
}

fn direction(better: Option<Better>, absolute: f64) -> Verdict {
    match better {
        None => Verdict::Changed,
        Some(Better::Higher) if absolute > 0.0 => Verdict::Improvement,
        Some(Better::Lower) if absolute < 0.0 => Verdict::Improvement,
        Some(Better::Higher | Better::Lower) => Verdict::Regression,
    }
}

/// How far off 0 the estimate would have to be for the interval at this level to leave 0 out, on either side.
fn reach(pairs: Option<&PairDifferences>, absolute: f64, level: f64) -> Option<f64> {
    let pairs = pairs?;
    let (low, high) = pairs.interval(level / 2.0)?;
    Some((absolute - low).max(high - absolute).max(pairs.resolution()))
}

/// The same where there are too many pairs to look at each: by the standard error of the difference of the means.
fn reach_of_means(baseline: &Sample, candidate: &Sample, level: f64) -> f64 {
    let error = |sample: &Sample| describe(sample).sd.unwrap_or(0.0) / (sample.n() as f64).sqrt();
    Normal::standard().inverse_cdf(1.0 - level / 2.0) * error(baseline).hypot(error(candidate))
}

/// The smallest number of values on each side, more than the shorter has, with which one clear difference is a finding.
fn needed(m: usize, n: usize, level: f64) -> usize {
    let mut size = m.min(n) + 1;
    while smallest_p(m.max(size), n.max(size)) > level {
        size += 1;
    }
    size
}
