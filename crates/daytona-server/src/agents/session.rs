//! One session of an agent: greeting, status, manifests, heartbeats. What it hears goes to the registry and wakes the
//! scheduler; it decides nothing.

use std::time::Duration;

use daytona_domain::name::HostName;
use daytona_protocol::convert::LinkRun;
use daytona_protocol::pb;
use daytona_protocol::pb::agent_message::Message as FromAgentMessage;
use daytona_protocol::pb::server_message::Message as Command;
use daytona_protocol::version;
use daytona_store::host::HostFacts;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tonic::Streaming;

use crate::agents::registry::{Greeting, HeldRun, Session};
use crate::app::App;
use crate::fail_point;
use crate::results::collection::FromAgent;

/// What was said to an agent before its session was closed has this long to reach it.
pub const LAST_WORDS: Duration = Duration::from_millis(500);
/// An agent that says nothing after it has connected is dropped.
const GREETING: Duration = Duration::from_secs(10);
/// The version of the protocol with which an agent knows how to renew its certificate.
const KNOWS_RENEWAL: u32 = 2;
/// A restart takes about this long; agents that come too early try again by themselves.
const COME_BACK_MS: u32 = 2_000;
const STOPPING: &str = "the server is stopping; runs go on and are taken up when it is started again";

#[derive(Debug)]
pub struct Link {
    pub app: App,
    pub host: HostName,
    /// Of the certificate that it came with.
    pub serial: String,
    pub is_to_renew: bool,
    pub number: u64,
    pub commands: mpsc::Sender<Command>,
    /// Ends this session.
    pub close: CancellationToken,
    /// The server stops.
    pub stop: CancellationToken,
}

impl Link {
    /// Serves the session until the connection ends or is closed.
    pub async fn run(self, mut incoming: Streaming<pb::AgentMessage>) {
        if let Some(hello) = self.greet(&mut incoming).await {
            if self.open(hello).await {
                self.listen(&mut incoming).await;
            }
            if self.app.registry.disconnected(&self.host, self.number) {
                tracing::info!(host = %self.host, "the agent on host {} is no longer connected", self.host);
                self.app.scheduler.link_lost(&self.host).await;
                self.app
                    .hints
                    .send("hosts".to_owned(), daytona_api::event::HintKind::Changed);
            }
        }
        // A last refusal may still be on its way: the stream ends with its sender, or soon after the session is closed.
        let Self {
            app,
            host,
            commands,
            close,
            ..
        } = self;
        close.cancel();
        drop(commands);
        // The agent takes the end of either connection for that of both, so this one is closed after the last word.
        tokio::time::sleep(LAST_WORDS).await;
        app.registry.close_orphaned_bulk(&host);
    }

    async fn greet(&self, incoming: &mut Streaming<pb::AgentMessage>) -> Option<pb::Hello> {
        let first = tokio::time::timeout(GREETING, incoming.message()).await;
        let Ok(Ok(Some(pb::AgentMessage {
            message: Some(FromAgentMessage::Hello(hello)),
            ..
        }))) = first
        else {
            self.refuse("the first message of a session is Hello".to_owned())
                .await;
            return None;
        };
        if self.stop.is_cancelled() {
            self.say(Command::Refusal(pb::Refusal {
                reason: STOPPING.to_owned(),
                come_back_ms: COME_BACK_MS,
            }))
            .await;
            return None;
        }
        match version::check_agent(hello.protocol_version) {
            // Also what is said in `hello` is of the common version from here on.
            Ok(protocol_version) => Some(pb::Hello {
                protocol_version,
                ..hello
            }),
            Err(mismatch) => {
                self.refuse(mismatch.to_string()).await;
                None
            }
        }
    }

    async fn refuse(&self, reason: String) {
        tracing::warn!(host = %self.host, "refused the agent on host {}: {reason}", self.host);
        self.say(Command::Refusal(pb::Refusal {
            reason,
            come_back_ms: 0,
        }))
        .await;
    }

    async fn say(&self, word: Command) {
        // An error says that the agent is gone already.
        let _ = self.commands.send(word).await;
    }

