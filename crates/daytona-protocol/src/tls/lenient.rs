//! The check of an agent's certificate: as strict as any, but one that expired not long ago still proves whose it is, so
//! that its agent can renew it. Which calls it is good for is decided per call.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

use crate::identity::PeerIdentity;

/// How long after its end a certificate can still be renewed.
pub const RENEWABLE: Duration = Duration::from_secs(30 * 86_400);

#[derive(Debug)]
pub(super) struct Lenient {
    pub(super) strict: Arc<dyn ClientCertVerifier>,
}

impl ClientCertVerifier for Lenient {
    fn offer_client_auth(&self) -> bool {
        self.strict.offer_client_auth()
    }

    fn client_auth_mandatory(&self) -> bool {
        self.strict.client_auth_mandatory()
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.strict.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verified = self.strict.verify_client_cert(end_entity, intermediates, now);
        match (&verified, end_of(end_entity)) {
            (
                Err(Error::InvalidCertificate(
                    CertificateError::Expired | CertificateError::ExpiredContext { .. },
                )),
                Some(end),
            ) if now.as_secs().saturating_sub(end.as_secs()) <= RENEWABLE.as_secs() => {
                self.strict.verify_client_cert(end_entity, intermediates, end)
            }
            _ => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict
            .verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.strict
            .verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.strict.supported_verify_schemes()
    }
}

/// The last second in which the certificate is valid.
fn end_of(certificate: &CertificateDer<'_>) -> Option<UnixTime> {
    let expires = PeerIdentity::from_verified(certificate).ok()?.expires;
    let seconds = u64::try_from(expires.as_micros() / 1_000_000).ok()?;
    Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
}

#[cfg(test)]
mod tests {
    use daytona_domain::clock::{Clock, Timestamp};
    use rcgen::{CertificateParams, KeyPair};
    use rustls::pki_types::pem::PemObject;
    use rustls::server::WebPkiClientVerifier;

    use super::*;
    use crate::authority::Authority;
    use crate::tls::{provider, roots};

    const DAY: u64 = 86_400;

    /// What the check says of a certificate that was signed so many days ago and is valid for a year.
    fn checked(signed_days_ago: u64) -> Result<ClientCertVerified, Error> {
        let folder = tempfile::tempdir().unwrap();
        let now = Clock::System.now();
        let then = now.as_micros() - i64::try_from(signed_days_ago * DAY * 1_000_000).unwrap();
        let clock = Clock::manual(Timestamp::from_micros(then));
        let authority = Authority::open(folder.path(), &clock).unwrap();
        let key = KeyPair::generate().unwrap();
        let request = CertificateParams::new(Vec::new()).unwrap();
        let request = request.serialize_request(&key).unwrap().pem().unwrap();
        let signed = authority
            .sign_agent(&request, &"load-1".parse().unwrap(), &clock)
            .unwrap();
        let certificate = CertificateDer::from_pem_slice(signed.certificate_pem.as_bytes()).unwrap();
        let roots = Arc::new(roots(&[authority.certificate().clone()]).unwrap());
        let strict = WebPkiClientVerifier::builder_with_provider(roots, provider())
            .build()
            .unwrap();
        Lenient { strict }.verify_client_cert(&certificate, &[], UnixTime::now())
    }

    #[test]
    fn a_certificate_proves_its_owner_until_thirty_days_after_its_end_and_no_longer() {
        for days in [0, 300, 366, 394] {
            assert!(checked(days).is_ok(), "{days} days");
        }
        for days in [396, 800] {
            assert!(checked(days).is_err(), "{days} days");
        }
    }
}
