//! The services of the link: a session for commands and status, and a connection for data. Knows the peer only by its
//! certificate.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use daytona_domain::name::HostName;
use daytona_protocol::convert::LinkRun;
use daytona_protocol::identity::PeerIdentity;
use daytona_protocol::pb;
use daytona_protocol::pb::bulk_from_agent::Message as FromAgentBulk;
use daytona_protocol::pb::bulk_from_server::Message as BulkMessage;
use daytona_protocol::pb::server_message::Message;
use futures_util::{Stream, StreamExt};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::{Request, Response, Status, Streaming};

use crate::agents::peer::{Peer, enrolled_peer, valid_peer};
use crate::agents::registry::Bulk;
use crate::agents::{renewal, session};
use crate::app::App;
use crate::results::collection::FromAgent;
use crate::results::ingest::MirrorSlot;

/// How many requests for data may wait for a connection.
const REQUEST_QUEUE: usize = 256;

#[derive(Debug)]
pub struct LinkService {
    app: App,
    stop: CancellationToken,
    tasks: TaskTracker,
    next_number: Arc<AtomicU64>,
}

impl LinkService {
    pub fn new(app: App, stop: CancellationToken, tasks: TaskTracker) -> Self {
        Self {
            app,
            stop,
            tasks,
            next_number: Arc::new(AtomicU64::new(1)),
        }
    }

    fn number(&self) -> u64 {
        self.next_number.fetch_add(1, Ordering::Relaxed)
    }
}

type Outgoing<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl pb::link_server::Link for LinkService {
    type SessionStream = Outgoing<pb::ServerMessage>;
    type BulkStream = Outgoing<pb::BulkFromServer>;

    async fn session(
        &self,
        request: Request<Streaming<pb::AgentMessage>>,
    ) -> Result<Response<Self::SessionStream>, Status> {
        let Peer {
            identity,
            is_new,
            is_to_renew,
        } = valid_peer(&request, &self.app, "session").await?;
        if is_new {
            renewal::used(&self.app, &identity).await?;
        }
        // A stop of the server is told before the session is closed.
        let close = CancellationToken::new();
        let (commands, outgoing) = mpsc::channel(crate::agents::registry::COMMAND_QUEUE);
        let link = session::Link {
            app: self.app.clone(),
            host: identity.host.clone(),
            serial: identity.serial.clone(),
            is_to_renew,
            number: self.number(),
            commands,
            close: close.clone(),
            stop: self.stop.clone(),
        };
        self.tasks.spawn(link.run(request.into_inner()));
        let last_words = async move {
            close.cancelled().await;
            tokio::time::sleep(session::LAST_WORDS).await;
        };
        let commands = checked(&self.app, &identity, ReceiverStream::new(outgoing));
        Ok(Response::new(Box::pin(commands.take_until(last_words))))
    }

    async fn renew(&self, request: Request<pb::RenewRequest>) -> Result<Response<pb::RenewReply>, Status> {
        let peer = enrolled_peer(&request, &self.app, "renew").await?;
        let reply = renewal::renew(&self.app, &peer.identity, request.into_inner()).await?;
        Ok(Response::new(reply))
    }

    async fn bulk(
        &self,
        request: Request<Streaming<pb::BulkFromAgent>>,
    ) -> Result<Response<Self::BulkStream>, Status> {
        let peer = valid_peer(&request, &self.app, "bulk").await?.identity;
        // It ends soon after its session.
        let close = CancellationToken::new();
        let (requests, outgoing) = mpsc::channel(REQUEST_QUEUE);
        let bulk = Bulk {
            number: self.number(),
            requests,
            close: close.clone(),
        };
        let number = bulk.number;
        if !self.app.registry.bulk_connected(&peer.host, bulk) {
            return Err(Status::failed_precondition("open the session first"));
        }
        let (app, host, closed) = (self.app.clone(), peer.host, close.clone());
        let serial = peer.serial;
        self.tasks.spawn(async move {
            receive(&app, &host, &serial, request.into_inner(), &closed).await;
            app.registry.bulk_disconnected(&host, number);
            closed.cancel();
        });
        let outgoing = ReceiverStream::new(outgoing)
            .map(Ok)
            .take_until(close.cancelled_owned());
        Ok(Response::new(Box::pin(outgoing)))
    }
}

