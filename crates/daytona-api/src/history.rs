//! What happened to a run: every event with who, when and why.

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{Epoch, EventId};
use daytona_domain::outcome::By;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct HistoryEntry {
    pub id: EventId,
    pub at: Timestamp,
    /// The name of the state after it, such as `running`.
    pub state: String,
    /// The event's name, such as `script_ended`, `link_lost` or `server_restarted`.
    pub event: String,
    pub by: By,
    /// One sentence.
    pub sentence: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
}
