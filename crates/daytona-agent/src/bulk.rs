//! The connection for data: contents go out, requests come in. A slow server holds up whoever sends, never memory.

use std::sync::Arc;

use daytona_protocol::convert::LinkRun;
use daytona_protocol::dial::dial;
use daytona_protocol::pb;
use daytona_protocol::pb::bulk_from_agent::Message;
use daytona_protocol::pb::bulk_from_server::Message as FromServer;
use daytona_protocol::pb::link_client::LinkClient;
use daytona_protocol::version::PROTOCOL_VERSION;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

use crate::host::Host;
use crate::run::RunInput;

/// Messages that may wait for the connection; each holds at most about a megabyte.
const QUEUE: usize = 4;
/// Messages may be this long: a piece of a file and its frame.
const MESSAGE: usize = 8 << 20;

/// The present connection, if there is one.
#[derive(Clone, Debug)]
pub struct BulkLink {
    present: watch::Sender<Option<mpsc::Sender<pb::BulkFromAgent>>>,
}

/// There is no connection, or it has just been lost. What was sent is sent again after the server has said what it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the connection for data is down")]
pub struct Down;

impl Default for BulkLink {
    fn default() -> Self {
        let (present, _) = watch::channel(None);
        Self { present }
    }
}

impl BulkLink {
    pub fn open(&self, sender: mpsc::Sender<pb::BulkFromAgent>) {
        self.present.send_replace(Some(sender));
    }

    pub fn close(&self) {
        self.present.send_replace(None);
    }

    /// The connection that is there now.
    pub fn now(&self) -> Result<OpenBulk, Down> {
        self.present.borrow().clone().map(OpenBulk).ok_or(Down)
    }

    /// The connection, once there is one. The session is there first, so that a command to follow files may come before
    /// the connection that their contents go over.
    pub async fn opened(&self) -> Result<OpenBulk, Down> {
        let mut present = self.present.subscribe();
        let sender = present.wait_for(Option::is_some).await.map_err(|_| Down)?.clone();
        sender.map(OpenBulk).ok_or(Down)
    }
}

/// One connection. Whoever sends on it ends with it: what the server has after a cut, it says anew.
#[derive(Clone, Debug)]
pub struct OpenBulk(mpsc::Sender<pb::BulkFromAgent>);

impl OpenBulk {
    /// Sends when there is room.
    pub async fn send(&self, message: Message) -> Result<(), Down> {
        let message = pb::BulkFromAgent {
            message: Some(message),
        };
        self.0.send(message).await.map_err(|_| Down)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn hello() -> Message {
        Message::Hello(pb::BulkHello::default())
    }

    #[tokio::test]
    async fn what_is_followed_waits_for_the_connection_and_what_was_asked_for_does_not() {
        let link = BulkLink::default();
        assert_eq!(link.now().err(), Some(Down));
        let waiting = tokio::spawn({
            let link = link.clone();
            async move { link.opened().await?.send(hello()).await }
        });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        let (sender, mut sent) = mpsc::channel(1);
        link.open(sender);
        assert_eq!(waiting.await.unwrap(), Ok(()));
        assert!(sent.recv().await.is_some());
    }

    #[tokio::test]
    async fn what_was_sent_on_a_lost_connection_does_not_go_on_over_the_next() {
        let link = BulkLink::default();
        let (sender, sent) = mpsc::channel(1);
        link.open(sender);
        let before = link.now().unwrap();
        drop(sent);
        let (sender, mut sent) = mpsc::channel(1);
        link.open(sender);
        assert_eq!(before.send(hello()).await, Err(Down));
        assert_eq!(link.opened().await.unwrap().send(hello()).await, Ok(()));
        assert!(sent.recv().await.is_some());
    }
}
