//! Hashing a file by reading it once from beginning to end, and seeing that it didn't change meanwhile.

use std::fs::File;
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::sync::Arc;

use daytona_domain::layout::encode_path;

use super::listing::Candidate;
use super::{FileEntry, ManifestError, Stamp};
use crate::beneath::{self, FileIdentity};
use crate::run_folder::RunFolder;

/// Large enough that the hash runs at the speed of memory, small enough for any machine.
const BUFFER: usize = 1 << 20;

#[derive(Debug)]
pub(super) struct Hasher {
    buffer: Vec<u8>,
}

#[derive(Debug)]
pub(super) enum Hashed {
    File(FileEntry),
    /// With the reason.
    Skipped(String),
}

impl Stamp {
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self {
            identity: FileIdentity::of(file)?,
            size: metadata.len(),
            modified_s: metadata.mtime(),
            modified_ns: metadata.mtime_nsec(),
        })
    }
}

impl Hasher {
    pub(super) fn new() -> Self {
        Self {
            buffer: vec![0; BUFFER],
        }
    }

    /// Hashes a file; a second time if it changed during the first.
    pub(super) fn hash(
        &mut self,
        folder: &RunFolder,
        candidate: &Candidate,
    ) -> Result<Hashed, ManifestError> {
        let file = match open(folder, &candidate.path, candidate.is_own) {
            Ok(file) => file,
            Err(error) => return Ok(Hashed::Skipped(format!("unreadable: {error}"))),
        };
        let path = encode_path(&candidate.path);
        for _ in 0..2 {
            let hashed = self.hash_once(&file);
            let (stamp, hash, is_unchanged) = hashed.map_err(|source| ManifestError::Read {
                path: path.clone(),
                source,
            })?;
            if is_unchanged {
                return Ok(Hashed::File(FileEntry {
                    path,
                    hash,
                    stamp,
                    is_own: candidate.is_own,
                }));
            }
        }
        Err(ManifestError::Changed { path })
    }

    fn hash_once(&mut self, file: &File) -> io::Result<(Stamp, blake3::Hash, bool)> {
        let before = Stamp::of(file)?;
        let mut hasher = blake3::Hasher::new();
        let mut offset = 0;
        while offset < before.size {
            let count = file.read_at(&mut self.buffer, offset)?;
            if count == 0 {
                break;
            }
            hasher.update(self.buffer.get(..count).unwrap_or_default());
            offset += count as u64;
        }
        let is_unchanged = offset == before.size && Stamp::of(file)? == before;
        Ok((before, hasher.finalize(), is_unchanged))
    }
}

/// The file of this path: through the held descriptor if it is the agent's, else beneath the results folder.
pub(crate) fn open(folder: &RunFolder, path: &[u8], is_own: bool) -> io::Result<Arc<File>> {
    if is_own {
        let path = std::str::from_utf8(path).map_err(io::Error::other)?;
        let held = folder.own().file(path).and_then(|own| own.file);
        return held.ok_or_else(|| io::ErrorKind::NotFound.into());
    }
    let file = beneath::open_file(folder.results(), path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is no regular file any more"));
    }
    Ok(Arc::new(file))
}
