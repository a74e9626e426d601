//! Deleting and restoring.

use clap::{Args, Subcommand};
use daytona_domain::id::{RunId, TrashId};

#[derive(Debug, Args)]
pub struct DeleteArgs {
    /// A run, written with its number: 1132/2
    pub run: RunId,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// What was deleted: a run like 1132/2, a test like 1132, or a framework's name
    pub what: String,
}

#[derive(Debug, Subcommand)]
pub enum TrashCommand {
    /// List what was deleted and can be restored, the latest first
    List,
    /// Remove something in the trash for good, with its files; asks, unless --yes is given
    Purge {
        /// Its number in the list
        id: TrashId,
        /// Don't ask
        #[arg(long)]
        yes: bool,
    },
}
