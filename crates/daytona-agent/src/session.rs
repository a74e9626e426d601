//! The session's driver: dials, sends, receives, and does what the machine says. Decides nothing itself.

mod backoff;
mod certificate;
pub mod machine;
pub mod offset;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use daytona_domain::clock::Clock;
use daytona_protocol::convert::LinkRun;
use daytona_protocol::dial::dial;
use daytona_protocol::pb;
use daytona_protocol::pb::agent_message::Message as ToServer;
use daytona_protocol::pb::link_client::LinkClient;
use daytona_protocol::pb::server_message::Message as Command;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;

use crate::actions::name_and_run;
use crate::bulk;
use crate::host::{Host, gone};
use crate::run::{RunInput, RunTask};
use certificate::{Act, Renewal, Shown};
use machine::{Effect, Input, Machine};

/// How often the machine is asked what is due.
const TICK: Duration = Duration::from_millis(100);
/// Messages of a link may be this long: a chunk and its frame.
const MESSAGE: usize = 8 << 20;

/// Messages that may wait for the session.
const QUEUE: usize = 256;
/// The part of them that is kept for heartbeats and refusals.
const OWN_ROOM: usize = 32;

/// What the driver hears.
#[derive(Debug)]
enum Heard {
    Opened {
        number: u64,
        sender: mpsc::Sender<pb::AgentMessage>,
        shown: Shown,
    },
    Received {
        number: u64,
        message: pb::ServerMessage,
    },
    Lost {
        number: u64,
        ended: Ended,
    },
    /// A renewal of the certificate has come to its end.
    Renewed(Result<(), String>),
}

/// How a connection ended.
#[derive(Debug)]
struct Ended {
    reason: String,
    /// Whether the server doesn't let this agent in.
    is_refused: bool,
}

impl Ended {
    fn lost(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            is_refused: false,
        }
    }

    fn of(status: &tonic::Status) -> Self {
        Self {
            reason: status.message().to_owned(),
            is_refused: status.code() == tonic::Code::Unauthenticated,
        }
    }
}

/// The driver of one agent's session.
#[derive(Debug)]
pub struct Driver {
    host: Host,
    server: String,
    root: PathBuf,
    renewal: Renewal,
    hello: pb::Hello,
    machine: Machine,
    clock: Clock,
    began: Instant,
    heard: mpsc::Sender<Heard>,
    /// Tells the present connection from earlier ones whose last words still come in.
    number: u64,
    /// Ends both connections of the present number.
    close: CancellationToken,
    /// What is sent on the session, once it is open.
    sender: Option<mpsc::Sender<pb::AgentMessage>>,
}

/// Where a session goes and what it says first.
#[derive(Debug)]
pub struct SessionConfig {
    pub server: String,
    /// The folder of the identity.
    pub root: PathBuf,
    pub hello: pb::Hello,
}

/// Runs the session until `host` is stopped.
pub async fn run(host: Host, config: SessionConfig, mut said: mpsc::Receiver<ToServer>) {
    let (heard, mut hears) = mpsc::channel(256);
    let stop = host.stop.clone();
    let SessionConfig { server, root, hello } = config;
    let mut driver = Driver {
        host,
        server,
        renewal: Renewal::new(root.clone()),
        root,
        hello,
        machine: Machine::new(seed()),
        clock: Clock::System,
        began: Instant::now(),
        heard,
        number: 0,
        close: CancellationToken::new(),
        sender: None,
    };
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let input = tokio::select! {
            () = stop.cancelled() => break,
            Some(heard) = hears.recv() => driver.input_of(heard),
            Some(message) = said.recv(), if driver.has_room() => Some(Input::Say(message)),
            _ = tick.tick() => {
                driver.look_after_certificate().await;
                Some(Input::Tick { wall_us: driver.wall_us() })
            }
        };
        if let Some(input) = input {
            driver.step(input).await;
        }
    }
    driver.close();
}

/// Differs from agent to agent, so that they don't all come back at once.
fn seed() -> u64 {
    let mut bytes = [0; 8];
    // Without randomness the retries of many agents are less spread, nothing else.
    let _ = getrandom::fill(&mut bytes);
    u64::from_ne_bytes(bytes) ^ u64::from(std::process::id())
}

impl Driver {
    fn wall_us(&self) -> i64 {
        self.clock.now().as_micros()
    }

