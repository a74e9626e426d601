//! What a script marked on the time line of its run.

use daytona_domain::announcement::MarkKind;
use daytona_domain::name::MarkName;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The marks of a run, at most 1,000, live and afterwards.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Marks {
    /// In the order in which they were said.
    pub marks: Vec<Mark>,
}

/// A phase that begins or ends, or a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Mark {
    pub name: MarkName,
    pub kind: MarkKind,
    /// Since the script's exec, the zero of the run's time axis.
    pub elapsed_seconds: f64,
}
