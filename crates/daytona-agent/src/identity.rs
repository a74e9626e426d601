//! The agent's key and certificate, in `<root>/identity`, readable by the agent alone.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use daytona_domain::name::HostName;
use daytona_protocol::authority::Credentials;
use daytona_protocol::identity::{InvalidIdentity, PeerIdentity};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

const KEY: &str = "agent.key";
const CERTIFICATE: &str = "agent.pem";
const AUTHORITY: &str = "ca.pem";

/// What makes this agent known to its server.
#[derive(Debug)]
pub struct Identity {
    pub host: HostName,
    pub authority: CertificateDer<'static>,
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
    pub authority: &'a str,
}

pub fn folder(root: &Path) -> PathBuf {
    root.join("identity")
}

/// Reads what enrolment has kept.
pub fn load(root: &Path) -> Result<Identity, IdentityError> {
    let folder = folder(root);
    let authority = certificate(&folder.join(AUTHORITY))?;
    let own = certificate(&folder.join(CERTIFICATE))?;
    let key_path = folder.join(KEY);
    let key = PrivateKeyDer::from_pem_slice(&read(&key_path)?)
        .map_err(|_| IdentityError::Malformed { path: key_path })?;
    let host = PeerIdentity::from_verified(&own)?.host;
    Ok(Identity {
        host,
        authority,
        credentials: Credentials {
            chain: vec![own],
            key,
        },
    })
}

fn certificate(path: &Path) -> Result<CertificateDer<'static>, IdentityError> {
    CertificateDer::from_pem_slice(&read(path)?).map_err(|_| IdentityError::Malformed {
        path: path.to_owned(),
    })
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

/// Keeps an identity. The certificate comes last: without it there is none.
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
    for (name, text) in [
        (KEY, files.key),
        (AUTHORITY, files.authority),
        (CERTIFICATE, files.certificate),
    ] {
        let path = folder.join(name);
        write(&path, text).map_err(|source| IdentityError::Write { path, source })?;
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
    fs::rename(&beside, path)
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
    fn what_is_kept_is_readable_by_the_agent_alone() {
        let root = tempfile::tempdir().unwrap();
        keep(
            root.path(),
            &IdentityFiles {
                key: "k",
                certificate: "c",
                authority: "a",
            },
        )
        .unwrap();
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(folder(root.path())), 0o700);
        assert_eq!(mode(folder(root.path()).join(KEY)), 0o600);
        assert!(matches!(load(root.path()), Err(IdentityError::Malformed { .. })));
    }
}
