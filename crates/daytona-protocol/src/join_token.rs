//! Join tokens: `id.secret.fingerprint-of-the-authority`. The server keeps only a hash of the secret; the
//! fingerprint never travels, the agent checks the server with it.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::fingerprint::Fingerprint;

/// A token with which one agent enrols once. `Debug` does not show the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinToken {
    pub id: String,
    pub secret: String,
    pub authority: Fingerprint,
}

/// A text that is no join token. The text isn't repeated: it may hold a secret.
#[derive(Debug, thiserror::Error)]
#[error(
    "this is not a join token; it has the form id.secret.fingerprint, as `daytona host join-token` prints it"
)]
pub struct InvalidJoinToken;

/// The system gave no random numbers.
#[derive(Debug, thiserror::Error)]
#[error("cannot get random numbers from the system")]
pub struct NoRandomness(#[source] getrandom::Error);

impl JoinToken {
    /// A new token for the authority with this fingerprint.
    pub fn generate(authority: Fingerprint) -> Result<Self, NoRandomness> {
        let mut id = [0; 9];
        let mut secret = [0; 24];
        getrandom::fill(&mut id).map_err(NoRandomness)?;
        getrandom::fill(&mut secret).map_err(NoRandomness)?;
        Ok(Self {
            id: URL_SAFE_NO_PAD.encode(id),
            secret: URL_SAFE_NO_PAD.encode(secret),
            authority,
        })
    }

    /// What the server stores instead of the secret: BLAKE3, in hexadecimal. The secret is random, so it
    /// needs no slow hash.
    pub fn secret_hash(secret: &str) -> String {
        blake3::hash(secret.as_bytes()).to_hex().to_string()
    }
}

impl fmt::Debug for JoinToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            secret: _,
            authority,
        } = self;
        f.debug_struct("JoinToken")
            .field("id", id)
            .field("authority", authority)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for JoinToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.id, self.secret, self.authority)
    }
}

impl FromStr for JoinToken {
    type Err = InvalidJoinToken;

    fn from_str(text: &str) -> Result<Self, InvalidJoinToken> {
        let mut parts = text.trim().split('.');
        let (Some(id), Some(secret), Some(authority), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(InvalidJoinToken);
        };
        if id.is_empty() || secret.is_empty() {
            return Err(InvalidJoinToken);
        }
        let authority = authority.parse().map_err(|_| InvalidJoinToken)?;
        Ok(Self {
            id: id.to_owned(),
            secret: secret.to_owned(),
            authority,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint() -> Fingerprint {
        Fingerprint::of(&b"certificate".as_slice().into())
    }

    #[test]
    fn a_token_is_read_back_as_it_was_printed() {
        let token = JoinToken::generate(fingerprint()).unwrap();
        assert_eq!(token.to_string().parse::<JoinToken>().unwrap(), token);
        assert_ne!(JoinToken::generate(fingerprint()).unwrap(), token);
    }

    #[test]
    fn neither_debug_nor_an_error_shows_a_secret() {
        let token = JoinToken::generate(fingerprint()).unwrap();
        assert!(!format!("{token:?}").contains(&token.secret));
        let broken = format!("{}.{}", token.id, token.secret);
        assert!(
            !broken
                .parse::<JoinToken>()
                .unwrap_err()
                .to_string()
                .contains(&token.secret)
        );
    }
}
