//! The newest lease that this host has served. An older one is stale: its commands come too late.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use daytona_domain::id::{Epoch, Generation, LeaseNumber};

/// Kept in a file, so that a restarted agent knows it.
#[derive(Debug)]
pub struct LastLease {
    path: PathBuf,
    last: Mutex<Option<LeaseNumber>>,
}

/// A lease that can't be served.
#[derive(Debug, thiserror::Error)]
pub enum LeaseError {
    #[error("lease {given} is not newer than {last}, which this host has served; it is stale")]
    Stale { given: LeaseNumber, last: LeaseNumber },
    #[error("cannot keep the lease in {}", path.display())]
    Keep { path: PathBuf, source: io::Error },
}

impl LastLease {
    /// The lease kept in `folder`, which is made if it is missing.
    pub fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join("last-lease");
        let last = match fs::read_to_string(&path) {
            Ok(text) => parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self {
            path,
            last: Mutex::new(last),
        })
    }

    /// Takes a newer lease, and keeps it before anything is done under it.
    pub fn take(&self, lease: LeaseNumber) -> Result<(), LeaseError> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = last.filter(|last| lease <= *last) {
            return Err(LeaseError::Stale { given: lease, last });
        }
        self.keep(lease).map_err(|source| LeaseError::Keep {
            path: self.path.clone(),
            source,
        })?;
        *last = Some(lease);
        Ok(())
    }

    /// Written beside and moved. Not synced: a host that loses its power has no process of an older lease left.
    fn keep(&self, lease: LeaseNumber) -> io::Result<()> {
        let beside = self.path.with_extension("new");
        File::create(&beside)?.write_all(format!("{lease}\n").as_bytes())?;
        fs::rename(&beside, &self.path)
    }
}

fn parse(text: &str) -> Option<LeaseNumber> {
    let (generation, epoch) = text.trim().split_once('.')?;
    let generation = Generation::new(generation.parse().ok()?);
    Some(LeaseNumber {
        generation,
        epoch: Epoch::new(epoch.parse().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lease(generation: i64, epoch: i64) -> LeaseNumber {
        LeaseNumber {
            generation: Generation::new(generation),
            epoch: Epoch::new(epoch),
        }
    }

    #[test]
    fn an_older_lease_is_stale_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let leases = LastLease::open(folder.path()).unwrap();
        leases.take(lease(1, 7)).unwrap();
        assert!(matches!(leases.take(lease(1, 7)), Err(LeaseError::Stale { .. })));
        let restarted = LastLease::open(folder.path()).unwrap();
        assert!(matches!(
            restarted.take(lease(1, 6)),
            Err(LeaseError::Stale { .. })
        ));
        restarted.take(lease(2, 1)).unwrap();
    }
}
