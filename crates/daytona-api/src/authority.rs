//! The server's certificate authority and its change.

use daytona_domain::name::HostName;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The authority that signs the certificates of agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Authority {
    /// The fingerprint of the one under which the server shows itself, as it stands in join tokens.
    pub fingerprint: String,
    /// Set while it is being changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<AuthorityChange>,
}

/// A change of the authority: both are trusted until it is finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuthorityChange {
    /// The fingerprint of the next one, which signs already.
    pub next: String,
    /// Hosts whose agents still use a certificate of the old one.
    pub hosts_left: Vec<HostName>,
}

/// How a change is finished.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishAuthorityChange {
    /// Also if agents still use certificates of the old authority. They are revoked, and have to enrol again.
    #[serde(default)]
    pub force: bool,
}
