//! The renewal of a certificate: the present one, also one that expired not long ago, for the next.

use daytona_domain::clock::Timestamp;
use daytona_protocol::authority::SignedAgent;
use daytona_protocol::identity::PeerIdentity;
use daytona_protocol::{pb, version};
use daytona_store::host::{Certificate, RenewError};
use tonic::Status;

use crate::app::App;

/// Signs the next certificate of the host that calls.
pub async fn renew(
    app: &App,
    peer: &PeerIdentity,
    request: pb::RenewRequest,
) -> Result<pb::RenewReply, Status> {
    version::check_agent(request.protocol_version)
        .map_err(|mismatch| Status::failed_precondition(mismatch.to_string()))?;
    let signed = app
        .authorities
        .signing()
        .sign_agent(&request.certificate_request, &peer.host, &app.clock)
        .map_err(|error| Status::invalid_argument(error.to_string()))?;
    let next = certificate(&signed);
    app.store
        .renew_certificate(&peer.host, &peer.serial, &next)
        .await
        .map_err(refusal)?;
    app.directory.reload(&app.store).await.map_err(unavailable)?;
    let host = &peer.host;
    tracing::info!(%host, "renewed the certificate of host {host}, until {}", signed.expires);
    Ok(pb::RenewReply {
        certificate: signed.certificate_pem,
        authorities: app.authorities.trusted_pem(),
    })
}

/// With its first use a renewed certificate replaces the one before.
pub async fn used(app: &App, peer: &PeerIdentity) -> Result<(), Status> {
    app.store
        .certificate_used(&peer.host, &peer.serial)
        .await
        .map_err(unavailable)?;
    app.directory.reload(&app.store).await.map_err(unavailable)
}

/// What the store keeps of a certificate that was just signed.
pub fn certificate(signed: &SignedAgent) -> Certificate {
    Certificate {
        serial: signed.serial.clone(),
        fingerprint: signed.fingerprint.clone(),
        authority: Some(signed.authority.to_string()),
        expires: Some(signed.expires),
    }
}

/// Whether the agent should get another certificate as soon as it can: the authority is being changed.
pub fn is_wanted(app: &App, present: &Certificate) -> bool {
    present.authority.as_deref() != Some(app.authorities.signing().fingerprint().to_string().as_str())
}

/// Why an expired certificate opens no session.
pub fn expired(peer: &PeerIdentity, now: Timestamp) -> Option<String> {
    (peer.expires < now).then(|| {
        format!(
            "the certificate of host {} expired on {}; its agent renews it by itself for 30 days after that, then it has \
             to enrol again",
            peer.host, peer.expires
        )
    })
}

fn refusal(error: RenewError) -> Status {
    match error {
        RenewError::Unknown { .. } | RenewError::Invalid { .. } => Status::unauthenticated(error.to_string()),
        RenewError::Database(error) => unavailable(error),
    }
}

fn unavailable(error: daytona_store::DatabaseError) -> Status {
    tracing::error!("a renewal failed in the database: {}", crate::error_chain(&error));
    Status::unavailable("the server can't reach its database right now; try again")
}
