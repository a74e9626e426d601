//! The enrolled hosts, in memory: what the dispatcher and the scripts' environment need at every run. The store is the
//! truth; this is read again whenever a host enrols.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use daytona_domain::clock::Timestamp;
use daytona_domain::id::DEFAULT_TEAM;
use daytona_domain::name::HostName;
use daytona_store::{DatabaseError, Store};

use crate::agents::health::Health;
use crate::agents::registry::Registry;
use crate::scheduler::dispatcher::plan::{Availability, Hosts};

/// How many hosts are read at once.
const PAGE: u64 = 500;

/// What is known of each host, by name.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    hosts: Arc<RwLock<BTreeMap<HostName, Entry>>>,
}

#[derive(Clone, Debug)]
struct Entry {
    address: String,
    /// Of the certificates that its agent may use; none if it was revoked.
    serials: Vec<String>,
}

impl Directory {
    pub async fn reload(&self, store: &Store) -> Result<(), DatabaseError> {
        let mut hosts = BTreeMap::new();
        let mut after = None;
        loop {
            let page = store.hosts(DEFAULT_TEAM, after.as_ref(), PAGE).await?;
            hosts.extend(page.items.into_iter().map(|host| {
                let serials = host.valid_serials().map(str::to_owned).collect();
                let address = host.address;
                (host.name, Entry { address, serials })
            }));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        *self.hosts.write().unwrap_or_else(PoisonError::into_inner) = hosts;
        Ok(())
    }

    /// What other hosts reach `host` by.
    pub fn address(&self, host: &HostName) -> Option<String> {
        self.read().get(host).map(|entry| entry.address.clone())
    }

    /// Whether an agent with the certificate of this serial number is that of `host`.
    pub fn accepts(&self, host: &HostName, serial: &str) -> bool {
        let hosts = self.read();
        let entry = hosts.get(host);
        entry.is_some_and(|entry| entry.serials.iter().any(|valid| valid == serial))
    }

    fn read(&self) -> RwLockReadGuard<'_, BTreeMap<HostName, Entry>> {
        self.hosts.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every enrolled host, by name.
    pub fn names(&self) -> Vec<HostName> {
        let addresses = self.read();
        addresses.keys().cloned().collect()
    }

    pub fn is_enrolled(&self, host: &HostName) -> bool {
        self.read().contains_key(host)
    }

    /// Every enrolled host as the dispatcher sees it now.
    pub fn availability(&self, registry: &Registry, now: Timestamp) -> Hosts {
        let names: Vec<_> = self.read().keys().cloned().collect();
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
