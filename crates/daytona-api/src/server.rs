//! What the server says of itself.

use daytona_domain::clock::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ServerInfo {
    pub version: String,
    pub now: Timestamp,
    /// What everybody should know, such as "this is a demo".
    pub banners: Vec<String>,
    /// Where agents connect.
    pub agent_address: String,
    /// Whether this is `daytona demo`.
    pub demo: bool,
}
