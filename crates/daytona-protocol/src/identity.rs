//! Who the peer is: the name, serial and fingerprint of the certificate that TLS has verified.

use daytona_domain::clock::Timestamp;
use daytona_domain::name::HostName;
use rustls::pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::fingerprint::Fingerprint;

/// A host as its certificate names it. Never made from a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerIdentity {
    pub host: HostName,
    /// The certificate's serial number in hexadecimal.
    pub serial: String,
    pub fingerprint: String,
    pub issued: Timestamp,
    pub expires: Timestamp,
}

/// A certificate that names no host.
#[derive(Debug, thiserror::Error)]
pub enum InvalidIdentity {
    #[error("the certificate can't be read")]
    Unreadable,
    #[error("the certificate names no host")]
    NoName,
    #[error("the certificate's name {name:?} is not a host name")]
    BadName { name: String },
}

impl PeerIdentity {
    /// Reads the identity from a certificate whose chain and proof of possession TLS has already checked.
    pub fn from_verified(certificate: &CertificateDer<'_>) -> Result<Self, InvalidIdentity> {
        let (_, parsed) = X509Certificate::from_der(certificate).map_err(|_| InvalidIdentity::Unreadable)?;
        let name = parsed
            .subject()
            .iter_common_name()
            .next()
            .and_then(|name| name.as_str().ok())
            .ok_or(InvalidIdentity::NoName)?;
        let host = name.parse().map_err(|_| InvalidIdentity::BadName {
            name: name.to_owned(),
        })?;
        let serial = parsed.tbs_certificate.raw_serial_as_string();
        let validity = parsed.validity();
        Ok(Self {
            host,
            serial,
            fingerprint: Fingerprint::of(certificate).to_string(),
            issued: Timestamp::from_micros(validity.not_before.timestamp().saturating_mul(1_000_000)),
            expires: Timestamp::from_micros(validity.not_after.timestamp().saturating_mul(1_000_000)),
        })
    }
}
