//! Secret arguments: sealed before they are stored, opened only for the order to the execution host.
//!
//! They are encrypted with ChaCha20-Poly1305 (RFC 8439) under a key in the data folder that only the server's user can read,
//! so that the database, its backups and its exports hold nothing to be read. The argument's name is authenticated with
//! the value: a value moved under another name doesn't open.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use daytona_domain::argument::{ArgumentKind, ArgumentSpec, ArgumentValues, SealedValue, Secrets};
use daytona_domain::name::ArgumentName;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// The key's file in the data folder.
const KEY_FILE: &str = "secrets.key";
const KEY_BYTES: usize = 32;
/// Says what the derived key of [`Vault::veil`] is for.
const VEIL: &str = "daytona 2026 values of arguments in hashes of requests";

/// Seals and opens. A cheap handle.
#[derive(Clone)]
pub struct Vault {
    key: Arc<LessSafeKey>,
    veil: [u8; blake3::KEY_LEN],
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

/// A key that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("cannot read or make {}", path.display())]
    Key { path: PathBuf, source: io::Error },
    #[error("{} is damaged: it has to hold {KEY_BYTES} bytes; bring it back from a backup, or remove it and give the secrets of all tests anew", path.display())]
    Damaged { path: PathBuf },
    #[error("cannot get random numbers from the system")]
    Randomness(#[source] getrandom::Error),
    #[error("cannot encrypt a value")]
    Seal,
}

/// A sealed value that doesn't open: it was sealed with another key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the secret argument {name} can't be read with the key of this server ({KEY_FILE} in its data folder); clone the test and give it anew"
)]
pub struct Unreadable {
    pub name: ArgumentName,
}

