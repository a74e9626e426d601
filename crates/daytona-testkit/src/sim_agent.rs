//! A simulated agent: speaks the real link with a real certificate, and runs no script but does as a test tells it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use daytona_domain::clock::Clock;
use daytona_protocol::dial::dial;
use daytona_protocol::pb;
use daytona_protocol::pb::agent_message::Message as ToServer;
use daytona_protocol::pb::link_client::LinkClient;
use daytona_protocol::pb::server_message::Message as Command;
use daytona_protocol::version::PROTOCOL_VERSION;
use rustls::ClientConfig;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;

/// What the simulated script does.
#[derive(Clone, Debug)]
pub enum Script {
    /// Ends at once with this code and leaves these files.
    Exit {
        code: i32,
        files: Vec<(String, Vec<u8>)>,
    },
    /// Runs until it is ended.
    UntilEnded,
    /// The set-up fails with this reason.
    SetupFails { reason: String },
    /// Nothing is ever answered.
    Silent,
    /// As `Exit`, but the manifest's hashes are wrong.
    WrongHashes { files: Vec<(String, Vec<u8>)> },
}

/// What the agent remembers, also over connections.
#[derive(Debug)]
struct Memory {
    script: Script,
    runs: BTreeMap<(i64, i64), pb::RunStatus>,
    commands: Vec<String>,
    /// How often a script was started, by run.
    starts: BTreeMap<(i64, i64), u32>,
    sequence: u64,
}

/// An agent on a host of this name.
#[derive(Debug)]
pub struct SimAgent {
    address: String,
    tls: Arc<ClientConfig>,
    memory: Arc<Mutex<Memory>>,
    /// Not a sender of its own: the session ends with its connection.
    session: mpsc::WeakSender<pb::AgentMessage>,
    stop: CancellationToken,
}

impl SimAgent {
    /// Enrols and connects.
    pub async fn connect(address: &str, token: &str, name: &str, script: Script) -> Self {
        let tls = crate::identity::enrol(address, token, name).await.unwrap();
        let memory = Memory {
            script,
            runs: BTreeMap::new(),
            commands: Vec::new(),
            starts: BTreeMap::new(),
            sequence: 0,
        };
        let mut agent = Self {
            address: address.to_owned(),
            tls,
            memory: Arc::new(Mutex::new(memory)),
            session: mpsc::channel(1).0.downgrade(),
            stop: CancellationToken::new(),
        };
        agent.reconnect().await;
        agent
    }

    /// What it shows and trusts.
    pub fn tls(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.tls)
    }

    /// Gets another certificate; the next connection shows it.
    pub async fn enrol_again(&mut self, token: &str, name: &str) {
        self.tls = crate::identity::enrol(&self.address, token, name).await.unwrap();
    }

    /// Says that it is there, which the server answers.
    pub async fn heartbeat(&self) {
        let message = Some(ToServer::Heartbeat(pb::AgentHeartbeat::default()));
        let beat = pb::AgentMessage { sequence: 0, message };
        self.session.upgrade().unwrap().send(beat).await.unwrap();
    }

    /// Cuts the link.
    pub fn disconnect(&self) {
        self.stop.cancel();
    }

    /// Opens the link again with all that is remembered.
    pub async fn reconnect(&mut self) {
        self.stop.cancel();
        self.stop = CancellationToken::new();
        let channel = dial(&self.address, Arc::clone(&self.tls)).await.unwrap();
        let (session, outgoing) = mpsc::channel(64);
        self.session = session.downgrade();
        let hello = {
            let mut memory = self.memory.lock().unwrap();
            memory.sequence = 0;
            hello(memory.runs.values().cloned().collect())
        };
        let connection = Connection {
            memory: Arc::clone(&self.memory),
            session,
            bulk: mpsc::channel(1).0,
            slot: None,
        };
        connection.tell(ToServer::Hello(hello)).await;
        let mut client = LinkClient::new(channel.clone());
        let incoming = client
            .session(ReceiverStream::new(outgoing))
            .await
            .unwrap()
            .into_inner();
        tokio::spawn(connection.serve(incoming, LinkClient::new(channel), self.stop.clone()));
    }

    /// From now on the script does this.
    pub fn set_script(&self, script: Script) {
        self.memory.lock().unwrap().script = script;
    }

    /// The names of all commands that came, in their order.
    pub fn commands(&self) -> Vec<String> {
        self.memory.lock().unwrap().commands.clone()
    }

    /// How often the script of any run was started, at most.
    pub fn most_starts(&self) -> u32 {
        self.memory
            .lock()
            .unwrap()
            .starts
            .values()
            .copied()
            .max()
            .unwrap_or(0)
    }

    /// Forgets everything, as a host whose disk was replaced would.
    pub fn lose_memory(&self) {
        self.memory.lock().unwrap().runs.clear();
    }
}

