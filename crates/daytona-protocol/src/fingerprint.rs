//! The fingerprint of a certificate: what an agent knows of the server's authority before it has seen it.

use std::fmt;
use std::str::FromStr;

use rustls::pki_types::CertificateDer;

/// BLAKE3 of a certificate's DER form, as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint(blake3::Hash);

impl Fingerprint {
    pub fn of(certificate: &CertificateDer<'_>) -> Self {
        Self(blake3::hash(certificate))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_hex())
    }
}

/// A text that is no fingerprint.
#[derive(Debug, thiserror::Error)]
#[error("{text:?} is not a fingerprint of 64 hexadecimal digits")]
pub struct InvalidFingerprint {
    pub text: String,
}

impl FromStr for Fingerprint {
    type Err = InvalidFingerprint;

    fn from_str(text: &str) -> Result<Self, InvalidFingerprint> {
        let hash = blake3::Hash::from_hex(text).map_err(|_| InvalidFingerprint {
            text: text.to_owned(),
        })?;
        Ok(Self(hash))
    }
}
