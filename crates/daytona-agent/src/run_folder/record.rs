//! What is known of a run on this host, as it is kept in the run's private folder: all that a restarted agent
//! has to go by.

use std::time::Duration;

use daytona_domain::clock::Timestamp;
use daytona_domain::framework::ScriptPath;
use daytona_domain::id::LeaseNumber;
use daytona_domain::outcome::ScriptEnd;
use serde::{Deserialize, Serialize};

use super::order::RunOrder;
use crate::account::ScriptAccount;

/// The version of the files in a run's private folder. An agent adopts only runs of versions that it knows. What an agent can
/// do without is added with a default and leaves the version as it is, so that a rolled-back agent adopts the run too.
/// `tests/fixtures` has a folder of each version, as it was first written.
pub const FORMAT: u32 = 1;

/// Written as the last act of the set-up: a folder without it is no run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunRecord {
    pub(crate) format: u32,
    pub(crate) order: RunOrder,
    pub(crate) script: ScriptCopy,
    pub(crate) account: ScriptAccount,
}

/// What became of the script's folder in the set-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum ScriptCopy {
    /// A statistics host runs none.
    None,
    /// The copy, relative to the results folder.
    Copied { script: ScriptPath },
    /// The run will fail with this reason when it is started.
    Unusable { reason: String },
}

/// That the script may have been executed. It survives a loss of power.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StartedRecord {
    pub(crate) lease: LeaseNumber,
    pub(crate) boot_id: String,
}

/// The one supervisor of a run: whoever writes this first may start the script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum SupervisorRecord {
    Process {
        format: u32,
        pid: i32,
        /// Clock ticks from boot to its start, which tells it from a later process with the same id.
        started_ticks: u64,
    },
    /// The agent found that none had come, and lets none come any more.
    Forbidden,
}

/// When the script was executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExecRecord {
    /// This host's wall clock.
    pub wall: Timestamp,
    /// Monotonic clock of this boot, in nanoseconds.
    pub monotonic_ns: u64,
    pub pid: i32,
}

/// How the script ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExitRecord {
    pub format: u32,
    pub end: ScriptEnd,
    /// When it was executed, by this host's wall clock; nothing if it never was.
    pub exec_wall: Option<Timestamp>,
    /// From exec to its end, by the monotonic clock.
    pub ran: Duration,
    /// What of its output could not be written, for example to a full disk.
    pub console_lost_bytes: u64,
    /// Processes that even KILL didn't end in time.
    pub left_behind: u32,
}

impl ExitRecord {
    /// The record of a script that was never executed.
    pub(crate) fn cannot_start(reason: String) -> Self {
        Self {
            format: FORMAT,
            end: ScriptEnd::CannotStart { reason },
            exec_wall: None,
            ran: Duration::ZERO,
            console_lost_bytes: 0,
            left_behind: 0,
        }
    }
}
