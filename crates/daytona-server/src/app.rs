//! What every handler and every part of the scheduler works with. A cheap handle to the server's pieces.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use daytona_domain::clock::Clock;
use daytona_protocol::authorities::Authorities;
use daytona_store::Store;

use crate::agents::link_tls::LinkTls;
use crate::agents::registry::Registry;
use crate::config::Sample;
use crate::directory::Directory;
use crate::hints::Hints;
use crate::results::collection::Collections;
use crate::results::ingest::Ingest;
use crate::scheduler::Scheduler;
use crate::vault::Vault;

#[derive(Clone, Debug)]
pub struct App {
    pub store: Store,
    pub clock: Clock,
    pub hints: Hints,
    pub registry: Registry,
    pub directory: Directory,
    pub ingest: Ingest,
    pub collections: Collections,
    pub scheduler: Scheduler,
    pub authorities: Arc<Authorities>,
    pub link_tls: Arc<LinkTls>,
    pub vault: Vault,
    pub place: Arc<Place>,
}

/// Where the server is reached, and whether it is a demo.
#[derive(Clone)]
pub struct Place {
    pub web: SocketAddr,
    pub agents: SocketAddr,
    pub demo: bool,
    /// What is made for the first administrator.
    pub sample: Option<Sample>,
    /// How long what was deleted can be restored.
    pub trash_kept: Duration,
    /// The secret of the link with which the first administrator is made, if there was none at the start.
    pub setup_secret: Option<String>,
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            web,
            agents,
            demo,
            sample: _,
            trash_kept,
            setup_secret: _,
        } = self;
        f.debug_struct("Place")
            .field("web", web)
            .field("agents", agents)
            .field("demo", demo)
            .field("trash_kept", trash_kept)
            .finish_non_exhaustive()
    }
}
