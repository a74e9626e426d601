//! What a server is started with. Composed from file, environment and flags elsewhere.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use daytona_api::test::Choice;
use daytona_domain::framework::FrameworkDefinition;
use daytona_store::DatabaseUrl;

use crate::agents::health::LinkLimits;

/// How long what was deleted can be restored unless the configuration says otherwise.
pub const TRASH_KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Everything that a server needs to start.
#[derive(Debug)]
pub struct ServerConfig {
    /// The folder of the authority and all results, and of the database unless it is another one.
    pub data: PathBuf,
    /// The database, if it isn't the file in the data folder.
    pub database: Option<DatabaseUrl>,
    /// The web port; it must be on loopback.
    pub listen: SocketAddr,
    /// The port of the agent link.
    pub agent_listen: SocketAddr,
    pub limits: LinkLimits,
    /// How long what was deleted can be restored; after that its files and rows are removed.
    pub trash_kept: Duration,
    /// Set in `daytona demo`.
    pub sample: Option<Sample>,
    /// Serves every path that the API doesn't.
    pub ui: Router,
}

/// A framework and tests that are made when the first administrator is, and belong to that account.
#[derive(Clone, Debug)]
pub struct Sample {
    pub framework: FrameworkDefinition,
    pub tests: Vec<Choice>,
}

/// A configuration that can't be served.
#[derive(Debug, thiserror::Error)]
pub enum InvalidConfig {
    #[error(
        "the web port can't listen on {address}: without TLS it serves loopback only; use 127.0.0.1 or [::1], and an SSH tunnel from elsewhere"
    )]
    NotLoopback { address: SocketAddr },
}

impl ServerConfig {
    pub fn database(&self) -> DatabaseUrl {
        let in_folder = || DatabaseUrl::in_folder(&self.data);
        self.database.clone().unwrap_or_else(in_folder)
    }

    /// Refuses what this version can't serve safely.
    pub fn check(&self) -> Result<(), InvalidConfig> {
        if self.listen.ip().is_loopback() {
            Ok(())
        } else {
            Err(InvalidConfig::NotLoopback { address: self.listen })
        }
    }
}