/// The commands of a session, numbered. Each is checked against what is valid now: a certificate that was revoked gets
/// none any more, however many wait.
fn checked(
    app: &App,
    peer: &PeerIdentity,
    commands: impl Stream<Item = Message> + Send + 'static,
) -> impl Stream<Item = Result<pb::ServerMessage, Status>> + Send + 'static {
    let (directory, peer) = (app.directory.clone(), peer.clone());
    let mut sequence = 0;
    commands.map(move |message| {
        let is_last_word = matches!(message, Message::Refusal(_) | Message::StopServer(_));
        if !is_last_word && !directory.accepts(&peer.host, &peer.serial) {
            return Err(Status::unauthenticated(format!(
                "the certificate of host {} is no longer valid",
                peer.host
            )));
        }
        sequence += 1;
        Ok(pb::ServerMessage {
            sequence,
            message: Some(message),
        })
    })
}

async fn receive(
    app: &App,
    host: &HostName,
    serial: &str,
    mut incoming: Streaming<pb::BulkFromAgent>,
    close: &CancellationToken,
) {
    loop {
        let message = tokio::select! {
            message = incoming.message() => message,
            () = close.cancelled() => return,
        };
        if !app.directory.accepts(host, serial) {
            return;
        }
        let handled = match message {
            Ok(Some(pb::BulkFromAgent {
                message: Some(message),
            })) => handle(app, host, message).await,
            Ok(Some(pb::BulkFromAgent { message: None })) => Ok(()),
            Ok(None) | Err(_) => return,
        };
        if let Err(refused) = handled {
            tracing::warn!(%host, "closed the data connection of host {host}: {refused}");
            return;
        }
    }
}

async fn handle(app: &App, host: &HostName, message: FromAgentBulk) -> Result<(), String> {
    app.registry.heard(host, app.clock.now());
    match message {
        FromAgentBulk::Hello(_) => Ok(()),
        FromAgentBulk::Failed(failed) => {
            let run = LinkRun::from_message(failed.run.as_ref()).map_err(|error| error.to_string())?;
            app.collections
                .deliver(run.run, host, FromAgent::UploadFailed(failed))
                .await;
            Ok(())
        }
        FromAgentBulk::Chunks(chunks) => store(app, host, chunks).await,
    }
}

async fn store(app: &App, host: &HostName, chunks: pb::Chunks) -> Result<(), String> {
    let run = LinkRun::from_message(chunks.run.as_ref()).map_err(|error| error.to_string())?;
    if !app.scheduler.holds(&run, host) {
        // It was in flight when the run ended here, or it is a run under a lease that is over: it has no place any more.
        tracing::debug!(%host, run = %run.run, lease = %run.lease, "dropped data of a run that this host doesn't hold");
        return Ok(());
    }
    let slot = app
        .ingest
        .slot(&run.framework, run.run, host)
        .map_err(|error| crate::error_chain(&error))?;
    let (ingest, id, storing) = (app.ingest.clone(), run.run, Arc::clone(&slot));
    let stored = tokio::task::spawn_blocking(move || ingest.store(id, &storing, &chunks.chunks)).await;
    let has_gap = match stored {
        Ok(Ok(has_gap)) => has_gap,
        Ok(Err(error)) => return Err(crate::error_chain(&error)),
        Err(_) => return Err("storing was cut short".to_owned()),
    };
    if has_gap {
        follow_from(app, host, &run, &slot);
    }
    Ok(())
}

/// A gap: the agent is told where to go on.
fn follow_from(app: &App, host: &HostName, run: &LinkRun, slot: &MirrorSlot) {
    // All files are named: one that isn't would be sent again from its beginning.
    let have = slot
        .lock()
        .lengths()
        .map(|(path, offset)| pb::FileOffset {
            path: path.to_owned(),
            offset,
        })
        .collect();
    let follow = pb::StreamStart {
        run: Some(run.to_message()),
        have,
    };
    app.registry.command(host, Message::StreamStart(follow));
}

/// Tells an agent how far its files are on the server's disk.
pub fn tell_progress(app: &App, host: &HostName, run: &LinkRun, files: Vec<pb::FileProgress>) {
    let offsets = pb::Offsets {
        run: Some(run.to_message()),
        files,
    };
    app.registry.request(host, BulkMessage::Offsets(offsets));
}
