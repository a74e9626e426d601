//! Hashes of random secrets: sessions, tokens, one-time links, join tokens. Only hashes are stored.

/// BLAKE3 of a secret, in hexadecimal. The secret is random and long, so it needs no slow hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretHash(String);

impl SecretHash {
    pub fn of(secret: &str) -> Self {
        Self(blake3::hash(secret.as_bytes()).to_hex().to_string())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}
