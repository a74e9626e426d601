//! The agent's key and certificate, in `<root>/identity`, readable by the agent alone.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use daytona_protocol::authority::Credentials;
use daytona_protocol::identity::{InvalidIdentity, PeerIdentity};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// Holds all of it, so that a new certificate and its key replace the old ones together.
const FILE: &str = "identity.pem";
/// Where agents before protocol 2 kept it.
const EARLIER: [&str; 3] = ["agent.pem", "agent.key", "ca.pem"];

/// What makes this agent known to its server.
#[derive(Debug)]
pub struct Identity {
    pub peer: PeerIdentity,
    /// By which the server may be known.
    pub authorities: Vec<CertificateDer<'static>>,
    pub credentials: Credentials,
}

/// The identity can't be used or kept.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    #[error("this agent is not enrolled: {} is missing; run `daytona agent enroll` with a join token", path.display())]
    NotEnrolled { path: PathBuf },
    #[error("cannot read {}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("cannot write {}", path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("{} is damaged; enrol this agent anew with a join token for re-enrolment", path.display())]
    Malformed { path: PathBuf },
    #[error("the certificate can't be used")]
    Name(#[from] InvalidIdentity),
}

/// The PEM texts of an identity.
#[derive(Debug)]
pub struct IdentityFiles<'a> {
    pub key: &'a str,
    pub certificate: &'a str,
    /// One after the other.
    pub authorities: &'a str,
}

pub fn folder(root: &Path) -> PathBuf {
    root.join("identity")
}

/// Reads what enrolment or renewal has kept.
pub fn load(root: &Path) -> Result<Identity, IdentityError> {
    let folder = folder(root);
    let path = folder.join(FILE);
    let text = match read(&path) {
        Ok(text) => text,
        Err(error @ IdentityError::NotEnrolled { .. }) => read_earlier(&folder).map_err(|_| error)?,
        Err(error) => return Err(error),
    };
    parse(&text)?.ok_or(IdentityError::Malformed { path })
}

/// Tells one identity from the next, without reading it; nothing if there is none.
pub fn stamp(root: &Path) -> Option<(u64, i64, i64)> {
    let metadata = fs::metadata(folder(root).join(FILE)).ok()?;
    Some((metadata.ino(), metadata.mtime(), metadata.mtime_nsec()))
}

/// The own certificate comes first, then the key and the authorities.
fn parse(text: &[u8]) -> Result<Option<Identity>, IdentityError> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text).collect();
    let (Ok(mut certificates), Ok(key)) = (certificates, PrivateKeyDer::from_pem_slice(text)) else {
        return Ok(None);
    };
    if certificates.len() < 2 {
        return Ok(None);
    }
    let authorities = certificates.split_off(1);
    let Some(own) = certificates.pop() else {
        return Ok(None);
    };
    Ok(Some(Identity {
        peer: PeerIdentity::from_verified(&own)?,
        authorities,
        credentials: Credentials {
            chain: vec![own],
            key,
        },
    }))
}

fn read_earlier(folder: &Path) -> Result<Vec<u8>, IdentityError> {
    let texts: Result<Vec<_>, _> = EARLIER.iter().map(|name| read(&folder.join(name))).collect();
    Ok(texts?.join(&b'\n'))
}

fn read(path: &Path) -> Result<Vec<u8>, IdentityError> {
    fs::read(path).map_err(|source| {
        if source.kind() == io::ErrorKind::NotFound {
            IdentityError::NotEnrolled {
                path: path.to_owned(),
            }
        } else {
            IdentityError::Read {
                path: path.to_owned(),
                source,
            }
        }
    })
}

/// Keeps an identity, in the place of the one before if there is one.
pub fn keep(root: &Path, files: &IdentityFiles<'_>) -> Result<(), IdentityError> {
    let folder = folder(root);
    // The script's user has to pass through the root, and sees nothing of the identity.
    fs::create_dir_all(root).map_err(|source| IdentityError::Write {
        path: root.to_owned(),
        source,
    })?;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .map_err(|source| IdentityError::Write {
            path: folder.clone(),
            source,
        })?;
    let IdentityFiles {
        key,
        certificate,
        authorities,
    } = files;
    let path = folder.join(FILE);
    let text = format!("{}\n{}\n{}\n", certificate.trim(), key.trim(), authorities.trim());
    write(&path, &text).map_err(|source| IdentityError::Write { path, source })?;
    for earlier in EARLIER {
        // Most often there is none.
        let _ = fs::remove_file(folder.join(earlier));
    }
    Ok(())
}

/// Written beside and moved, and never readable by others.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("new");
    let _ = fs::remove_file(&beside);
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    // The server counts on it that a certificate that was used is there after a loss of power.
    match path.parent() {
        Some(folder) => fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn an_agent_that_has_not_enrolled_is_told_how() {
        let root = tempfile::tempdir().unwrap();
        let error = load(root.path()).unwrap_err();
        assert!(
            error.to_string().contains("run `daytona agent enroll`"),
            "{error}"
        );
    }

    #[test]
    fn the_identity_of_an_earlier_version_is_read_and_then_replaced_as_a_whole() {
        let root = tempfile::tempdir().unwrap();
        let authority = daytona_protocol::authority::Authority::open(
            &root.path().join("authority"),
            &daytona_domain::clock::Clock::System,
        )
        .unwrap();
        let key = rcgen::KeyPair::generate().unwrap();
        let request = rcgen::CertificateParams::new(Vec::new()).unwrap();
        let request = request.serialize_request(&key).unwrap().pem().unwrap();
        let clock = daytona_domain::clock::Clock::System;
        let sign = || {
            authority
                .sign_agent(&request, &"load-1".parse().unwrap(), &clock)
                .unwrap()
        };
        let earlier = sign();
        fs::create_dir(folder(root.path())).unwrap();
        let texts = [
            earlier.certificate_pem.as_str(),
            &key.serialize_pem(),
            authority.certificate_pem(),
        ];
        for (name, text) in EARLIER.iter().zip(texts) {
            fs::write(folder(root.path()).join(name), text).unwrap();
        }
        assert_eq!(load(root.path()).unwrap().peer.serial, earlier.serial);
        assert_eq!(stamp(root.path()), None);
        let renewed = sign();
        let files = IdentityFiles {
            key: &key.serialize_pem(),
            certificate: &renewed.certificate_pem,
            authorities: &authority.certificate_pem().repeat(2),
        };
        keep(root.path(), &files).unwrap();
        let identity = load(root.path()).unwrap();
        assert_eq!(identity.peer.serial, renewed.serial);
        assert_eq!(identity.authorities.len(), 2);
        assert!(stamp(root.path()).is_some());
        assert_eq!(fs::read_dir(folder(root.path())).unwrap().count(), 1);
    }

    #[test]
    fn what_is_kept_is_readable_by_the_agent_alone() {
        let root = tempfile::tempdir().unwrap();
        keep(
            root.path(),
            &IdentityFiles {
                key: "k",
                certificate: "c",
                authorities: "a",
            },
        )
        .unwrap();
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(folder(root.path())), 0o700);
        assert_eq!(mode(folder(root.path()).join(FILE)), 0o600);
        assert!(matches!(load(root.path()), Err(IdentityError::Malformed { .. })));
    }
}
