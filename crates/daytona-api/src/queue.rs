//! The queue: what runs, what waits and why.

use daytona_domain::id::RunId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::run::Run;

/// What runs and what waits, in the order in which the dispatcher looks at it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Queue {
    pub running: Vec<Run>,
    pub waiting: Vec<Waiting>,
    /// How many wait in all; `waiting` holds the first of them.
    pub waiting_total: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Waiting {
    #[serde(flatten)]
    pub run: Run,
    /// 1 is the next to be looked at.
    pub position: u64,
    /// One sentence that is true at this moment.
    pub reason: String,
}

/// Why a run isn't running.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Why {
    pub run: RunId,
    pub reason: String,
}