    /// What was heard as an input of the machine; nothing if it is of an earlier connection.
    fn input_of(&mut self, heard: Heard) -> Option<Input> {
        match heard {
            Heard::Opened {
                number,
                sender,
                shown,
            } if number == self.number => {
                self.sender = Some(sender);
                self.renewal.shows(shown);
                let runs = self.host.statuses();
                Some(Input::Connected {
                    hello: pb::Hello {
                        runs,
                        wall_us: self.wall_us(),
                        ..self.hello.clone()
                    },
                })
            }
            Heard::Received { number, message } if number == self.number => Some(Input::Received {
                message,
                wall_us: self.wall_us(),
            }),
            Heard::Lost { number, ended } if number == self.number => {
                let Ended { reason, is_refused } = ended;
                tracing::warn!("the link to {} is down: {reason}", self.server);
                self.host
                    .tell_runs(|log| log.note(&format!("the link to the server is down: {reason}")));
                self.close();
                Some(if is_refused {
                    Input::Refused
                } else {
                    Input::LinkLost
                })
            }
            Heard::Renewed(result) => {
                self.renewal.ended(result.is_ok(), self.began.elapsed());
                match result {
                    Ok(()) => tracing::info!("the certificate was renewed"),
                    Err(reason) => tracing::warn!("the certificate was not renewed: {reason}"),
                }
                None
            }
            Heard::Opened { .. } | Heard::Received { .. } | Heard::Lost { .. } => None,
        }
    }

    async fn step(&mut self, input: Input) {
        let effects = self.machine.step(input, self.began.elapsed());
        for effect in effects {
            self.apply(effect).await;
        }
    }

    async fn apply(&mut self, effect: Effect) {
        match effect {
            Effect::Dial => self.dial(),
            Effect::Send(message) => self.send(message),
            Effect::OpenBulk => {
                tracing::info!("connected to {} as {}", self.server, self.host.name);
                self.host.tell_runs(|log| log.note("connected to the server"));
                self.open_bulk();
            }
            Effect::Act(command) => self.act(command).await,
            Effect::Renew => self.renewal.ask(),
            Effect::Clock { offset_us } => self.host.offset.set(offset_us),
            Effect::Close { reason } => {
                tracing::warn!("closed the link to {}: {reason}", self.server);
                self.host
                    .tell_runs(|log| log.note(&format!("closed the link to the server: {reason}")));
                self.close();
            }
        }
    }

    fn close(&mut self) {
        self.number += 1;
        self.host.bulk.close();
        self.sender = None;
        self.close.cancel();
        self.close = CancellationToken::new();
    }

    /// Whether the session takes more of what runs have to say, beside what it says itself.
    fn has_room(&self) -> bool {
        self.sender
            .as_ref()
            .is_none_or(|sender| sender.capacity() > OWN_ROOM)
    }

    /// Never waits: a server that takes nothing must not keep the machine from seeing that it is silent.
    fn send(&self, message: pb::AgentMessage) {
        if let Some(sender) = &self.sender {
            // An error says that the link is lost or about to be given up: the next Hello says all that matters.
            let _ = sender.try_send(message);
        }
    }

    /// Renews the certificate if it is time, and takes up one that this host has got meanwhile.
    async fn look_after_certificate(&mut self) {
        let (is_measuring, now) = (self.host.is_measuring(), self.clock.now());
        match self.renewal.look(is_measuring, self.began.elapsed(), now) {
            Act::Nothing => {}
            Act::UseAnother => self.step(Input::NewIdentity).await,
            Act::Renew => {
                let (server, root, heard) = (self.server.clone(), self.root.clone(), self.heard.clone());
                self.host.tasks.spawn(async move {
                    let renewed = crate::renew::renew(&server, &root).await;
                    let renewed = renewed.map_err(|error| crate::error_chain(&error));
                    // An error says that the agent is stopping.
                    let _ = heard.send(Heard::Renewed(renewed)).await;
                });
            }
        }
    }

    fn dial(&mut self) {
        self.close();
        let (number, heard) = (self.number, self.heard.clone());
        let (server, root) = (self.server.clone(), self.root.clone());
        let (host, now, close) = (self.host.clone(), self.clock.now(), self.close.clone());
        self.host.tasks.spawn(async move {
            let connected = async {
                match certificate::show(&server, &root, &host.name, now).await {
                    Ok(shown) => serve(number, &server, shown, &heard).await,
                    Err(reason) => Ended::lost(reason),
                }
            };
            let ended = tokio::select! {
                ended = connected => ended,
                () = close.cancelled() => return,
                () = host.stop.cancelled() => return,
            };
            // An error says that the agent is stopping.
            let _ = heard.send(Heard::Lost { number, ended }).await;
        });
    }

