//! Which agents are connected and what they last said of their runs. In memory only: after a restart the agents
//! say it again. Decides nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{LeaseNumber, RunId};
use daytona_domain::name::HostName;
use daytona_protocol::convert::LinkRun;
use daytona_protocol::pb;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::agents::health::{Health, LinkLimits, judge};

/// How many commands may wait for a connection that doesn't take them.
pub const COMMAND_QUEUE: usize = 1_024;

/// What an agent last said of a run that it holds.
#[derive(Clone, Debug)]
pub struct HeldRun {
    pub lease: LeaseNumber,
    pub status: pb::RunStatus,
}

/// Everything known of one agent.
#[derive(Debug)]
pub struct Agent {
    pub session: Option<Session>,
    pub bulk: Option<Bulk>,
    pub last_heard: Timestamp,
    /// The version of the protocol that is spoken with it.
    pub protocol: u32,
    pub boot_id: String,
    pub cannot_run_scripts: Option<String>,
    pub held: BTreeMap<RunId, HeldRun>,
}

/// The connection for commands.
#[derive(Clone, Debug)]
pub struct Session {
    /// Tells two connections of one agent apart.
    pub number: u64,
    pub commands: mpsc::Sender<pb::server_message::Message>,
    pub close: CancellationToken,
}

/// The connection for data.
#[derive(Clone, Debug)]
pub struct Bulk {
    pub number: u64,
    pub requests: mpsc::Sender<pb::BulkFromServer>,
    pub close: CancellationToken,
}

/// All agents that have connected since the server started.
#[derive(Clone, Debug)]
pub struct Registry {
    agents: Arc<Mutex<BTreeMap<HostName, Agent>>>,
    limits: LinkLimits,
    listening_since: Timestamp,
    changes: watch::Sender<u64>,
}

impl Registry {
    pub fn new(limits: LinkLimits, listening_since: Timestamp) -> Self {
        let (changes, _) = watch::channel(0);
        Self {
            agents: Arc::default(),
            limits,
            listening_since,
            changes,
        }
    }

