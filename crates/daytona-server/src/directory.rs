//! The enrolled hosts, in memory: what the dispatcher and the scripts' environment need at every run. The store is the
//! truth; this is read again whenever a host enrols.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use daytona_domain::clock::Timestamp;
use daytona_domain::id::DEFAULT_TEAM;
use daytona_domain::name::HostName;
use daytona_store::{DatabaseError, Store};

use crate::agents::health::Health;
use crate::agents::registry::Registry;
use crate::scheduler::dispatcher::plan::{Availability, Hosts};

/// How many hosts are read at once.
const PAGE: u64 = 500;

/// Addresses by host name.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    addresses: Arc<RwLock<BTreeMap<HostName, String>>>,
}

impl Directory {
    pub async fn reload(&self, store: &Store) -> Result<(), DatabaseError> {
        let mut addresses = BTreeMap::new();
        let mut after = None;
        loop {
            let page = store.hosts(DEFAULT_TEAM, after.as_ref(), PAGE).await?;
            addresses.extend(page.items.into_iter().map(|host| (host.name, host.address)));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        *self.addresses.write().unwrap_or_else(PoisonError::into_inner) = addresses;
        Ok(())
    }

    /// What other hosts reach `host` by.
    pub fn address(&self, host: &HostName) -> Option<String> {
        self.addresses
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(host)
            .cloned()
    }

    /// Every enrolled host, by name.
    pub fn names(&self) -> Vec<HostName> {
        let addresses = self.addresses.read().unwrap_or_else(PoisonError::into_inner);
        addresses.keys().cloned().collect()
    }

    pub fn is_enrolled(&self, host: &HostName) -> bool {
        self.addresses
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains_key(host)
    }

    /// Every enrolled host as the dispatcher sees it now.
    pub fn availability(&self, registry: &Registry, now: Timestamp) -> Hosts {
        let addresses = self.addresses.read().unwrap_or_else(PoisonError::into_inner);
        let names: Vec<_> = addresses.keys().cloned().collect();
        drop(addresses);
        names
            .into_iter()
            .map(|host| {
                let availability = match registry.health(&host, now) {
                    Health::Connected => ready(registry, &host),
                    Health::Disconnected { .. } | Health::Suspect { .. } | Health::Lost { .. } => {
                        Availability::Away
                    }
                };
                (host, availability)
            })
            .collect()
    }
}

fn ready(registry: &Registry, host: &HostName) -> Availability {
    let agents = registry.lock();
    match agents
        .get(host)
        .and_then(|agent| agent.cannot_run_scripts.clone())
    {
        Some(reason) => Availability::StatisticsOnly { reason },
        None => Availability::Ready,
    }
}
