//! A server that does only what a test says: it hands each call to the test.

use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use daytona_agent::identity::{IdentityFiles, keep};
use daytona_domain::clock::{Clock, Timestamp};
use daytona_protocol::authority::Authority;
use daytona_protocol::identity::PeerIdentity;
use daytona_protocol::join_token::JoinToken;
use daytona_protocol::pb;
use daytona_protocol::pb::agent_message::Message as FromAgent;
use daytona_protocol::pb::enrolment_server::{Enrolment, EnrolmentServer};
use daytona_protocol::pb::link_server::{Link, LinkServer};
use daytona_protocol::pb::server_message::Message as Command;
use daytona_protocol::tls::server_config;
use daytona_protocol::version::PROTOCOL_VERSION;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt};
use tonic::{Request, Response, Status, Streaming};

/// Long enough for any machine that is alive.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    let Ok(value) = tokio::time::timeout(PATIENCE, future).await else {
        panic!("waited in vain for {what}")
    };
    value
}

pub(crate) struct Server {
    pub(crate) address: String,
    authority: Arc<Authority>,
    sessions: mpsc::Receiver<Session>,
    bulks: mpsc::Receiver<Bulk>,
    _folder: tempfile::TempDir,
}

/// An open session, before or after its greeting.
pub(crate) struct Session {
    /// The host in the certificate of the agent that called.
    pub(crate) host: String,
    pub(crate) serial: String,
    incoming: Streaming<pb::AgentMessage>,
    commands: mpsc::Sender<Option<Command>>,
}

pub(crate) struct Bulk {
    incoming: Streaming<pb::BulkFromAgent>,
    requests: mpsc::Sender<pb::BulkFromServer>,
}

impl Server {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Arc::new(Authority::open(folder.path(), &Clock::System).unwrap());
        let credentials = authority.server_credentials(&Clock::System).unwrap();
        let tls = TlsAcceptor::from(server_config(&[authority.certificate().clone()], credentials).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (session, sessions) = mpsc::channel(8);
        let (bulk, bulks) = mpsc::channel(8);
        let service = Service {
            authority: Arc::clone(&authority),
            session,
            bulk,
        };
        let (accepted, connections) = mpsc::channel(8);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let stream = tls.accept(stream).await;
                if stream.is_ok() && accepted.send(stream).await.is_err() {
                    return;
                }
            }
        });
        tokio::spawn(
            tonic::transport::Server::builder()
                .add_service(LinkServer::new(service.clone()).max_decoding_message_size(8 << 20))
                .add_service(EnrolmentServer::new(service))
                .serve_with_incoming(ReceiverStream::new(connections)),
        );
        Self {
            address,
            authority,
            sessions,
            bulks,
            _folder: folder,
        }
    }

    /// Gives the agent at `root` a certificate that was signed so many days ago. Returns its serial number.
    pub(crate) fn give_certificate(&self, root: &Path, days_ago: u64) -> String {
        let then = Clock::System.now().as_micros() - i64::try_from(days_ago * 86_400 * 1_000_000).unwrap();
        let clock = Clock::manual(Timestamp::from_micros(then));
        let key = rcgen::KeyPair::generate().unwrap();
        let request = rcgen::CertificateParams::new(Vec::new()).unwrap();
        let request = request.serialize_request(&key).unwrap().pem().unwrap();
        let signed = self
            .authority
            .sign_agent(&request, &"load-1".parse().unwrap(), &clock)
            .unwrap();
        let files = IdentityFiles {
            key: &key.serialize_pem(),
            certificate: &signed.certificate_pem,
            authorities: self.authority.certificate_pem(),
        };
        keep(root, &files).unwrap();
        signed.serial
    }

    pub(crate) fn token(&self) -> JoinToken {
        JoinToken::generate(self.authority.fingerprint()).unwrap()
    }

    pub(crate) async fn session(&mut self) -> Session {
        in_time("a session", self.sessions.recv()).await.unwrap()
    }

    pub(crate) async fn bulk(&mut self) -> Bulk {
        in_time("a data connection", self.bulks.recv()).await.unwrap()
    }

    /// Lets the next agent in.
    pub(crate) async fn welcome(&mut self) -> (Session, pb::Hello) {
        let mut session = self.session().await;
        let FromAgent::Hello(hello) = session.next().await else {
            panic!("the first message is Hello")
        };
        session.command(welcome(PROTOCOL_VERSION)).await;
        (session, hello)
    }
}

pub(crate) fn welcome(protocol_version: u32) -> Command {
    Command::Welcome(pb::Welcome {
        protocol_version,
        server_us: Clock::System.now().as_micros(),
        heartbeat_ms: 1_000,
        generation: 1,
        ..pb::Welcome::default()
    })
}

impl Session {
    pub(crate) async fn command(&self, command: Command) {
        self.commands.send(Some(command)).await.unwrap();
    }

    /// A command that this version of the protocol doesn't know.
    pub(crate) async fn unknown_command(&self) {
        self.commands.send(None).await.unwrap();
    }

    pub(crate) async fn next(&mut self) -> FromAgent {
        let message = in_time("a word of the agent", self.incoming.message()).await;
        message.unwrap().unwrap().message.unwrap()
    }

    /// Waits until the agent has ended it.
    pub(crate) async fn ended(&mut self) {
        while let Ok(Some(_)) = in_time("the session's end", self.incoming.message()).await {}
    }

    /// The next status that the test looks for.
    pub(crate) async fn status(&mut self, is_it: impl Fn(&pb::RunStatus) -> bool) -> pb::RunStatus {
        loop {
            match self.next().await {
                FromAgent::Status(status) if is_it(&status) => return status,
                FromAgent::Refused(refused) => panic!("refused: {refused:?}"),
                FromAgent::Hello(_)
                | FromAgent::Heartbeat(_)
                | FromAgent::Status(_)
                | FromAgent::Manifest(_) => {}
            }
        }
    }

