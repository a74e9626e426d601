//! Enrolment: a join token and a key made here for a certificate. The key never leaves this host.

use std::path::Path;

use daytona_domain::name::HostName;
use daytona_protocol::dial::{DialError, dial};
use daytona_protocol::fingerprint::Fingerprint;
use daytona_protocol::join_token::JoinToken;
use daytona_protocol::pb;
use daytona_protocol::pb::enrolment_client::EnrolmentClient;
use daytona_protocol::tls::{TlsError, enrolment_config};
use daytona_protocol::version::PROTOCOL_VERSION;
use rcgen::{CertificateParams, KeyPair};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::identity::{self, IdentityError, IdentityFiles};

/// Who asks to join, and where.
#[derive(Debug)]
pub struct Enrolment<'a> {
    /// `host:port` of the server's agent link.
    pub server: &'a str,
    pub token: JoinToken,
    pub name: HostName,
    /// What other hosts reach this one by; absent: as the server sees it.
    pub address: Option<String>,
    pub root: &'a Path,
}

/// An enrolment that brought no certificate.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    #[error("cannot make a key")]
    Key(#[from] rcgen::Error),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(
        "cannot enrol; if the server answers there, its certificate is not of the authority that the token names"
    )]
    Dial(#[from] DialError),
    #[error("the server refused: {reason}")]
    Refused { reason: String },
    #[error(
        "the server answered with an authority that is not the one the token names; nothing was kept, ask for a new token"
    )]
    OtherAuthority,
    #[error(transparent)]
    Keep(#[from] IdentityError),
}

/// Enrols this host and keeps its identity below the root.
pub async fn enrol(enrolment: Enrolment<'_>) -> Result<(), EnrolError> {
    let Enrolment {
        server,
        token,
        name,
        address,
        root,
    } = enrolment;
    let key = KeyPair::generate()?;
    let request = CertificateParams::new(Vec::new())?
        .serialize_request(&key)?
        .pem()?;
    let channel = dial(server, enrolment_config(token.authority)?).await?;
    let reply = EnrolmentClient::new(channel)
        .enrol(pb::EnrolRequest {
            protocol_version: PROTOCOL_VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            token_id: token.id,
            token_secret: token.secret,
            host_name: name.to_string(),
            address: address.unwrap_or_default(),
            certificate_request: request,
        })
        .await
        .map_err(|status| EnrolError::Refused {
            reason: status.message().to_owned(),
        })?
        .into_inner();
    let authority = CertificateDer::from_pem_slice(reply.authority.as_bytes());
    if !authority.is_ok_and(|authority| Fingerprint::of(&authority) == token.authority) {
        return Err(EnrolError::OtherAuthority);
    }
    let files = IdentityFiles {
        key: &key.serialize_pem(),
        certificate: &reply.certificate,
        authorities: &reply.authority,
    };
    identity::keep(root, &files)?;
    Ok(())
}
