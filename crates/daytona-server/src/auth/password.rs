//! Passwords: argon2id with its recommended cost, off the threads that serve requests, and only a few at a time.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::error::{ApiError, ApiResult, internal, unacceptable, unavailable};

/// Each hash takes 19 MiB and tens of milliseconds of a core.
const AT_ONCE: usize = 2;
const SHORTEST: usize = 8;
/// Longer ones would only cost time.
const LONGEST: usize = 1_024;

/// Hashes and checks passwords. Clones share the limit.
#[derive(Clone, Debug)]
pub struct Passwords {
    permits: Arc<Semaphore>,
}

/// Something went wrong in hashing itself.
#[derive(Debug, thiserror::Error)]
enum HashError {
    #[error("the password can't be hashed: {0}")]
    Hash(argon2::password_hash::Error),
    #[error("the stored hash of a password can't be read: {0}")]
    Stored(argon2::password_hash::phc::Error),
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Passwords {
    /// The text to store for a new password.
    pub async fn hash(&self, password: String) -> ApiResult<String> {
        let length = password.chars().count();
        if length < SHORTEST || password.len() > LONGEST {
            return Err(unacceptable(
                "/password",
                format!("a password needs at least {SHORTEST} characters and at most {LONGEST} bytes"),
            ));
        }
        self.off_thread(move || hash(&password)).await
    }

    /// Whether this is the password of the stored text. An account that isn't there costs the same time.
    pub async fn verify(&self, password: String, stored: Option<String>) -> ApiResult<bool> {
        if password.len() > LONGEST {
            return Ok(false);
        }
        self.off_thread(move || match stored {
            Some(stored) => verify(&password, &stored),
            None => hash(&password).map(|_| false),
        })
        .await
    }

    async fn off_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashError> + Send + 'static,
    ) -> ApiResult<T> {
        let stopping = |_| unavailable("the server is stopping");
        let _permit = self.permits.acquire().await.map_err(stopping)?;
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|error| internal(&error))?.map_err(ApiError::from)
    }
}

impl From<HashError> for ApiError {
    fn from(error: HashError) -> Self {
        internal(&error)
    }
}

fn hash(password: &str) -> Result<String, HashError> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(HashError::Hash)?;
    Ok(hash.to_string())
}

fn verify(password: &str, stored: &str) -> Result<bool, HashError> {
    let stored = PasswordHash::new(stored).map_err(HashError::Stored)?;
    match Argon2::default().verify_password(password.as_bytes(), &stored) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(HashError::Hash(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let passwords = Passwords::default();
        let stored = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$"), "{stored}");
        assert!(
            passwords
                .verify("correct horse".to_owned(), Some(stored.clone()))
                .await
                .unwrap()
        );
        assert!(
            !passwords
                .verify("wrong horse".to_owned(), Some(stored))
                .await
                .unwrap()
        );
    }

    #[tokio::test]
    async fn an_account_without_a_password_can_not_be_signed_in_to() {
        assert!(!Passwords::default().verify(String::new(), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_short_password_and_an_endless_one_are_refused() {
        let passwords = Passwords::default();
        for password in ["1234567".to_owned(), "x".repeat(2_000)] {
            assert!(passwords.hash(password).await.is_err());
        }
    }

    #[test]
    fn a_damaged_hash_is_no_wrong_password() {
        assert!(verify("x", "not a hash").is_err());
    }
}
