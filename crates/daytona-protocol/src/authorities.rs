//! The authorities of a server: the one in use and, while it is being changed, the next one beside it.
//!
//! The server shows itself under the older one, which every agent trusts, and signs with the newer one. An agent that
//! renews its certificate learns both. Once all have, the older one is dropped. Does not know which agents there are.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use daytona_domain::clock::Clock;
use rustls::pki_types::CertificateDer;

use crate::authority::{Authority, AuthorityError, write_private};

/// Names the authorities in use by number, in one line; absent: the first one.
const IN_USE: &str = "in-use";

/// The authorities in a folder.
#[derive(Debug)]
pub struct Authorities {
    folder: PathBuf,
    present: RwLock<Present>,
}

#[derive(Clone, Debug)]
struct Present {
    /// Counts the authorities that this server has had.
    number: u32,
    current: Arc<Authority>,
    next: Option<Arc<Authority>>,
}

/// The authority can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    #[error("the authority is being changed already; finish that first")]
    UnderWay,
    #[error("the authority isn't being changed")]
    NotUnderWay,
    #[error(transparent)]
    Authority(#[from] AuthorityError),
}

impl Authorities {
    /// Opens the authorities in `folder`, and makes the first one if there is none.
    pub fn open(folder: &Path, clock: &Clock) -> Result<Self, AuthorityError> {
        let path = folder.join(IN_USE);
        let (number, has_next) = match fs::read_to_string(&path) {
            Ok(text) => parse(&text).ok_or(AuthorityError::Malformed { path })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => (1, false),
            Err(source) => return Err(AuthorityError::Read { path, source }),
        };
        let open = |number| Authority::open_named(folder, &file_name(number), clock).map(Arc::new);
        let present = Present {
            number,
            current: open(number)?,
            next: has_next.then(|| open(number + 1)).transpose()?,
        };
        Ok(Self {
            folder: folder.to_owned(),
            present: RwLock::new(present),
        })
    }

    /// The one that every agent trusts, under which the server shows itself.
    pub fn shown(&self) -> Arc<Authority> {
        self.present().current
    }

    /// The one that signs certificates.
    pub fn signing(&self) -> Arc<Authority> {
        let Present { current, next, .. } = self.present();
        next.unwrap_or(current)
    }

    /// Whether the authority is being changed.
    pub fn is_changing(&self) -> bool {
        self.present().next.is_some()
    }

    /// Those whose certificates are accepted.
    pub fn trusted(&self) -> Vec<CertificateDer<'static>> {
        let authorities = self.both().into_iter();
        authorities
            .map(|authority| authority.certificate().clone())
            .collect()
    }

    /// The same as PEM, the shown one first.
    pub fn trusted_pem(&self) -> String {
        let authorities = self.both().into_iter();
        authorities
            .map(|authority| authority.certificate_pem().to_owned())
            .collect()
    }

    /// Makes the next authority. From now on it signs, and both are trusted.
    pub fn begin_change(&self, clock: &Clock) -> Result<(), RotationError> {
        let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
        if present.next.is_some() {
            return Err(RotationError::UnderWay);
        }
        let next = Authority::open_named(&self.folder, &file_name(present.number + 1), clock)?;
        self.write(present.number, true)?;
        present.next = Some(Arc::new(next));
        Ok(())
    }

    /// Drops the older authority with its key: what it signed is worth nothing any more.
    pub fn finish_change(&self) -> Result<(), RotationError> {
        let mut present = self.present.write().unwrap_or_else(PoisonError::into_inner);
        let Some(next) = present.next.clone() else {
            return Err(RotationError::NotUnderWay);
        };
        let old = present.number;
        self.write(old + 1, false)?;
        *present = Present {
            number: old + 1,
            current: next,
            next: None,
        };
        let key = self.folder.join(format!("{}.key", file_name(old)));
        if let Err(source) = fs::remove_file(&key) {
            // The change is made; a key that nobody trusts is only untidy.
            tracing::warn!(path = %key.display(), "the old authority's key can't be removed: {source}");
        }
        Ok(())
    }

    fn both(&self) -> Vec<Arc<Authority>> {
        let Present { current, next, .. } = self.present();
        [current].into_iter().chain(next).collect()
    }

    fn present(&self) -> Present {
        self.present
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Written beside and moved, so that a change is whole or not at all.
    fn write(&self, number: u32, has_next: bool) -> Result<(), AuthorityError> {
        let text = if has_next {
            format!("{number} {}\n", number + 1)
        } else {
            format!("{number}\n")
        };
        let (beside, path) = (self.folder.join("in-use.new"), self.folder.join(IN_USE));
        write_private(&beside, &text)?;
        fs::rename(&beside, &path).map_err(|source| AuthorityError::Write { path, source })
    }
}

fn file_name(number: u32) -> String {
    if number == 1 {
        "ca".to_owned()
    } else {
        format!("ca-{number}")
    }
}

fn parse(text: &str) -> Option<(u32, bool)> {
    let mut numbers = text.split_whitespace().map(str::parse::<u32>);
    let number = numbers.next()?.ok()?;
    match (numbers.next(), numbers.next()) {
        (None, None) => Some((number, false)),
        (Some(Ok(next)), None) if next == number + 1 => Some((number, true)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prints(authorities: &Authorities) -> [String; 2] {
        [
            authorities.shown().fingerprint().to_string(),
            authorities.signing().fingerprint().to_string(),
        ]
    }

    #[test]
    fn the_next_authority_signs_before_it_is_shown_and_the_old_key_is_gone_afterwards() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Authorities::open(folder.path(), &Clock::System).unwrap();
        let authorities = open();
        let [first, _] = prints(&authorities);
        authorities.begin_change(&Clock::System).unwrap();
        let [shown, signing] = prints(&authorities);
        assert_eq!(shown, first);
        assert_ne!(signing, first);
        assert_eq!(authorities.trusted().len(), 2);
        // A restart in the middle goes on in the middle.
        let authorities = open();
        assert_eq!(prints(&authorities), [shown, signing.clone()]);
        assert!(matches!(
            authorities.begin_change(&Clock::System),
            Err(RotationError::UnderWay)
        ));
        authorities.finish_change().unwrap();
        assert_eq!(prints(&open()), [signing.clone(), signing]);
        assert!(!folder.path().join("ca.key").exists());
        assert!(matches!(open().finish_change(), Err(RotationError::NotUnderWay)));
    }

    #[test]
    fn a_second_change_makes_a_third_authority() {
        let folder = tempfile::tempdir().unwrap();
        let authorities = Authorities::open(folder.path(), &Clock::System).unwrap();
        let mut seen = vec![authorities.shown().fingerprint()];
        for _ in 0..2 {
            authorities.begin_change(&Clock::System).unwrap();
            authorities.finish_change().unwrap();
            let shown = authorities.shown().fingerprint();
            assert!(!seen.contains(&shown));
            seen.push(shown);
        }
    }

    #[test]
    fn a_damaged_list_is_refused_instead_of_making_another_authority() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "x", "2 4", "1 2 3"] {
            fs::write(folder.path().join(IN_USE), text).unwrap();
            let error = Authorities::open(folder.path(), &Clock::System).unwrap_err();
            assert!(
                matches!(error, AuthorityError::Malformed { .. }),
                "{text:?}: {error}"
            );
        }
    }
}