    pub(crate) async fn phase(&mut self, phase: pb::Phase) -> pb::RunStatus {
        self.status(|status| status.phase() == phase).await
    }

    pub(crate) async fn refusal(&mut self) -> pb::CommandRefused {
        loop {
            if let FromAgent::Refused(refused) = self.next().await {
                return refused;
            }
        }
    }

    pub(crate) async fn manifest(&mut self) -> Vec<pb::ManifestFile> {
        let mut files = Vec::new();
        loop {
            if let FromAgent::Manifest(page) = self.next().await {
                assert_eq!(page.error, "");
                files.extend(page.files);
                if page.last {
                    return files;
                }
            }
        }
    }
}

impl Bulk {
    pub(crate) async fn request(&self, upload: pb::FileUpload) {
        let message = Some(pb::bulk_from_server::Message::Upload(upload));
        self.requests.send(pb::BulkFromServer { message }).await.unwrap();
    }

    async fn next(&mut self) -> pb::bulk_from_agent::Message {
        let message = in_time("data of the agent", self.incoming.message()).await;
        message.unwrap().unwrap().message.unwrap()
    }

    /// Appends what comes of a file until `is_enough`. Every piece must follow the one before.
    pub(crate) async fn read(&mut self, path: &str, have: &mut Vec<u8>, is_enough: impl Fn(&[u8]) -> bool) {
        while !is_enough(have) {
            let pb::bulk_from_agent::Message::Chunks(chunks) = self.next().await else {
                continue;
            };
            for chunk in chunks.chunks.into_iter().filter(|chunk| chunk.path == path) {
                assert_eq!(chunk.offset, have.len() as u64, "no gap and no repeat in {path}");
                have.extend_from_slice(&chunk.data);
            }
        }
    }

    /// How many messages of contents have come and were not looked at.
    pub(crate) async fn waiting(&mut self) -> usize {
        let mut count = 0;
        // What was sent before the session's last message has come by now, or comes in this time.
        while let Ok(Ok(Some(message))) =
            tokio::time::timeout(Duration::from_millis(200), self.incoming.message()).await
        {
            if !matches!(message.message, Some(pb::bulk_from_agent::Message::Hello(_))) {
                count += 1;
            }
        }
        count
    }

    pub(crate) async fn failure(&mut self) -> pb::UploadFailed {
        loop {
            if let pb::bulk_from_agent::Message::Failed(failed) = self.next().await {
                return failed;
            }
        }
    }
}

#[derive(Clone)]
struct Service {
    authority: Arc<Authority>,
    session: mpsc::Sender<Session>,
    bulk: mpsc::Sender<Bulk>,
}

type Answer<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl Link for Service {
    type SessionStream = Answer<pb::ServerMessage>;
    type BulkStream = Answer<pb::BulkFromServer>;

    async fn session(
        &self,
        request: Request<Streaming<pb::AgentMessage>>,
    ) -> Result<Response<Self::SessionStream>, Status> {
        let peer = PeerIdentity::from_verified(&request.peer_certs().unwrap()[0]).unwrap();
        let (commands, outgoing) = mpsc::channel(64);
        let session = Session {
            host: peer.host.to_string(),
            serial: peer.serial,
            incoming: request.into_inner(),
            commands,
        };
        self.session.send(session).await.unwrap();
        let mut sequence = 0;
        let numbered = ReceiverStream::new(outgoing).map(move |message| {
            sequence += 1;
            Ok(pb::ServerMessage { sequence, message })
        });
        Ok(Response::new(Box::pin(numbered)))
    }

    async fn renew(&self, request: Request<pb::RenewRequest>) -> Result<Response<pb::RenewReply>, Status> {
        let host = PeerIdentity::from_verified(&request.peer_certs().unwrap()[0])
            .unwrap()
            .host;
        let request = request.into_inner().certificate_request;
        let signed = self
            .authority
            .sign_agent(&request, &host, &Clock::System)
            .unwrap();
        Ok(Response::new(pb::RenewReply {
            certificate: signed.certificate_pem,
            authorities: self.authority.certificate_pem().to_owned(),
        }))
    }

    async fn bulk(
        &self,
        request: Request<Streaming<pb::BulkFromAgent>>,
    ) -> Result<Response<Self::BulkStream>, Status> {
        let (requests, outgoing) = mpsc::channel(64);
        let incoming = request.into_inner();
        self.bulk.send(Bulk { incoming, requests }).await.unwrap();
        Ok(Response::new(Box::pin(ReceiverStream::new(outgoing).map(Ok))))
    }
}

#[tonic::async_trait]
impl Enrolment for Service {
    async fn enrol(&self, request: Request<pb::EnrolRequest>) -> Result<Response<pb::EnrolReply>, Status> {
        let pb::EnrolRequest {
            host_name,
            certificate_request,
            ..
        } = request.into_inner();
        if host_name == "taken" {
            return Err(Status::already_exists("host taken is enrolled already"));
        }
        let name = host_name.parse().unwrap();
        let signed = self
            .authority
            .sign_agent(&certificate_request, &name, &Clock::System)
            .unwrap();
        // A made-up fault: the host's own certificate in the place of the authority's.
        let authority = if host_name == "misled" {
            signed.certificate_pem.clone()
        } else {
            self.authority.certificate_pem().to_owned()
        };
        Ok(Response::new(pb::EnrolReply {
            certificate: signed.certificate_pem,
            authority,
            host_name,
        }))
    }
}