    /// Wakes whenever an agent has connected, gone, or said something new of a run.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    pub fn limits(&self) -> &LinkLimits {
        &self.limits
    }

    /// The agents, locked. Hold it for a few lines, never over an await.
    pub fn lock(&self) -> MutexGuard<'_, BTreeMap<HostName, Agent>> {
        self.agents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new session replaces the former one of the same agent, which is closed.
    pub fn connected(&self, host: &HostName, session: Session, hello: &Greeting, now: Timestamp) {
        let mut agents = self.lock();
        let former = agents.remove(host);
        let bulk = former.as_ref().and_then(|agent| agent.bulk.clone());
        if let Some(former) = former.and_then(|agent| agent.session) {
            former.close.cancel();
        }
        let agent = Agent {
            session: Some(session),
            bulk,
            last_heard: now,
            protocol: hello.protocol,
            boot_id: hello.boot_id.clone(),
            cannot_run_scripts: hello.cannot_run_scripts.clone(),
            held: hello.held.clone(),
        };
        agents.insert(host.clone(), agent);
        drop(agents);
        self.changed();
    }

    /// Forgets a session, unless a newer one has replaced it. Says whether it was the current one.
    pub fn disconnected(&self, host: &HostName, number: u64) -> bool {
        let mut agents = self.lock();
        let Some(agent) = agents.get_mut(host) else {
            return false;
        };
        let is_current = agent
            .session
            .as_ref()
            .is_some_and(|session| session.number == number);
        if is_current {
            agent.session = None;
            drop(agents);
            self.changed();
        }
        is_current
    }

    pub fn heard(&self, host: &HostName, now: Timestamp) {
        if let Some(agent) = self.lock().get_mut(host) {
            agent.last_heard = now;
        }
    }

    pub fn update(&self, host: &HostName, run: RunId, held: HeldRun) {
        if let Some(agent) = self.lock().get_mut(host) {
            if held.status.phase() == pb::Phase::Gone {
                agent.held.remove(&run);
            } else {
                agent.held.insert(run, held);
            }
        }
        self.changed();
    }

    /// Has a run's set-up on `host` count as failed, because its agent refused it or can't do it.
    pub fn fail_set_up(&self, host: &HostName, run: &LinkRun, reason: String) {
        let status = pb::RunStatus {
            run: Some(run.to_message()),
            phase: pb::Phase::Failed.into(),
            reason,
            ..pb::RunStatus::default()
        };
        let lease = run.lease;
        self.update(host, run.run, HeldRun { lease, status });
    }

    /// Takes a data connection, if the agent has a session. A former one is closed.
    pub fn bulk_connected(&self, host: &HostName, bulk: Bulk) -> bool {
        let mut agents = self.lock();
        let Some(agent) = agents.get_mut(host).filter(|agent| agent.session.is_some()) else {
            return false;
        };
        if let Some(former) = agent.bulk.replace(bulk) {
            former.close.cancel();
        }
        drop(agents);
        self.changed();
        true
    }

    pub fn bulk_disconnected(&self, host: &HostName, number: u64) {
        if let Some(agent) = self.lock().get_mut(host)
            && agent.bulk.as_ref().is_some_and(|bulk| bulk.number == number)
        {
            agent.bulk = None;
        }
    }

    /// How the link to `host` is; a host that hasn't connected yet is judged from when the server began to listen.
    pub fn health(&self, host: &HostName, now: Timestamp) -> Health {
        let agents = self.lock();
        let agent = agents.get(host);
        let connected = agent.is_some_and(|agent| agent.session.is_some());
        let last_heard = agent.map_or(self.listening_since, |agent| agent.last_heard);
        judge(&self.limits, connected, last_heard, self.listening_since, now)
    }

    /// Queues a command. A connection that doesn't take them is closed: after it the agent hears everything again.
    pub fn command(&self, host: &HostName, command: pb::server_message::Message) -> bool {
        let session = self.lock().get(host).and_then(|agent| agent.session.clone());
        let Some(session) = session else { return false };
        let is_queued = session.commands.try_send(command).is_ok();
        if !is_queued {
            session.close.cancel();
        }
        is_queued
    }

    /// Queues a request for data, in the same way.
    pub fn request(&self, host: &HostName, request: pb::bulk_from_server::Message) -> bool {
        let bulk = self.lock().get(host).and_then(|agent| agent.bulk.clone());
        let Some(bulk) = bulk else { return false };
        let is_queued = bulk
            .requests
            .try_send(pb::BulkFromServer {
                message: Some(request),
            })
            .is_ok();
        if !is_queued {
            bulk.close.cancel();
        }
        is_queued
    }

    /// Ends the connections of one agent at once, with the reason as the last word.
    pub fn turn_away(&self, host: &HostName, reason: String) {
        let mut agents = self.lock();
        let Some(agent) = agents.get_mut(host) else {
            return;
        };
        if let Some(session) = &agent.session {
            let refusal = pb::Refusal {
                reason,
                come_back_ms: 0,
            };
            // An agent that takes no more commands is cut off without a word.
            let _ = session
                .commands
                .try_send(pb::server_message::Message::Refusal(refusal));
            session.close.cancel();
        }
    }

    /// Ends a connection for data whose session has ended.
    pub fn close_orphaned_bulk(&self, host: &HostName) {
        if let Some(agent) = self.lock().get_mut(host)
            && agent.session.is_none()
            && let Some(bulk) = agent.bulk.take()
        {
            bulk.close.cancel();
        }
    }

    /// Has every connected agent that can do so renew its certificate.
    pub fn have_all_renew(&self) {
        /// The version that knows how.
        const KNOWS_RENEWAL: u32 = 2;
        for agent in self.lock().values() {
            if let Some(session) = agent.session.as_ref().filter(|_| agent.protocol >= KNOWS_RENEWAL) {
                let renew = pb::server_message::Message::RenewCertificate(pb::RenewCertificate {});
                // Whoever misses it hears it when it connects again.
                let _ = session.commands.try_send(renew);
            }
        }
    }

    /// Closes every connection, for the server's shutdown.
    pub fn close_all(&self) {
        for agent in self.lock().values() {
            if let Some(session) = &agent.session {
                session.close.cancel();
            }
            if let Some(bulk) = &agent.bulk {
                bulk.close.cancel();
            }
        }
    }
}

/// What an agent says when it connects.
#[derive(Clone, Debug, Default)]
pub struct Greeting {
    pub protocol: u32,
    pub boot_id: String,
    pub cannot_run_scripts: Option<String>,
    pub held: BTreeMap<RunId, HeldRun>,
}