    async fn open(&self, hello: pb::Hello) -> bool {
        let facts = facts(hello.facts.clone().unwrap_or_default());
        if let Err(error) = self
            .app
            .store
            .host_connected(&self.host, &facts, &hello.program_version)
            .await
        {
            tracing::error!(host = %self.host, "cannot note that a host has connected: {}", crate::error_chain(&error));
            return false;
        }
        let welcome = pb::Welcome {
            protocol_version: hello.protocol_version,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            server_us: self.app.clock.now().as_micros(),
            heartbeat_ms: u32::try_from(self.app.registry.limits().heartbeat.as_millis()).unwrap_or(u32::MAX),
            generation: self.app.scheduler.generation().get(),
        };
        if self.commands.send(Command::Welcome(welcome)).await.is_err() {
            return false;
        }
        let session = Session {
            number: self.number,
            commands: self.commands.clone(),
            close: self.close.clone(),
        };
        let greeting = Greeting {
            protocol: hello.protocol_version,
            boot_id: hello.boot_id,
            cannot_run_scripts: Some(hello.cannot_run_scripts).filter(|reason| !reason.is_empty()),
            held: hello
                .runs
                .into_iter()
                .filter_map(|status| held(&self.host, status))
                .collect(),
        };
        self.app
            .registry
            .connected(&self.host, session, &greeting, self.app.clock.now());
        tracing::info!(host = %self.host, "the agent on host {} is connected", self.host);
        if self.is_to_renew && greeting.protocol >= KNOWS_RENEWAL {
            self.say(Command::RenewCertificate(pb::RenewCertificate {})).await;
        }
        self.app.scheduler.link_back(&self.host).await;
        self.app
            .hints
            .send("hosts".to_owned(), daytona_api::event::HintKind::Changed);
        true
    }

    async fn listen(&self, incoming: &mut Streaming<pb::AgentMessage>) {
        loop {
            let message = tokio::select! {
                message = incoming.message() => message,
                () = self.close.cancelled() => return,
                () = self.stop.cancelled() => {
                    self.say(Command::StopServer(pb::StopServer {
                        reason: STOPPING.to_owned(),
                        come_back_ms: COME_BACK_MS,
                    }))
                    .await;
                    return;
                }
            };
            if !self.app.directory.accepts(&self.host, &self.serial) {
                tracing::warn!(host = %self.host, "host {} spoke with a certificate that is no longer valid", self.host);
                return;
            }
            match message {
                Ok(Some(pb::AgentMessage {
                    message: Some(message),
                    sequence,
                })) => {
                    self.app.registry.heard(&self.host, self.app.clock.now());
                    self.handle(message, sequence).await;
                }
                Ok(Some(pb::AgentMessage { message: None, .. })) => {}
                Ok(None) | Err(_) => return,
            }
        }
    }

    async fn handle(&self, message: FromAgentMessage, sequence: u64) {
        match message {
            FromAgentMessage::Hello(_) => {
                tracing::warn!(host = %self.host, "the agent on host {} said Hello twice", self.host);
            }
            FromAgentMessage::Heartbeat(heartbeat) => {
                let answer = pb::ServerHeartbeat {
                    server_us: self.app.clock.now().as_micros(),
                    agent_wall_us: heartbeat.wall_us,
                    received: sequence,
                };
                self.app.registry.command(&self.host, Command::Heartbeat(answer));
            }
            FromAgentMessage::Status(status) => {
                if let Some((run, held)) = held(&self.host, status) {
                    fail_point::reach("before_acknowledgement", held.status.phase().as_str_name());
                    self.app.registry.update(&self.host, run, held);
                    self.app.scheduler.agent_spoke();
                }
            }
            FromAgentMessage::Manifest(page) => match LinkRun::from_message(page.run.as_ref()) {
                Ok(run) => {
                    self.app
                        .collections
                        .deliver(run.run, &self.host, FromAgent::Page(page))
                        .await;
                }
                Err(error) => tracing::warn!(host = %self.host, "a manifest can't be used: {error}"),
            },
            FromAgentMessage::Refused(refused) => self.refused(refused),
        }
    }

    /// A refused set-up is a failed one; any other refusal is only told, since the status says what is.
    fn refused(&self, refused: pb::CommandRefused) {
        let pb::CommandRefused { run, command, reason } = refused;
        tracing::warn!(host = %self.host, command, "the agent on host {} refused {command}: {reason}", self.host);
        if command == "setup_test"
            && let Ok(run) = LinkRun::from_message(run.as_ref())
        {
            self.app.registry.fail_set_up(&self.host, &run, reason);
            self.app.scheduler.agent_spoke();
        }
    }
}

fn held(host: &HostName, status: pb::RunStatus) -> Option<(daytona_domain::id::RunId, HeldRun)> {
    match LinkRun::from_message(status.run.as_ref()) {
        Ok(run) => Some((
            run.run,
            HeldRun {
                lease: run.lease,
                status,
            },
        )),
        Err(error) => {
            tracing::warn!(%host, "a status of host {host} can't be used: {error}");
            None
        }
    }
}

fn facts(facts: pb::HostFacts) -> HostFacts {
    let pb::HostFacts {
        kernel,
        operating_system,
        cpu_model,
        cpus,
        memory_bytes,
        architecture,
        control_groups,
    } = facts;
    HostFacts {
        kernel,
        operating_system,
        cpu_model,
        cpus,
        memory_bytes,
        architecture,
        control_groups,
    }
}
