//! Hosts and how they join.

use daytona_domain::clock::Timestamp;
use daytona_domain::id::RunId;
use daytona_domain::name::HostName;
use daytona_domain::unit::Span;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Host {
    pub name: HostName,
    /// What other hosts reach it by.
    pub address: String,
    #[serde(flatten)]
    pub state: HostState,
    /// One sentence, such as "free since 11:02" or "used by run 1132/2".
    pub sentence: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<HostFacts>,
    pub agent_version: String,
    /// Why it can't run scripts, if it can't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cannot_run_scripts: Option<String>,
    pub enrolled: Timestamp,
    /// When the certificate of its agent ends. The agent renews it long before; if this is near, it hasn't been able to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate_expires: Option<Timestamp>,
    /// Since when its agent is not let in any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum HostState {
    Free,
    Busy {
        run: RunId,
    },
    /// Enrolled, and its agent has never connected or is not connected now.
    Disconnected {
        since: Timestamp,
    },
    /// Not heard of for longer than the limit of suspicion.
    Suspect {
        since: Timestamp,
    },
    /// Not heard of for longer than the limit of loss.
    Lost {
        since: Timestamp,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HostFacts {
    pub kernel: String,
    pub operating_system: String,
    pub cpu_model: String,
    pub cpus: u32,
    pub memory_bytes: u64,
    pub architecture: String,
    /// Which control groups its agent puts runs into, so that nothing of them can stay: `delegated` (version 2), `hybrid`
    /// (version 1, or both) or `none`; empty if the agent doesn't say.
    pub control_groups: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateJoinToken {
    /// The host's name, or a pattern with `*`; absent: any name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// How long it may be used; by default an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid: Option<Span>,
    /// Whether a host of a known name may get a new certificate with it.
    #[serde(default)]
    pub re_enrol: bool,
}

/// A token with which one agent enrols once. It is shown this once.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct JoinToken {
    /// `id.secret.fingerprint`.
    pub token: String,
    pub host: String,
    pub expires: Timestamp,
    /// The command to run on the host.
    pub command: String,
}