impl Drop for SimAgent {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn hello(runs: Vec<pb::RunStatus>) -> pb::Hello {
    pb::Hello {
        protocol_version: PROTOCOL_VERSION,
        program_version: "simulated".to_owned(),
        boot_id: "boot-1".to_owned(),
        facts: Some(pb::HostFacts {
            cpus: 2,
            ..pb::HostFacts::default()
        }),
        runs,
        wall_us: 0,
        cannot_run_scripts: String::new(),
    }
}

#[derive(Debug)]
struct Connection {
    memory: Arc<Mutex<Memory>>,
    session: mpsc::Sender<pb::AgentMessage>,
    bulk: mpsc::Sender<pb::BulkFromAgent>,
    slot: Option<tonic::Streaming<pb::BulkFromServer>>,
}

impl Connection {
    async fn serve(
        mut self,
        mut incoming: tonic::Streaming<pb::ServerMessage>,
        mut client: LinkClient<tonic::transport::Channel>,
        stop: CancellationToken,
    ) {
        loop {
            let requests = self.slot.as_mut();
            let request = async {
                match requests {
                    Some(requests) => requests.message().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                message = incoming.message() => match message {
                    Ok(Some(pb::ServerMessage { message: Some(Command::Welcome(_)), .. })) => {
                        self.open_bulk(&mut client).await;
                    }
                    Ok(Some(pb::ServerMessage { message: Some(command), .. })) => self.obey(command).await,
                    Ok(Some(_)) => {}
                    Ok(None) | Err(_) => return,
                },
                request = request => match request {
                    Ok(Some(pb::BulkFromServer { message: Some(pb::bulk_from_server::Message::Upload(upload)) })) => {
                        self.upload(upload).await;
                    }
                    Ok(Some(_)) => {}
                    Ok(None) | Err(_) => return,
                },
            }
        }
    }

    async fn open_bulk(&mut self, client: &mut LinkClient<tonic::transport::Channel>) {
        let (bulk, outgoing) = mpsc::channel(64);
        let hello = pb::bulk_from_agent::Message::Hello(pb::BulkHello {
            protocol_version: PROTOCOL_VERSION,
        });
        bulk.send(pb::BulkFromAgent { message: Some(hello) })
            .await
            .unwrap();
        // A refusal comes over the session too, where tests look for it.
        if let Ok(opened) = client.bulk(ReceiverStream::new(outgoing)).await {
            self.slot = Some(opened.into_inner());
            self.bulk = bulk;
        }
    }

    async fn tell(&self, message: ToServer) {
        let sequence = {
            let mut memory = self.memory.lock().unwrap();
            memory.sequence += 1;
            memory.sequence
        };
        // An error says that the link was cut.
        let _ = self
            .session
            .send(pb::AgentMessage {
                sequence,
                message: Some(message),
            })
            .await;
    }

    async fn obey(&self, command: Command) {
        let (name, run) = name_of(&command);
        let script = {
            let mut memory = self.memory.lock().unwrap();
            memory.commands.push(name.to_owned());
            memory.script.clone()
        };
        let Some(run) = run else { return };
        if matches!(script, Script::Silent) {
            return;
        }
        if let Command::PrepareResults(_) = command {
            return self.send_manifest(run, &script).await;
        }
        if let Some(status) = self.next_status(&command, run, &script) {
            self.tell(ToServer::Status(status)).await;
        }
    }

    /// What the command does to the run's status; nothing if it does nothing.
    fn next_status(&self, command: &Command, run: pb::RunRef, script: &Script) -> Option<pb::RunStatus> {
        let mut memory = self.memory.lock().unwrap();
        let key = (run.test, run.number);
        let known = memory.runs.get(&key).cloned();
        let status = known.unwrap_or(pb::RunStatus {
            run: Some(run),
            ..pb::RunStatus::default()
        });
        let ended = |status: pb::RunStatus, end| pb::RunStatus {
            phase: pb::Phase::Ended.into(),
            end,
            ran_ns: 20_000_000,
            monitoring: false,
            ..status
        };
        let next = match command {
            Command::SetupTest(setup) => match script {
                Script::SetupFails { reason } if setup.role() == pb::Role::Execution => pb::RunStatus {
                    phase: pb::Phase::Failed.into(),
                    reason: reason.clone(),
                    ..status
                },
                _ if status.phase() == pb::Phase::Unknown => pb::RunStatus {
                    phase: pb::Phase::Ready.into(),
                    ..status
                },
                _ => status,
            },
            Command::StartMonitor(_) => pb::RunStatus {
                monitoring: true,
                ..status
            },
            Command::StartTest(_) if status.phase() == pb::Phase::Ready => {
                *memory.starts.entry(key).or_default() += 1;
                let now_us = Clock::System.now().as_micros();
                let started = pb::RunStatus {
                    phase: pb::Phase::Running.into(),
                    started_wall_us: now_us,
                    started_server_us: now_us,
                    ..status
                };
                match script {
                    Script::Exit { code, .. } => ended(started, exit(*code)),
                    Script::WrongHashes { .. } => ended(started, exit(0)),
                    Script::UntilEnded | Script::SetupFails { .. } | Script::Silent => started,
                }
            }
            Command::EndTest(_) if status.phase() != pb::Phase::Ended => {
                let end = pb::ScriptEnd {
                    end: Some(pb::script_end::End::Aborted(true)),
                };
                ended(status, Some(end))
            }
            Command::StopMonitor(_) if status.phase() == pb::Phase::Ready => ended(status, None),
            Command::FinishTest(_) => {
                memory.runs.remove(&key);
                return Some(pb::RunStatus {
                    phase: pb::Phase::Gone.into(),
                    ..status
                });
            }
            _ => status,
        };
        memory.runs.insert(key, next.clone());
        Some(next)
    }

    async fn send_manifest(&self, run: pb::RunRef, script: &Script) {
        let is_wrong = matches!(script, Script::WrongHashes { .. });
        let mut files: Vec<_> = files_of(script)
            .into_iter()
            .map(|(path, content)| {
                let hash = blake3::hash(if is_wrong { b"another" } else { &content });
                pb::ManifestFile {
                    path,
                    size: content.len() as u64,
                    hash: hash.as_bytes().to_vec(),
                }
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let page = pb::ManifestPage {
            run: Some(run),
            page: 0,
            last: true,
            files,
            ..pb::ManifestPage::default()
        };
        self.tell(ToServer::Manifest(page)).await;
    }

    async fn upload(&self, upload: pb::FileUpload) {
        let script = self.memory.lock().unwrap().script.clone();
        let files: BTreeMap<_, _> = files_of(&script).into_iter().collect();
        for pb::Range { path, offset, length } in upload.ranges {
            let content = &files[&path];
            let from = usize::try_from(offset).unwrap();
            let to = from + usize::try_from(length).unwrap();
            let chunk = pb::Chunk {
                path,
                offset,
                data: content[from..to].to_vec().into(),
            };
            let chunks = pb::Chunks {
                run: upload.run.clone(),
                chunks: vec![chunk],
            };
            let message = pb::bulk_from_agent::Message::Chunks(chunks);
            // An error says that the link was cut.
            let _ = self
                .bulk
                .send(pb::BulkFromAgent {
                    message: Some(message),
                })
                .await;
        }
    }
}

fn exit(code: i32) -> Option<pb::ScriptEnd> {
    Some(pb::ScriptEnd {
        end: Some(pb::script_end::End::ExitCode(code)),
    })
}

fn files_of(script: &Script) -> Vec<(String, Vec<u8>)> {
    match script {
        Script::Exit { files, .. } | Script::WrongHashes { files } => files.clone(),
        Script::UntilEnded | Script::SetupFails { .. } | Script::Silent => Vec::new(),
    }
}

fn name_of(command: &Command) -> (&'static str, Option<pb::RunRef>) {
    match command {
        Command::Welcome(_) => ("welcome", None),
        Command::Refusal(_) => ("refusal", None),
        Command::Heartbeat(_) => ("heartbeat", None),
        Command::RenewCertificate(_) => ("renew_certificate", None),
        Command::StopServer(_) => ("stop_server", None),
        Command::SetupTest(command) => ("setup_test", command.run.clone()),
        Command::StartMonitor(command) => ("start_monitor", command.run.clone()),
        Command::StopMonitor(command) => ("stop_monitor", command.run.clone()),
        Command::StartTest(command) => ("start_test", command.run.clone()),
        Command::GetStatus(command) => ("get_status", command.run.clone()),
        Command::StreamStart(command) => ("stream_start", command.run.clone()),
        Command::StreamEnd(command) => ("stream_end", command.run.clone()),
        Command::EndTest(command) => ("end_test", command.run.clone()),
        Command::PrepareResults(command) => ("prepare_results", command.run.clone()),
        Command::CleanupTest(command) => ("cleanup_test", command.run.clone()),
        Command::FinishTest(command) => ("finish_test", command.run.clone()),
    }
}
