//! One session of an agent: greeting, status, manifests, heartbeats. What it hears goes to the registry and wakes the
//! scheduler; it decides nothing.

use std::time::Duration;

use daytona_domain::name::HostName;
use daytona_protocol::convert::LinkRun;
use daytona_protocol::pb;
use daytona_protocol::pb::agent_message::Message as FromAgentMessage;
use daytona_protocol::pb::server_message::Message as Command;
use daytona_protocol::version::{self, PROTOCOL_VERSION};
use daytona_store::host::HostFacts;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tonic::Streaming;

use crate::agents::registry::{Greeting, HeldRun, Session};
use crate::app::App;
use crate::fail_point;
use crate::results::collection::FromAgent;

/// An agent that says nothing after it has connected is dropped.
const GREETING: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub struct Link {
    pub app: App,
    pub host: HostName,
    pub number: u64,
    pub commands: mpsc::Sender<Command>,
    pub close: CancellationToken,
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
        // A last refusal may still be on its way; the stream ends with its sender.
        drop(self.commands);
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
        if let Err(mismatch) = version::check_agent(hello.protocol_version) {
            self.refuse(mismatch.to_string()).await;
            return None;
        }
        Some(hello)
    }

    async fn refuse(&self, reason: String) {
        tracing::warn!(host = %self.host, "refused the agent on host {}: {reason}", self.host);
        // An error says that the agent is gone already.
        let _ = self.commands.send(Command::Refusal(pb::Refusal { reason })).await;
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
            protocol_version: PROTOCOL_VERSION,
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
            };
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
        if command == "setup_test" {
            let status = pb::RunStatus {
                run,
                phase: pb::Phase::Failed.into(),
                reason,
                ..pb::RunStatus::default()
            };
            if let Some((run, held)) = held(&self.host, status) {
                self.app.registry.update(&self.host, run, held);
                self.app.scheduler.agent_spoke();
            }
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
