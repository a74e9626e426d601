//! Result files.

use daytona_domain::name::HostName;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ResultFile {
    pub host: HostName,
    /// Relative to the host's results; bytes that aren't UTF-8 are written `%XX`.
    pub path: String,
    pub size: u64,
    /// BLAKE3 of the content, 64 hexadecimal digits; absent while the file still grows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    pub status: FileStatus,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FileStatus {
    /// It is being followed.
    Growing,
    /// Its hash on the server is the one that the agent computed.
    Verified,
    /// It could not be verified.
    Unverified { reason: String },
    /// It is no regular file, so it was not collected.
    Skipped { reason: String },
    /// It is no result: the server made it from one, and can make it again.
    Derived,
}
