//! Who calls: the host in the certificate that TLS has verified, compared with what was enrolled.

use daytona_domain::clock::Timestamp;
use daytona_domain::name::HostName;
use daytona_protocol::identity::PeerIdentity;
use tonic::{Request, Status};

use crate::agents::renewal;
use crate::app::App;

/// An agent with a certificate that is valid for its host.
#[derive(Clone, Debug)]
pub struct Peer {
    pub identity: PeerIdentity,
    /// Whether this is a renewed certificate that replaces the one before with its first use.
    pub is_new: bool,
    /// Whether it should get another certificate soon.
    pub is_to_renew: bool,
}

/// The enrolled host behind a call. Every other caller is refused and logged. Whether its certificate has expired is for
/// the caller to decide.
pub async fn enrolled_peer<T>(request: &Request<T>, app: &App, call: &str) -> Result<Peer, Status> {
    let refuse = |reason: String| refuse(request, call, reason);
    let certificates = request.peer_certs();
    let certificate = certificates
        .as_ref()
        .and_then(|chain| chain.first())
        .ok_or_else(|| {
            refuse("this call needs the certificate of an enrolled agent; run `daytona agent enroll`".into())
        })?;
    let identity = PeerIdentity::from_verified(certificate).map_err(|error| refuse(error.to_string()))?;
    let host = app.store.host(&identity.host).await.map_err(|error| {
        tracing::error!(host = %identity.host, "cannot look up a host: {}", crate::error_chain(&error));
        Status::unavailable("the server can't look up this host right now")
    })?;
    let host = host.ok_or_else(|| refuse(format!("host {} is not enrolled here", identity.host)))?;
    if host.accepts(&identity.serial) {
        let present = [Some(&host.certificate), host.next_certificate.as_ref()]
            .into_iter()
            .flatten()
            .find(|certificate| certificate.serial == identity.serial);
        let is_to_renew = present.is_some_and(|present| renewal::is_wanted(app, present));
        return Ok(Peer {
            is_new: host.certificate.serial != identity.serial,
            identity,
            is_to_renew,
        });
    }
    Err(refuse(match host.revoked {
        Some(since) => revoked(&identity.host, since),
        None => format!(
            "host {} has enrolled again since, so this certificate is no longer valid; enrol this agent anew",
            identity.host
        ),
    }))
}

/// As [`enrolled_peer`], and the certificate must not have expired.
pub async fn valid_peer<T>(request: &Request<T>, app: &App, call: &str) -> Result<Peer, Status> {
    let peer = enrolled_peer(request, app, call).await?;
    match renewal::expired(&peer.identity, app.clock.now()) {
        None => Ok(peer),
        Some(reason) => Err(refuse(request, call, reason)),
    }
}

/// Why a revoked agent is refused, and what helps.
pub fn revoked(host: &HostName, since: Timestamp) -> String {
    format!(
        "the certificate of host {host} was revoked on {since}; to let it in again, an administrator makes a join token \
         with --re-enrol and it enrols with that"
    )
}

fn refuse<T>(request: &Request<T>, call: &str, reason: String) -> Status {
    let address = request
        .remote_addr()
        .map(|address| address.to_string())
        .unwrap_or_default();
    tracing::warn!(
        peer.address = address,
        call,
        "refused a call on the agent link: {reason}"
    );
    Status::unauthenticated(reason)
}
