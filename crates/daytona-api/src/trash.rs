//! The trash: frameworks, tests and runs that were deleted and can still be restored, with all their files.

use daytona_domain::clock::Timestamp;
use daytona_domain::id::TrashId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something that was deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrashItem {
    pub id: TrashId,
    pub kind: TrashKind,
    /// What it is called: `gzip`, `1132` or `1132/2`.
    pub name: String,
    pub title: String,
    pub owner: String,
    /// How many runs went with it.
    pub runs: u64,
    pub deleted: Timestamp,
    pub deleted_by: String,
    /// When it is removed for good.
    pub kept_until: Timestamp,
    /// True once it is being removed: it can't be restored any more.
    pub purging: bool,
    /// Whether you may restore it or remove it for good.
    pub may_restore: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TrashKind {
    Framework,
    Test,
    Run,
}
