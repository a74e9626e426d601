//! Judging KPIs: each by its difference and a rank test, all together by false discovery rate. The verdict carries what a
//! sentence needs; it is never a number alone.

use crate::describe::{Description, describe};
use crate::dominance::{Dominance, Magnitude};
use crate::hodges_lehmann::hodges_lehmann;
use crate::mann_whitney::mann_whitney;
use crate::multiple::benjamini_hochberg;
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
    /// As a share of the baseline's median; unknown where that is 0.
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
    /// No difference was seen; one of this size (absolute) would have been.
    NoDifference {
        visible: f64,
    },
    /// Too few values: with this many a side a verdict becomes possible.
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
    let tested: Vec<(usize, f64)> = questions
        .iter()
        .enumerate()
        .filter_map(|(index, question)| {
            let (baseline, candidate) = sides(question)?;
            // Where no outcome could be significant there is no test to pay for.
            (smallest_p(baseline.n(), candidate.n()) <= FALSE_DISCOVERY_RATE)
                .then(|| (index, mann_whitney(baseline, candidate).p))
        })
        .collect();
    let adjusted = benjamini_hochberg(&tested.iter().map(|(_, p)| *p).collect::<Vec<_>>());
    let mut p_of = vec![None; questions.len()];
    for ((index, _), p) in tested.iter().zip(adjusted) {
        if let Some(slot) = p_of.get_mut(*index) {
            *slot = Some(p);
        }
    }
    questions
        .iter()
        .zip(p_of)
        .map(|(question, p)| answer(question, p))
        .collect()
}

fn sides(question: &Question) -> Option<(&Sample, &Sample)> {
    Some((question.baseline.as_ref()?, question.candidate.as_ref()?))
}

fn answer(question: &Question, p: Option<f64>) -> Judgement {
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
    let difference = difference(baseline, candidate, p.is_some());
    judgement.difference = Some(difference);
    judgement.effect = Some(Dominance::of(baseline, candidate).magnitude());
    judgement.verdict = match p {
        None => Verdict::TooFew {
            needed: needed(baseline.n(), candidate.n()),
        },
        Some(p) if p <= FALSE_DISCOVERY_RATE && difference.absolute != 0.0 => {
            direction(question.better, difference.absolute)
        }
        Some(_) => Verdict::NoDifference {
            visible: visible(&difference),
        },
    };
    judgement
}

fn difference(baseline: &Sample, candidate: &Sample, with_interval: bool) -> Difference {
    let base = describe(baseline).median;
    let estimate = hodges_lehmann(baseline, candidate);
    let absolute = estimate.map_or_else(|| describe(candidate).median - base, |estimate| estimate.shift);
    let interval = estimate
        .filter(|estimate| with_interval && estimate.reaches_95)
        .map(|estimate| estimate.interval);
    Difference {
        absolute,
        relative: (base != 0.0).then(|| absolute / base.abs()),
        interval,
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

/// A difference as large as the interval is wide to one side would have left 0 outside of it.
fn visible(difference: &Difference) -> f64 {
    difference
        .interval
        .map_or(difference.absolute.abs(), |(low, high)| (high - low) / 2.0)
}

/// The smallest two-sided p that the exact rank test can give for these many values: 2 / (m + n choose m).
fn smallest_p(m: usize, n: usize) -> f64 {
    let (fewer, all) = (m.min(n), m + n);
    let orders: f64 = (0..fewer).map(|i| (all - i) as f64 / (i + 1) as f64).product();
    (2.0 / orders).min(1.0)
}

/// The smallest equal number of values a side, not below what is there, with which a verdict becomes possible.
fn needed(m: usize, n: usize) -> usize {
    let mut size = m.max(n).max(2);
    while smallest_p(size, size) > FALSE_DISCOVERY_RATE {
        size += 1;
    }
    size
}
