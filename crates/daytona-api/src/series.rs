//! Series: numbers over time, reduced to what a chart can show. Live and afterwards by the same call.

use daytona_domain::clock::Timestamp;
use daytona_domain::kpi::Better;
use daytona_domain::name::HostName;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What series a run has.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SeriesIndex {
    pub files: Vec<SeriesFile>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeriesFile {
    pub host: HostName,
    /// Relative to the host's results, such as `sar/cpu.plt`.
    pub file: String,
    pub columns: Vec<SeriesColumn>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeriesColumn {
    pub name: String,
    /// `%`, `kB`, `/s` …; empty if unknown.
    pub unit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub better: Option<Better>,
}

/// One request for all charts of a page.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesQuery {
    pub series: Vec<SeriesRequest>,
    /// Seconds since the script's exec, negative before it; absent: from the first row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<f64>,
    /// Device pixels of the plot's width.
    #[serde(default = "default_points")]
    pub points: u32,
}

pub const MAXIMUM_POINTS: u32 = 4_096;

fn default_points() -> u32 {
    1_200
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesRequest {
    pub host: HostName,
    pub file: String,
    pub columns: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SeriesAnswer {
    pub series: Vec<Series>,
}

/// What came of making the columnar copies of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeriesCopies {
    /// A sentence for each file that has no copy; empty if all have one.
    pub problems: Vec<String>,
}

/// One file's columns. With `raw`, `t` and each column's `v` hold the rows; otherwise each bucket of `step` seconds
/// from `from` on has its first, smallest, largest and last value. `null` is a gap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Series {
    pub host: HostName,
    pub file: String,
    /// The script's exec on the server's clock: second 0. Absent if the script never started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Timestamp>,
    pub from: f64,
    pub to: f64,
    /// Rows of the file within the range.
    pub rows: u64,
    pub raw: bool,
    /// Width of a bucket in seconds; 0 with `raw`.
    pub step: f64,
    /// Seconds since the origin of each row; empty without `raw`.
    pub t: Vec<f64>,
    pub columns: Vec<ColumnValues>,
    pub gaps: Vec<Gap>,
    /// What a reader of the numbers should know: of their times, and of lines and cells that can't be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Why there is nothing, if there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ColumnValues {
    pub name: String,
    pub unit: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub v: Vec<Option<f64>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub first: Vec<Option<f64>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub min: Vec<Option<f64>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub max: Vec<Option<f64>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub last: Vec<Option<f64>>,
    /// Mean and number of the values of each bucket.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mean: Vec<Option<f64>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub n: Vec<u64>,
}

/// A stretch without samples, with the reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Gap {
    pub from: f64,
    pub to: f64,
    pub reason: String,
}
