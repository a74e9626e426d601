//! The sides of a comparison: which runs, and their KPIs.

use std::str::FromStr;

use daytona_domain::id::{RunId, TestId};
use daytona_domain::kpi::Kpi;
use daytona_domain::name::{FrameworkName, KpiName, Title};
use daytona_domain::run::RunSpec;

/// A side as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SideKey {
    /// `1132/2`
    Run(RunId),
    /// `1132`: its latest run.
    Latest(TestId),
    /// `1132/*`: all its clean runs.
    AllClean(TestId),
}

/// A text that names no side.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not a side of a comparison; write 1132/2, 1132 for its latest run, or 1132/* for all its clean runs"
)]
pub struct InvalidSideKey {
    pub text: String,
}

impl FromStr for SideKey {
    type Err = InvalidSideKey;

    fn from_str(text: &str) -> Result<Self, InvalidSideKey> {
        let invalid = || InvalidSideKey {
            text: text.to_owned(),
        };
        let test = |text: &str| text.parse::<TestId>().ok().filter(|test| test.get() > 0);
        if let Some(of) = text.strip_suffix("/*") {
            return test(of).map(Self::AllClean).ok_or_else(invalid);
        }
        match text.parse() {
            Ok(run) => Ok(Self::Run(run)),
            Err(_) => test(text).map(Self::Latest).ok_or_else(invalid),
        }
    }
}

/// The runs of a side that count.
#[derive(Clone, Debug)]
pub struct ComparedSide {
    pub key: String,
    pub title: Title,
    pub framework: FrameworkName,
    pub runs: Vec<ComparedRun>,
    /// Runs that were asked for and don't count, with the reason.
    pub left_out: Vec<String>,
    /// What the side's latest run was made from.
    pub spec: RunSpec,
}

#[derive(Clone, Debug)]
pub struct ComparedRun {
    pub id: RunId,
    pub kpis: Vec<Kpi>,
}

impl ComparedSide {
    pub fn kpis(&self) -> impl Iterator<Item = &Kpi> {
        self.runs.iter().flat_map(|run| run.kpis.iter())
    }

    /// The values of a KPI over the runs that measured it.
    pub fn values(&self, name: &KpiName) -> Vec<f64> {
        self.kpis()
            .filter(|kpi| kpi.name == *name)
            .map(|kpi| kpi.value)
            .collect()
    }
}
