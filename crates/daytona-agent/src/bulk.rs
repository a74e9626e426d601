//! The connection for data: contents go out, requests come in. A slow server holds up whoever sends, never memory.

use std::sync::{Arc, Mutex, PoisonError};

use daytona_protocol::convert::LinkRun;
use daytona_protocol::dial::dial;
use daytona_protocol::pb;
use daytona_protocol::pb::bulk_from_agent::Message;
use daytona_protocol::pb::bulk_from_server::Message as FromServer;
use daytona_protocol::pb::link_client::LinkClient;
use daytona_protocol::version::PROTOCOL_VERSION;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::host::Host;
use crate::run::RunInput;

/// Messages that may wait for the connection; each holds at most about a megabyte.
const QUEUE: usize = 8;
/// Messages may be this long: a piece of a file and its frame.
const MESSAGE: usize = 8 << 20;

/// The present connection, if there is one.
#[derive(Clone, Debug, Default)]
pub struct BulkLink {
    sender: Arc<Mutex<Option<mpsc::Sender<pb::BulkFromAgent>>>>,
}

/// There is no connection, or it has just been lost. What was sent is sent again after the server has said what it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the connection for data is down")]
pub struct Down;

impl BulkLink {
    pub fn open(&self, sender: mpsc::Sender<pb::BulkFromAgent>) {
        *self.sender.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
    }

    pub fn close(&self) {
        *self.sender.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Sends when there is room.
    pub async fn send(&self, message: Message) -> Result<(), Down> {
        let sender = self.sender.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let sender = sender.ok_or(Down)?;
        sender
            .send(pb::BulkFromAgent {
                message: Some(message),
            })
            .await
            .map_err(|_| Down)
    }
}

/// Opens the connection and serves it to its end. Returns why it ended.
pub async fn serve(host: &Host, server: &str, tls: Arc<rustls::ClientConfig>) -> String {
    let channel = match dial(server, tls).await {
        Ok(channel) => channel,
        Err(error) => return crate::error_chain(&error),
    };
    let mut client = LinkClient::new(channel)
        .max_decoding_message_size(MESSAGE)
        .max_encoding_message_size(MESSAGE);
    let (sender, outgoing) = mpsc::channel(QUEUE);
    let hello = Message::Hello(pb::BulkHello {
        protocol_version: PROTOCOL_VERSION,
    });
    // The queue is new and has room.
    let _ = sender.send(pb::BulkFromAgent { message: Some(hello) }).await;
    let mut incoming = match client.bulk(ReceiverStream::new(outgoing)).await {
        Ok(response) => response.into_inner(),
        Err(status) => return status.message().to_owned(),
    };
    host.bulk.open(sender);
    let reason = loop {
        match incoming.message().await {
            Ok(Some(pb::BulkFromServer {
                message: Some(FromServer::Upload(upload)),
            })) => request(host, upload).await,
            // How far the server is on its disk: told, and needed for nothing before the end.
            Ok(Some(pb::BulkFromServer {
                message: Some(FromServer::Offsets(_)) | None,
            })) => {}
            Ok(None) => break "the server has ended the data connection".to_owned(),
            Err(status) => break status.message().to_owned(),
        }
    };
    host.bulk.close();
    reason
}

async fn request(host: &Host, upload: pb::FileUpload) {
    let run = match LinkRun::from_message(upload.run.as_ref()) {
        Ok(run) => run,
        Err(error) => return tracing::warn!("a request for files can't be used: {error}"),
    };
    if let Some(handle) = host.run(run.run).filter(|handle| handle.run.lease == run.lease) {
        // An error says that the run has just been finished.
        let _ = handle.inputs.send(RunInput::Upload(upload.ranges)).await;
    }
}
