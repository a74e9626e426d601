//! What a script says of its own run.

use clap::Args;
use daytona_domain::announcement::{Announcement, MarkKind};
use daytona_domain::kpi::Better;
use daytona_domain::name::{KpiName, MarkName, SubjectName};

/// For execution scripts: marks a moment on the run's time line, or the beginning or the end of a phase.
#[derive(Debug, Args)]
pub struct MarkArgs {
    /// What happens, such as "warm-up"
    pub name: MarkName,
    /// A phase of this name begins
    #[arg(long, conflicts_with = "end")]
    pub begin: bool,
    /// The phase of this name ends
    #[arg(long)]
    pub end: bool,
}

/// For execution scripts: gives the run a KPI, beside those of its results file. A name counts once: given twice, or also in
/// the results file, it is not measured.
#[derive(Debug, Args)]
pub struct KpiArgs {
    /// The KPI's name, such as requests_per_second
    pub name: KpiName,
    /// Its value, such as 1234.5
    #[arg(allow_negative_numbers = true)]
    pub value: f64,
    /// Its unit, such as req/s
    pub unit: Option<String>,
    /// The direction in which it is better
    #[arg(long, value_name = "lower|higher", value_parser = better)]
    pub better: Option<Better>,
}

/// For execution scripts: says which version was tested, in place of the one that the run was given.
#[derive(Debug, Args)]
pub struct SubjectArgs {
    /// What is tested, such as nginx
    pub name: SubjectName,
    /// Its version, such as 1.27.3
    #[arg(allow_hyphen_values = true)]
    pub version: String,
}

fn better(text: &str) -> Result<Better, String> {
    match text {
        "lower" => Ok(Better::Lower),
        "higher" => Ok(Better::Higher),
        other => Err(format!("{other:?} is no direction; write lower or higher")),
    }
}

impl From<&MarkArgs> for Announcement {
    fn from(args: &MarkArgs) -> Self {
        let kind = match (args.begin, args.end) {
            (true, _) => MarkKind::Begin,
            (false, true) => MarkKind::End,
            (false, false) => MarkKind::Moment,
        };
        Self::Mark {
            name: args.name.clone(),
            kind,
        }
    }
}

impl From<&KpiArgs> for Announcement {
    fn from(args: &KpiArgs) -> Self {
        Self::Kpi {
            name: args.name.clone(),
            value: args.value,
            unit: args.unit.clone(),
            better: args.better,
        }
    }
}

impl From<&SubjectArgs> for Announcement {
    fn from(args: &SubjectArgs) -> Self {
        Self::Subject {
            name: args.name.clone(),
            version: args.version.clone(),
        }
    }
}
