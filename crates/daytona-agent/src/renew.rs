//! Renewal of this agent's certificate: a new key made here, and the present certificate as the proof of who asks. When it
//! is time is decided here, purely; when it suits is the session's part.

use std::path::Path;
use std::time::Duration;

use daytona_domain::clock::Timestamp;
use daytona_protocol::authority::Credentials;
use daytona_protocol::dial::{DialError, dial};
use daytona_protocol::identity::PeerIdentity;
use daytona_protocol::pb;
use daytona_protocol::pb::link_client::LinkClient;
use daytona_protocol::tls::{TlsError, client_config};
use daytona_protocol::version::PROTOCOL_VERSION;
use rcgen::{CertificateParams, KeyPair};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::identity::{self, Identity, IdentityError, IdentityFiles};

/// A server that takes a connection and then says nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// How urgent it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    None,
    /// In the last third of its life: when no script runs.
    Due,
    /// In the last twelfth: whatever runs.
    Urgent,
    /// No session can be opened with it any more.
    Expired,
}

/// How urgently a certificate has to be renewed.
pub fn need(certificate: &PeerIdentity, now: Timestamp) -> Need {
    let life = certificate.expires.since(certificate.issued);
    let left = certificate.expires.since(now);
    if left.is_zero() {
        Need::Expired
    } else if left <= life / 12 {
        Need::Urgent
    } else if left <= life / 3 {
        Need::Due
    } else {
        Need::None
    }
}

/// The certificate was not renewed; the present one is as good as it was.
#[derive(Debug, thiserror::Error)]
pub enum RenewError {
    #[error("cannot make a key")]
    Key(#[from] rcgen::Error),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    Dial(#[from] DialError),
    #[error("the server did not renew the certificate: {reason}")]
    Refused { reason: String },
    #[error("the server did not answer the request for a new certificate")]
    Silent,
    #[error("the server's answer holds no certificate for the new key of this host")]
    Unusable,
    #[error(transparent)]
    Identity(#[from] IdentityError),
}

/// Gets a new certificate and keeps it in the place of the present one, together with its key.
pub async fn renew(server: &str, root: &Path) -> Result<(), RenewError> {
    let Identity {
        peer,
        authorities,
        credentials,
    } = identity::load(root)?;
    let key = KeyPair::generate()?;
    let request = CertificateParams::new(Vec::new())?
        .serialize_request(&key)?
        .pem()?;
    let tls = client_config(&authorities, credentials)?;
    let asked = async {
        let channel = dial(server, tls).await?;
        LinkClient::new(channel)
            .renew(pb::RenewRequest {
                protocol_version: PROTOCOL_VERSION,
                program_version: env!("CARGO_PKG_VERSION").to_owned(),
                certificate_request: request,
            })
            .await
            .map_err(|status| RenewError::Refused {
                reason: status.message().to_owned(),
            })
    };
    let reply = tokio::time::timeout(PATIENCE, asked)
        .await
        .map_err(|_| RenewError::Silent)??
        .into_inner();
    check(&peer, &reply, &key)?;
    let files = IdentityFiles {
        key: &key.serialize_pem(),
        certificate: &reply.certificate,
        authorities: &reply.authorities,
    };
    Ok(identity::keep(root, &files)?)
}

/// Whether the answer can be used, before it takes the place of what works.
fn check(present: &PeerIdentity, reply: &pb::RenewReply, key: &KeyPair) -> Result<(), RenewError> {
    let unusable = || RenewError::Unusable;
    let certificate = CertificateDer::from_pem_slice(reply.certificate.as_bytes()).map_err(|_| unusable())?;
    let authorities: Result<Vec<_>, _> =
        CertificateDer::pem_slice_iter(reply.authorities.as_bytes()).collect();
    let authorities = authorities.map_err(|_| unusable())?;
    let next = PeerIdentity::from_verified(&certificate).map_err(|_| unusable())?;
    let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|_| unusable())?;
    if authorities.is_empty() || next.host != present.host {
        return Err(unusable());
    }
    // Fails if the key isn't the certificate's.
    let credentials = Credentials {
        chain: vec![certificate],
        key,
    };
    client_config(&authorities, credentials)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400;

    fn after(days: u64) -> Timestamp {
        Timestamp::from_micros(0).plus(Duration::from_secs(days * DAY))
    }

    #[test]
    fn a_certificate_of_a_year_is_renewed_when_two_thirds_of_it_are_over() {
        let certificate = PeerIdentity {
            host: "load-1".parse().unwrap(),
            serial: "1".to_owned(),
            fingerprint: String::new(),
            issued: after(0),
            expires: after(360),
        };
        let needs: Vec<_> = [0, 239, 240, 329, 330, 359, 360, 400]
            .map(|days| need(&certificate, after(days)))
            .into();
        assert_eq!(
            needs,
            [
                Need::None,
                Need::None,
                Need::Due,
                Need::Due,
                Need::Urgent,
                Need::Urgent,
                Need::Expired,
                Need::Expired,
            ]
        );
    }
}
