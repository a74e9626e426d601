//! Comparing runs. Verdicts come from the server; a client computes none.

use daytona_domain::id::RunId;
use daytona_domain::kpi::Better;
use daytona_domain::name::{FrameworkName, KpiName, Title};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Comparison {
    pub base: Side,
    pub contenders: Vec<Side>,
    /// The answer in a sentence that names both sides and the direction, one for each contender.
    pub sentences: Vec<String>,
    /// What is not the same, in words: arguments, hosts, revisions, subjects.
    pub differences: Vec<String>,
    pub rows: Vec<CompareRow>,
    /// How the rows were judged, in words.
    pub method: String,
}

/// The runs of one side.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Side {
    /// As it was asked for: `1132/2`, or `1133/*` for all clean runs of a test.
    pub key: String,
    pub title: Title,
    pub framework: FrameworkName,
    pub runs: Vec<RunId>,
    /// Runs asked for and left out, with the reason.
    pub left_out: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CompareRow {
    pub kpi: KpiName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub better: Option<Better>,
    pub base: SideValues,
    pub contenders: Vec<ContenderValues>,
}

/// The values of a KPI on one side. Without values it is "not measured", never 0.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SideValues {
    pub n: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median: Option<f64>,
    /// Half the width of the middle: the median absolute deviation; absent below 2 values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread: Option<f64>,
    pub values: Vec<f64>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ContenderValues {
    pub values: SideValues,
    /// Contender minus base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absolute: Option<f64>,
    /// The same as a share of the base: 0.031 is 3.1 % more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative: Option<f64>,
    /// 95 % interval of the relative difference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Interval>,
    pub verdict: Verdict,
    /// The verdict in words, for example "3.1 % slower than 1132/2" or "one run a side: no verdict".
    pub sentence: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Improvement,
    Regression,
    /// It changed, and no direction is declared.
    Changed,
    NoDifference,
    /// Too few runs.
    NoVerdict,
    NotMeasured,
}
