//! The agent's side of a session as a state machine without I/O: what happened goes in, what to do comes out. The driver
//! dials, sends and acts; time is given from outside as the duration since some fixed moment.

#[cfg(test)]
mod tests;

use std::time::Duration;

use daytona_protocol::pb;
use daytona_protocol::pb::agent_message::Message as ToServer;
use daytona_protocol::pb::server_message::Message as FromServer;
use daytona_protocol::version::{self, PROTOCOL_VERSION};

use crate::clock_offset::ClockOffset;
use crate::session::backoff::Backoff;

/// How often heartbeats are sent until the server says otherwise.
const DEFAULT_HEARTBEAT: Duration = Duration::from_secs(5);
/// After this many heartbeats without a word from the server the link counts as dead.
const SILENT_HEARTBEATS: u32 = 6;
/// A refused agent comes back slowly: nothing changes before somebody upgrades something.
const REFUSED_RETRY: Duration = Duration::from_secs(60);

/// What happened.
#[derive(Debug)]
pub enum Input {
    /// The session's stream is open; this is what the agent has to say of itself.
    Connected { hello: pb::Hello },
    /// `wall_us` is the agent's wall clock when the message came.
    Received {
        message: pb::ServerMessage,
        wall_us: i64,
    },
    /// The stream could not be opened, or it ended.
    LinkLost,
    /// The server doesn't let this agent in.
    Refused,
    /// There is another certificate: a renewed one, or that of a new enrolment.
    NewIdentity,
    /// The agent itself has something to say: the status of a run, part of a manifest, a refusal.
    Say(ToServer),
    /// Time has passed. `wall_us` is the agent's wall clock.
    Tick { wall_us: i64 },
}

/// What to do.
#[derive(Debug, PartialEq)]
pub enum Effect {
    Dial,
    Send(pb::AgentMessage),
    /// The server has welcomed the agent: open the connection for data.
    OpenBulk,
    /// Carry out a command.
    Act(FromServer),
    /// Get another certificate when it suits.
    Renew,
    /// What to add to the agent's wall clock to get the server's, microseconds.
    Clock {
        offset_us: i64,
    },
    /// Drop the connection.
    Close {
        reason: String,
    },
}

/// A session and its link.
#[derive(Debug)]
pub struct Machine {
    link: Link,
    backoff: Backoff,
    /// Counts up with every message that is sent in a session.
    sequence: u64,
    received: u64,
    offset: ClockOffset,
}

#[derive(Debug, PartialEq)]
enum Link {
    Down {
        retry_at: Duration,
    },
    Dialling,
    /// Hello was sent.
    Greeting {
        since: Duration,
        hello_wall_us: i64,
    },
    Up {
        heartbeat: Duration,
        next_beat: Duration,
        last_heard: Duration,
    },
}

impl Machine {
    /// A machine that dials at the first tick. `seed` spreads the retries of many agents.
    pub fn new(seed: u64) -> Self {
        Self {
            link: Link::Down {
                retry_at: Duration::ZERO,
            },
            backoff: Backoff::new(seed),
            sequence: 0,
            received: 0,
            offset: ClockOffset::default(),
        }
    }

    pub fn step(&mut self, input: Input, now: Duration) -> Vec<Effect> {
        match input {
            Input::Connected { hello } => self.connected(hello, now),
            Input::Received { message, wall_us } => self.received(message, now, wall_us),
            Input::LinkLost => self.lost(now),
            Input::Refused => {
                self.wait(now, REFUSED_RETRY);
                Vec::new()
            }
            Input::NewIdentity => self.new_identity(now),
            Input::Say(message) => self.say(message),
            Input::Tick { wall_us } => self.tick(now, wall_us),
        }
    }

    fn connected(&mut self, hello: pb::Hello, now: Duration) -> Vec<Effect> {
        if self.link != Link::Dialling {
            return vec![Effect::Close {
                reason: "a connection was opened that nobody asked for".to_owned(),
            }];
        }
        self.sequence = 0;
        self.received = 0;
        self.link = Link::Greeting {
            since: now,
            hello_wall_us: hello.wall_us,
        };
        vec![self.numbered(ToServer::Hello(hello))]
    }

    fn received(&mut self, message: pb::ServerMessage, now: Duration, wall_us: i64) -> Vec<Effect> {
        let pb::ServerMessage { sequence, message } = message;
        self.received = sequence;
        match (&mut self.link, message) {
            (Link::Greeting { .. }, Some(FromServer::Welcome(welcome))) => {
                self.welcomed(&welcome, now, wall_us)
            }
            (Link::Greeting { .. } | Link::Up { .. }, Some(FromServer::Refusal(refusal))) => {
                self.sent_away(refusal.reason, refusal.come_back_ms, now)
            }
            (Link::Up { .. }, Some(FromServer::StopServer(stop))) => {
                self.sent_away(stop.reason, stop.come_back_ms, now)
            }
            (Link::Up { last_heard, .. }, Some(FromServer::RenewCertificate(_))) => {
                *last_heard = now;
                vec![Effect::Renew]
            }
            (Link::Up { last_heard, .. }, Some(FromServer::Heartbeat(heartbeat))) => {
                *last_heard = now;
                self.exchanged(heartbeat.agent_wall_us, heartbeat.server_us, wall_us)
            }
            (Link::Up { last_heard, .. }, Some(command)) => {
                *last_heard = now;
                vec![Effect::Act(command)]
            }
            (Link::Up { last_heard, .. }, None) => {
                *last_heard = now;
                let reason = "this agent doesn't know this command; upgrade it".to_owned();
                let refused = pb::CommandRefused {
                    run: None,
                    command: "unknown".to_owned(),
                    reason,
                };
                vec![self.numbered(ToServer::Refused(refused))]
            }
            (Link::Greeting { .. }, Some(_) | None) => {
                self.link = Link::Down {
                    retry_at: now + self.backoff.next(),
                };
                vec![Effect::Close {
                    reason: "the server did not begin with a welcome".to_owned(),
                }]
            }
            // What is still on its way after the link was given up has no effect.
            (Link::Down { .. } | Link::Dialling, _) => Vec::new(),
        }
    }

