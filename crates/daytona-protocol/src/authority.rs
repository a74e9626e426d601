//! The server's own certificate authority: made once, kept in the data folder, signs the certificates of the
//! server and of the agents.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use daytona_domain::clock::{Clock, Timestamp};
use daytona_domain::name::HostName;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, SerialNumber, date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::fingerprint::Fingerprint;

/// The name in the server's certificate; agents verify this name whatever address they dial.
pub const SERVER_NAME: &str = "server.daytona.internal";

/// How long a certificate of an agent or of the server is valid.
const LEAF_LIFETIME: Duration = Duration::from_secs(365 * 86_400);
/// Certificates begin a day back, so that a clock that is behind doesn't refuse them.
const BACKDATED: Duration = Duration::from_secs(86_400);

/// The authority with its key.
#[derive(Debug)]
pub struct Authority {
    certificate: CertificateDer<'static>,
    certificate_pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate with its private key, as TLS takes them.
#[derive(Debug)]
pub struct Credentials {
    pub chain: Vec<CertificateDer<'static>>,
    pub key: PrivateKeyDer<'static>,
}

/// A certificate signed for an agent.
#[derive(Clone, Debug)]
pub struct SignedAgent {
    pub certificate_pem: String,
    pub serial: String,
    pub fingerprint: String,
    /// Who signed it.
    pub authority: Fingerprint,
    pub expires: Timestamp,
}

/// The authority can't be read, made or used.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} is not a key or certificate that can be used", path.display())]
    Malformed { path: PathBuf },
    #[error("cannot make a certificate")]
    Make(#[from] rcgen::Error),
    #[error("the certificate request can't be used; it must be PKCS #10 in PEM form, signed by its own key")]
    BadRequest(#[source] rcgen::Error),
    #[error("cannot get random numbers from the system")]
    Randomness,
}

impl Authority {
    /// The authority kept in `folder`, made now if there is none. Its key is readable by its owner only.
    pub fn open(folder: &Path, clock: &Clock) -> Result<Self, AuthorityError> {
        Self::open_named(folder, "ca", clock)
    }

    /// As [`Self::open`], in files of this name.
    pub(crate) fn open_named(folder: &Path, name: &str, clock: &Clock) -> Result<Self, AuthorityError> {
        let certificate_path = folder.join(format!("{name}.pem"));
        let key_path = folder.join(format!("{name}.key"));
        if !certificate_path.exists() {
            fs::create_dir_all(folder).map_err(|source| AuthorityError::Write {
                path: folder.into(),
                source,
            })?;
            let (certificate_pem, key_pem) = make_authority(clock)?;
            write_private(&key_path, &key_pem)?;
            // The certificate is written last: with it the authority exists.
            write_private(&certificate_path, &certificate_pem)?;
        }
        let certificate_pem = read(&certificate_path)?;
        let key_pem = read(&key_path)?;
        let certificate = CertificateDer::from_pem_slice(certificate_pem.as_bytes()).map_err(|_| {
            AuthorityError::Malformed {
                path: certificate_path.clone(),
            }
        })?;
        let key = KeyPair::from_pem(&key_pem).map_err(|_| AuthorityError::Malformed { path: key_path })?;
        let issuer = Issuer::from_ca_cert_der(&certificate, key).map_err(|_| AuthorityError::Malformed {
            path: certificate_path,
        })?;
        Ok(Self {
            certificate,
            certificate_pem,
            issuer,
        })
    }

    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.certificate)
    }