    /// A connection of its own, so that no command queues behind data.
    fn open_bulk(&mut self) {
        let (close, stop) = (self.close.clone(), self.host.stop.clone());
        let (host, number, heard) = (self.host.clone(), self.number, self.heard.clone());
        let Some(tls) = self.renewal.shown().map(|shown| Arc::clone(&shown.tls)) else {
            return;
        };
        let server = self.server.clone();
        self.host.tasks.spawn(async move {
            let reason = tokio::select! {
                reason = bulk::serve(&host, &server, tls) => reason,
                () = close.cancelled() => return,
                () = stop.cancelled() => return,
            };
            let ended = Ended::lost(reason);
            let _ = heard.send(Heard::Lost { number, ended }).await;
        });
    }

    /// Hands a command to the task of its run. A set-up of a run that isn't held begins one.
    async fn act(&mut self, command: Command) {
        let (name, reference) = name_and_run(&command);
        let Some(reference) = reference.cloned() else {
            return;
        };
        let run = match LinkRun::from_message(Some(&reference)) {
            Ok(run) => run,
            Err(error) => return self.refuse(Some(reference), name, error.to_string()).await,
        };
        let handle = match self.host.run(run.run) {
            Some(handle) if handle.run.lease == run.lease => handle,
            Some(handle) if handle.run.lease > run.lease || !matches!(command, Command::SetupTest(_)) => {
                let reason = format!("this host holds run {} under lease {}", run.run, handle.run.lease);
                return self.refuse(Some(reference), name, reason).await;
            }
            Some(_) | None if matches!(command, Command::SetupTest(_)) => {
                if let Err(error) = self.host.last_lease.take(run.lease) {
                    return self
                        .refuse(Some(reference), name, crate::error_chain(&error))
                        .await;
                }
                let handle = RunTask::begin(self.host.clone(), run);
                self.host.hold(handle.clone());
                handle
            }
            Some(_) | None => {
                return self.step_say(ToServer::Status(gone(reference)));
            }
        };
        // An error says that the run has just been finished.
        let _ = handle.inputs.send(RunInput::Command(command)).await;
    }

    async fn refuse(&mut self, run: Option<pb::RunRef>, command: &str, reason: String) {
        tracing::warn!(command, "refused {command}: {reason}");
        let refused = pb::CommandRefused {
            run,
            command: command.to_owned(),
            reason,
        };
        self.step_say(ToServer::Refused(refused));
    }

    /// Says something from within an effect.
    fn step_say(&mut self, message: ToServer) {
        let effects = self.machine.step(Input::Say(message), self.began.elapsed());
        for effect in effects {
            if let Effect::Send(message) = effect {
                self.send(message);
            }
        }
    }
}

/// Opens the session and hears it to its end.
async fn serve(number: u64, server: &str, shown: Shown, heard: &mpsc::Sender<Heard>) -> Ended {
    let stopping = || Ended::lost("the agent is stopping");
    let channel = match dial(server, Arc::clone(&shown.tls)).await {
        Ok(channel) => channel,
        Err(error) => return Ended::lost(crate::error_chain(&error)),
    };
    let mut client = LinkClient::new(channel)
        .max_decoding_message_size(MESSAGE)
        .max_encoding_message_size(MESSAGE);
    let (sender, outgoing) = mpsc::channel(QUEUE);
    // Hello has to be on its way before the server answers the call at all.
    let opened = Heard::Opened {
        number,
        sender,
        shown,
    };
    if heard.send(opened).await.is_err() {
        return stopping();
    }
    let mut incoming = match client.session(ReceiverStream::new(outgoing)).await {
        Ok(response) => response.into_inner(),
        Err(status) => return Ended::of(&status),
    };
    loop {
        match incoming.message().await {
            Ok(Some(message)) => {
                if heard.send(Heard::Received { number, message }).await.is_err() {
                    return stopping();
                }
            }
            Ok(None) => return Ended::lost("the server has ended the session"),
            Err(status) => return Ended::of(&status),
        }
    }
}
