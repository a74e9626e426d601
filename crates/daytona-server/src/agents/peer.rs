//! Who calls: the host in the certificate that TLS has verified, compared with what was enrolled.

use daytona_protocol::identity::PeerIdentity;
use daytona_store::Store;
use tonic::{Request, Status};

/// The enrolled host behind a call. Every other caller is refused and logged.
pub async fn enrolled_peer<T>(
    request: &Request<T>,
    store: &Store,
    call: &str,
) -> Result<PeerIdentity, Status> {
    let address = request
        .remote_addr()
        .map(|address| address.to_string())
        .unwrap_or_default();
    let refuse = |reason: String| {
        tracing::warn!(
            peer.address = address,
            call,
            "refused a call on the agent link: {reason}"
        );
        Status::unauthenticated(reason)
    };
    let certificates = request.peer_certs();
    let certificate = certificates
        .as_ref()
        .and_then(|chain| chain.first())
        .ok_or_else(|| {
            refuse("this call needs the certificate of an enrolled agent; run `daytona agent enroll`".into())
        })?;
    let identity = PeerIdentity::from_verified(certificate).map_err(|error| refuse(error.to_string()))?;
    let host = store.host(&identity.host).await.map_err(|error| {
        tracing::error!(host = %identity.host, "cannot look up a host: {}", crate::error_chain(&error));
        Status::unavailable("the server can't look up this host right now")
    })?;
    match host {
        Some(host) if host.certificate_serial == identity.serial => Ok(identity),
        Some(_) => Err(refuse(format!(
            "host {} has enrolled again since, so this certificate is no longer valid; enrol this agent anew",
            identity.host
        ))),
        None => Err(refuse(format!("host {} is not enrolled here", identity.host))),
    }
}