    pub fn certificate(&self) -> &CertificateDer<'static> {
        &self.certificate
    }

    pub fn certificate_pem(&self) -> &str {
        &self.certificate_pem
    }

    /// A fresh key and certificate for the server, with the authority in its chain so that an agent that only
    /// knows the fingerprint can find it there.
    pub fn server_credentials(&self, clock: &Clock) -> Result<Credentials, AuthorityError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(vec![SERVER_NAME.to_owned()])?;
        params.distinguished_name = named("daytona server");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        set_validity(&mut params, clock.now(), LEAF_LIFETIME);
        params.serial_number = Some(random_serial()?);
        let certificate = params.signed_by(&key, &self.issuer)?;
        let chain = vec![certificate.der().clone(), self.certificate.clone()];
        let key = PrivateKeyDer::try_from(key.serialize_der()).map_err(|_| AuthorityError::Malformed {
            path: PathBuf::from("the server's key"),
        })?;
        Ok(Credentials { chain, key })
    }

    /// Signs the key of a certificate request for the host `name`. Everything else in the request is ignored.
    pub fn sign_agent(
        &self,
        request_pem: &str,
        name: &HostName,
        clock: &Clock,
    ) -> Result<SignedAgent, AuthorityError> {
        let request =
            CertificateSigningRequestParams::from_pem(request_pem).map_err(AuthorityError::BadRequest)?;
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name = named(name.as_str());
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        let now = clock.now();
        set_validity(&mut params, now, LEAF_LIFETIME);
        params.serial_number = Some(random_serial()?);
        let signed = params.signed_by(&request.public_key, &self.issuer)?;
        let identity = crate::identity::PeerIdentity::from_verified(signed.der()).map_err(|_| {
            AuthorityError::Malformed {
                path: PathBuf::from("the signed certificate"),
            }
        })?;
        Ok(SignedAgent {
            certificate_pem: signed.pem(),
            serial: identity.serial,
            fingerprint: identity.fingerprint,
            authority: self.fingerprint(),
            expires: now.plus(LEAF_LIFETIME),
        })
    }
}

fn make_authority(clock: &Clock) -> Result<(String, String), AuthorityError> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = named("daytona authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    set_validity(&mut params, clock.now(), LEAF_LIFETIME * 20);
    params.serial_number = Some(random_serial()?);
    let certificate = params.self_signed(&key)?;
    Ok((certificate.pem(), key.serialize_pem()))
}

fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}

fn set_validity(params: &mut CertificateParams, now: Timestamp, lifetime: Duration) {
    let epoch = date_time_ymd(1970, 1, 1);
    let since_epoch = now.since(Timestamp::from_micros(0));
    params.not_before = epoch + since_epoch.saturating_sub(BACKDATED);
    params.not_after = epoch + since_epoch + lifetime;
}

fn random_serial() -> Result<SerialNumber, AuthorityError> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|_| AuthorityError::Randomness)?;
    // The first bit is cleared so that the number is positive, the second set so that none is short.
    bytes[0] = (bytes[0] & 0x7f) | 0x40;
    Ok(SerialNumber::from_slice(&bytes))
}

fn read(path: &Path) -> Result<String, AuthorityError> {
    fs::read_to_string(path).map_err(|source| AuthorityError::Read {
        path: path.to_owned(),
        source,
    })
}

pub(crate) fn write_private(path: &Path, text: &str) -> Result<(), AuthorityError> {
    let write = || -> io::Result<()> {
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|source| AuthorityError::Write {
        path: path.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn request() -> String {
        let key = KeyPair::generate().unwrap();
        CertificateParams::new(Vec::new())
            .unwrap()
            .serialize_request(&key)
            .unwrap()
            .pem()
            .unwrap()
    }

    #[test]
    fn an_authority_is_made_once_and_its_key_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let first = Authority::open(folder.path(), &Clock::System)
            .unwrap()
            .fingerprint();
        let second = Authority::open(folder.path(), &Clock::System)
            .unwrap()
            .fingerprint();
        assert_eq!(first, second);
        let mode = fs::metadata(folder.path().join("ca.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_signed_certificate_names_the_host_that_was_asked_for_whatever_the_request_says() {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::open(folder.path(), &Clock::System).unwrap();
        let name: HostName = "load-1".parse().unwrap();
        let signed = authority.sign_agent(&request(), &name, &Clock::System).unwrap();
        let certificate = CertificateDer::from_pem_slice(signed.certificate_pem.as_bytes()).unwrap();
        let identity = crate::identity::PeerIdentity::from_verified(&certificate).unwrap();
        assert_eq!(identity.host, name);
        assert_eq!(identity.serial, signed.serial);
    }

    #[test]
    fn a_request_that_is_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::open(folder.path(), &Clock::System).unwrap();
        let refused = authority.sign_agent("no request", &"a".parse().unwrap(), &Clock::System);
        assert!(matches!(refused, Err(AuthorityError::BadRequest(_))));
    }
}
