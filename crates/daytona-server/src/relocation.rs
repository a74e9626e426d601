//! Moving the database of a server that is stopped to another one. The work is the store's; this is its way out to the
//! command line.

use daytona_store::transfer;
pub use daytona_store::transfer::{Moved, Phase, Progress, TransferError};

use crate::DatabaseUrl;

/// Moves everything to a database that is empty. Result files stay where they are.
pub async fn relocate(
    from: &DatabaseUrl,
    to: &DatabaseUrl,
    progress: impl FnMut(Progress<'_>),
) -> Result<Moved, TransferError> {
    let holder = format!("process {}, moving a database", std::process::id());
    transfer::transfer(from, to, &holder, progress).await
}
