//! Accepts connections of agents: TLS 1.3, HTTP/2, the services of the link.

use std::sync::Arc;
use std::time::Duration;

use daytona_protocol::pb::enrolment_server::EnrolmentServer;
use daytona_protocol::pb::link_server::LinkServer;
use daytona_protocol::pb::probe_server::ProbeServer;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::agents::enrolment::EnrolmentService;
use crate::agents::link::LinkService;
use crate::agents::link_tls::LinkTls;
use crate::agents::probe::ProbeService;
use crate::app::App;

/// A peer that doesn't finish its handshake in this time is dropped.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Connections that may wait to be served.
const BACKLOG: usize = 256;
/// Large frames and windows keep a console's copy from being cut into small writes.
const FRAME: u32 = 1 << 20;
const WINDOW: u32 = 8 << 20;
/// A message of the link is at most this long: one chunk of a file and its frame.
const MESSAGE: usize = 8 << 20;

/// Serves the agent link until `close`. From `stop` on, agents are only told when to come back.
pub async fn serve(
    listener: TcpListener,
    app: App,
    stop: CancellationToken,
    close: CancellationToken,
) -> Result<(), tonic::transport::Error> {
    let (accepted, connections) = mpsc::channel(BACKLOG);
    let tasks = TaskTracker::new();
    tasks.spawn(accept(
        listener,
        Arc::clone(&app.link_tls),
        accepted,
        tasks.clone(),
        close.clone(),
    ));
    let link = LinkServer::new(LinkService::new(app.clone(), stop, tasks.clone()))
        .max_decoding_message_size(MESSAGE)
        .max_encoding_message_size(MESSAGE);
    let probe = ProbeServer::new(ProbeService::new(app.clone()));
    let enrolment = EnrolmentServer::new(EnrolmentService::new(app));
    let served = tonic::transport::Server::builder()
        .max_frame_size(FRAME)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .add_service(link)
        .add_service(enrolment)
        .add_service(probe)
        .serve_with_incoming_shutdown(ReceiverStream::new(connections), close.cancelled_owned())
        .await;
    // Every session notes its end before the store is closed.
    tasks.close();
    tasks.wait().await;
    served
}

type Accepted = Result<TlsStream<TcpStream>, std::io::Error>;

async fn accept(
    listener: TcpListener,
    tls: Arc<LinkTls>,
    accepted: mpsc::Sender<Accepted>,
    tasks: TaskTracker,
    close: CancellationToken,
) {
    loop {
        let connection = tokio::select! {
            connection = listener.accept() => connection,
            () = close.cancelled() => return,
        };
        let (stream, peer) = match connection {
            Ok(connection) => connection,
            Err(error) => {
                // Most often there are too many open files; the next try may do.
                tracing::warn!("cannot accept a connection of an agent: {error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let (acceptor, accepted) = (TlsAcceptor::from(tls.config()), accepted.clone());
        tasks.spawn(async move {
            let handshake = async {
                stream.set_nodelay(true)?;
                acceptor.accept(stream).await
            };
            match tokio::time::timeout(HANDSHAKE, handshake).await {
                Ok(Ok(stream)) => {
                    // An error says that the server is stopping.
                    let _ = accepted.send(Ok(stream)).await;
                }
                Ok(Err(error)) => {
                    tracing::warn!(peer.address = %peer, "refused a connection on the agent link: {error}");
                }
                Err(_) => {
                    tracing::warn!(peer.address = %peer, "dropped a connection on the agent link: no handshake in 10 s");
                }
            }
        });
    }
}
