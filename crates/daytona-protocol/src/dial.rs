//! Opens a connection to a server: TCP, TLS, HTTP/2, for tonic's clients.

use std::sync::Arc;

use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tonic::transport::{Channel, Endpoint, Uri};

use crate::authority::SERVER_NAME;

/// Frames of this size keep the number of small writes low when a console is copied.
const FRAME: u32 = 1 << 20;
const WINDOW: u32 = 8 << 20;

/// Dials `address` (`host:port`). The error says which of the steps failed.
pub async fn dial(address: &str, tls: Arc<ClientConfig>) -> Result<Channel, DialError> {
    let endpoint = Endpoint::from_shared(format!("http://{address}"))
        .map_err(|_| DialError::Address {
            address: address.to_owned(),
        })?
        .tcp_nodelay(true)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .max_frame_size(FRAME)
        .connect_timeout(std::time::Duration::from_secs(10));
    let connector = tower::service_fn(move |uri: Uri| {
        let tls = Arc::clone(&tls);
        async move { connect(&uri, tls).await.map(TokioIo::new) }
    });
    endpoint
        .connect_with_connector(connector)
        .await
        .map_err(|source| DialError::Connect {
            address: address.to_owned(),
            source,
        })
}

/// The server can't be reached.
#[derive(Debug, thiserror::Error)]
pub enum DialError {
    #[error("{address:?} is not an address; write it like daytona.example.com:52222")]
    Address { address: String },
    #[error("cannot connect to {address}")]
    Connect {
        address: String,
        source: tonic::transport::Error,
    },
}

async fn connect(uri: &Uri, tls: Arc<ClientConfig>) -> std::io::Result<TlsStream<TcpStream>> {
    let Some(authority) = uri.authority() else {
        return Err(std::io::Error::other("the address has no host"));
    };
    let stream = TcpStream::connect(authority.as_str()).await?;
    stream.set_nodelay(true)?;
    let name = ServerName::try_from(SERVER_NAME).map_err(std::io::Error::other)?;
    TlsConnector::from(tls).connect(name, stream).await
}