    fn welcomed(&mut self, welcome: &pb::Welcome, now: Duration, wall_us: i64) -> Vec<Effect> {
        if let Err(mismatch) = version::check_server(welcome.protocol_version) {
            return self.sent_away(mismatch.to_string(), 0, now);
        }
        let Link::Greeting { hello_wall_us, .. } = self.link else {
            return Vec::new();
        };
        let heartbeat = match welcome.heartbeat_ms {
            0 => DEFAULT_HEARTBEAT,
            ms => Duration::from_millis(u64::from(ms)),
        };
        self.backoff.reset();
        // The first heartbeat goes out at the next tick: its answer tells the clocks' difference more precisely.
        self.link = Link::Up {
            heartbeat,
            next_beat: now,
            last_heard: now,
        };
        let mut effects = self.exchanged(hello_wall_us, welcome.server_us, wall_us);
        effects.push(Effect::OpenBulk);
        effects
    }

    /// The server has said why, and when to come back; without that, not soon.
    fn sent_away(&mut self, reason: String, come_back_ms: u32, now: Duration) -> Vec<Effect> {
        let reason = match come_back_ms {
            0 => {
                self.wait(now, REFUSED_RETRY);
                reason
            }
            ms => {
                let after = Duration::from_millis(u64::from(ms));
                self.wait(now, after);
                format!("{reason}; it says to come back in {} s", after.as_secs_f64())
            }
        };
        vec![Effect::Close { reason }]
    }

    /// Waits at least so long, and up to half as much more, so that not all agents come at once.
    fn wait(&mut self, now: Duration, at_least: Duration) {
        self.link = Link::Down {
            retry_at: now + self.backoff.spread(at_least),
        };
    }

    fn new_identity(&mut self, now: Duration) -> Vec<Effect> {
        let was_down = matches!(self.link, Link::Down { .. });
        self.link = Link::Down { retry_at: now };
        if was_down {
            return Vec::new();
        }
        vec![Effect::Close {
            reason: "there is a new certificate, which the next connection uses".to_owned(),
        }]
    }

    fn exchanged(&mut self, sent_us: i64, server_us: i64, came_us: i64) -> Vec<Effect> {
        self.offset.exchanged(sent_us, server_us, came_us);
        self.offset
            .micros()
            .map(|offset_us| Effect::Clock { offset_us })
            .into_iter()
            .collect()
    }

    fn lost(&mut self, now: Duration) -> Vec<Effect> {
        if !matches!(self.link, Link::Down { .. }) {
            self.link = Link::Down {
                retry_at: now + self.backoff.next(),
            };
        }
        Vec::new()
    }

    /// Said once Hello is on its way, which doesn't hold it yet; before that, Hello will.
    fn say(&mut self, message: ToServer) -> Vec<Effect> {
        match self.link {
            Link::Greeting { .. } | Link::Up { .. } => vec![self.numbered(message)],
            Link::Down { .. } | Link::Dialling => Vec::new(),
        }
    }

    fn tick(&mut self, now: Duration, wall_us: i64) -> Vec<Effect> {
        match &mut self.link {
            Link::Down { retry_at } if now >= *retry_at => {
                self.link = Link::Dialling;
                vec![Effect::Dial]
            }
            Link::Greeting { since, .. }
                if now.saturating_sub(*since) >= DEFAULT_HEARTBEAT * SILENT_HEARTBEATS =>
            {
                self.give_up(now)
            }
            Link::Up {
                heartbeat,
                last_heard,
                ..
            } if now.saturating_sub(*last_heard) >= *heartbeat * SILENT_HEARTBEATS => self.give_up(now),
            Link::Up {
                heartbeat, next_beat, ..
            } if now >= *next_beat => {
                *next_beat = now + *heartbeat;
                let (received, server_offset_us) = (self.received, self.offset.micros());
                vec![self.numbered(ToServer::Heartbeat(pb::AgentHeartbeat {
                    wall_us,
                    received,
                    server_offset_us,
                }))]
            }
            Link::Down { .. } | Link::Dialling | Link::Greeting { .. } | Link::Up { .. } => Vec::new(),
        }
    }

    fn give_up(&mut self, now: Duration) -> Vec<Effect> {
        self.link = Link::Down {
            retry_at: now + self.backoff.next(),
        };
        vec![Effect::Close {
            reason: "nothing was heard of the server".to_owned(),
        }]
    }

    fn numbered(&mut self, message: ToServer) -> Effect {
        self.sequence += 1;
        Effect::Send(pb::AgentMessage {
            sequence: self.sequence,
            message: Some(message),
        })
    }
}

/// What every Hello has in common.
pub fn hello(boot_id: String, facts: pb::HostFacts, cannot_run_scripts: String) -> pb::Hello {
    pb::Hello {
        protocol_version: PROTOCOL_VERSION,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        boot_id,
        facts: Some(facts),
        runs: Vec::new(),
        wall_us: 0,
        cannot_run_scripts,
    }
}