impl Vault {
    /// The vault of this data folder; its key is made if there is none.
    pub fn open(data: &Path) -> Result<Self, VaultError> {
        let path = data.join(KEY_FILE);
        let failed = |source| VaultError::Key {
            path: path.clone(),
            source,
        };
        let bytes = match read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut bytes = vec![0; KEY_BYTES];
                getrandom::fill(&mut bytes).map_err(VaultError::Randomness)?;
                keep(&path, &bytes).map_err(failed)?;
                bytes
            }
            Err(error) => return Err(failed(error)),
        };
        let damaged = || VaultError::Damaged { path: path.clone() };
        if bytes.len() != KEY_BYTES {
            return Err(damaged());
        }
        let key = UnboundKey::new(&CHACHA20_POLY1305, &bytes).map_err(|_| damaged())?;
        Ok(Self {
            key: Arc::new(LessSafeKey::new(key)),
            veil: blake3::derive_key(VEIL, &bytes),
        })
    }

    /// Takes the values of secret arguments out of `arguments` and seals them; those that are empty there and kept stay as
    /// they are.
    pub fn take_secrets(
        &self,
        specs: &[ArgumentSpec],
        arguments: &mut [(ArgumentName, String)],
        kept: &Secrets,
    ) -> Result<Secrets, VaultError> {
        let is_secret = |name: &ArgumentName| {
            specs
                .iter()
                .any(|spec| spec.name == *name && spec.kind == ArgumentKind::Secret)
        };
        let mut secrets = Secrets::new();
        for (name, value) in arguments.iter_mut().filter(|(name, _)| is_secret(name)) {
            let value = std::mem::take(value);
            let sealed = match kept.get(name).filter(|_| value.is_empty()) {
                Some(sealed) => sealed.clone(),
                None => self.seal(name, value)?,
            };
            secrets.insert(name.clone(), sealed);
        }
        Ok(secrets)
    }

    /// Puts the values of secrets back into their places among the arguments, for the script.
    pub fn reveal(
        &self,
        arguments: &[(ArgumentName, String)],
        secrets: &Secrets,
    ) -> Result<Vec<(ArgumentName, String)>, Unreadable> {
        arguments
            .iter()
            .map(|(name, value)| match secrets.get(name) {
                Some(sealed) => Ok((name.clone(), self.unseal(name, sealed)?)),
                None => Ok((name.clone(), value.clone())),
            })
            .collect()
    }

    /// Values that tell nothing and are equal where the given ones are, for the hash by which a repeated request is known.
    pub fn veil(&self, values: &ArgumentValues) -> ArgumentValues {
        let veiled = |value: &String| {
            blake3::keyed_hash(&self.veil, value.as_bytes())
                .to_hex()
                .to_string()
        };
        values
            .iter()
            .map(|(name, value)| (name.clone(), veiled(value)))
            .collect()
    }

    fn seal(&self, name: &ArgumentName, value: String) -> Result<SealedValue, VaultError> {
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(VaultError::Randomness)?;
        let mut bytes = value.into_bytes();
        self.key
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(name.as_str()),
                &mut bytes,
            )
            .map_err(|_| VaultError::Seal)?;
        let sealed = [nonce.as_slice(), &bytes].concat();
        Ok(SealedValue::new(STANDARD.encode(sealed)))
    }

    fn unseal(&self, name: &ArgumentName, sealed: &SealedValue) -> Result<String, Unreadable> {
        let opened = || {
            let bytes = STANDARD.decode(sealed.as_str()).ok()?;
            let (nonce, value) = bytes.split_at_checked(NONCE_LEN)?;
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let mut value = value.to_vec();
            let opened = self
                .key
                .open_in_place(nonce, Aad::from(name.as_str()), &mut value);
            String::from_utf8(opened.ok()?.to_vec()).ok()
        };
        opened().ok_or_else(|| Unreadable { name: name.clone() })
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // More than a key has is damage, and need not be read to its end.
    File::open(path)?
        .take(KEY_BYTES as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Written beside and moved, synced with its folder: a secret that was accepted must open after a loss of power.
fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let _ = fs::remove_file(&beside);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn specs() -> Vec<ArgumentSpec> {
        serde_json::from_str(
            r#"[{"name": "level"}, {"name": "password", "kind": "secret"}, {"name": "last"}]"#,
        )
        .unwrap()
    }

    fn arguments(password: &str) -> Vec<(ArgumentName, String)> {
        [("level", "6"), ("password", password), ("last", "x")]
            .map(|(name, value)| (name.parse().unwrap(), value.to_owned()))
            .into()
    }

    #[test]
    fn a_secret_leaves_its_place_empty_and_comes_back_into_it() {
        let data = tempfile::tempdir().unwrap();
        let vault = Vault::open(data.path()).unwrap();
        let mut stored = arguments("hunter2");
        let secrets = vault
            .take_secrets(&specs(), &mut stored, &Secrets::new())
            .unwrap();
        assert_eq!(stored, arguments(""));
        let text = serde_json::to_string(&secrets).unwrap();
        assert!(
            !text.contains("hunter2") && !text.contains(&STANDARD.encode("hunter2")),
            "{text}"
        );
        let again = Vault::open(data.path()).unwrap();
        assert_eq!(again.reveal(&stored, &secrets).unwrap(), arguments("hunter2"));
    }

    #[test]
    fn the_same_value_looks_different_each_time_and_a_kept_one_stays() {
        let data = tempfile::tempdir().unwrap();
        let vault = Vault::open(data.path()).unwrap();
        let none = Secrets::new();
        let first = vault.take_secrets(&specs(), &mut arguments("x"), &none).unwrap();
        let second = vault.take_secrets(&specs(), &mut arguments("x"), &none).unwrap();
        assert_ne!(first, second);
        let kept = vault.take_secrets(&specs(), &mut arguments(""), &first).unwrap();
        assert_eq!(kept, first);
        let changed = vault.take_secrets(&specs(), &mut arguments("y"), &first).unwrap();
        assert_eq!(vault.reveal(&arguments(""), &changed).unwrap(), arguments("y"));
    }

    #[test]
    fn another_key_another_name_and_a_changed_text_open_nothing() {
        let data = tempfile::tempdir().unwrap();
        let vault = Vault::open(data.path()).unwrap();
        let secrets = vault
            .take_secrets(&specs(), &mut arguments("x"), &Secrets::new())
            .unwrap();
        let other = tempfile::tempdir().unwrap();
        let unreadable = Vault::open(other.path())
            .unwrap()
            .reveal(&arguments(""), &secrets);
        assert!(
            unreadable
                .unwrap_err()
                .to_string()
                .starts_with("the secret argument password can't be read")
        );
        let moved: Secrets = secrets
            .into_values()
            .map(|sealed| ("level".parse().unwrap(), sealed))
            .collect();
        assert!(vault.reveal(&arguments(""), &moved).is_err());
        let damaged = [("password".parse().unwrap(), SealedValue::new("AAAA".to_owned()))];
        assert!(vault.reveal(&arguments(""), &damaged.into()).is_err());
    }

    #[test]
    fn nobody_else_can_read_the_key_and_a_damaged_one_is_told() {
        let data = tempfile::tempdir().unwrap();
        Vault::open(data.path()).unwrap();
        let key = data.path().join(KEY_FILE);
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(&key, "short").unwrap();
        let error = Vault::open(data.path()).unwrap_err();
        assert!(error.to_string().contains("is damaged"), "{error}");
    }

    #[test]
    fn veiled_values_are_equal_where_the_values_are_and_tell_nothing_of_them() {
        let data = tempfile::tempdir().unwrap();
        let vault = Vault::open(data.path()).unwrap();
        let values = |value: &str| ArgumentValues::from([("password".parse().unwrap(), value.to_owned())]);
        assert_eq!(vault.veil(&values("a")), vault.veil(&values("a")));
        assert_ne!(vault.veil(&values("a")), vault.veil(&values("b")));
        assert!(!format!("{:?}", vault.veil(&values("hunter2"))).contains("hunter2"));
    }
}
