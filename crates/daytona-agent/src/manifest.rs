//! The list of files that a run left on this host, made after its last process has ended: path, size and hash.
//!
//! Links, FIFOs, sockets and devices are named and never opened. The agent's own files are read through the descriptors
//! that were held since they were made. Does not send anything.

use std::io;

use daytona_domain::layout::encode_path;

use crate::beneath::FileIdentity;
use crate::run_folder::RunFolder;

mod hash;
mod left_out;
mod listing;
mod pages;

pub(crate) use hash::open;

/// All files of a run, or why there are too many.
#[derive(Debug)]
pub enum Collected {
    Files(Manifest),
    /// More than the run's limits. The files stay where they are.
    TooLarge {
        /// The agent's own files: console, metrics and log are kept whatever the script left.
        own: Manifest,
        /// Sum of the apparent sizes.
        bytes: u64,
        files: u64,
        /// At most five, the largest first, each with its size.
        largest_folders: Vec<String>,
    },
}

/// The files in the order of their encoded paths' bytes, and what is not collected.
#[derive(Debug, PartialEq, Eq)]
pub struct Manifest {
    pub files: Vec<FileEntry>,
    pub skipped: Vec<Skipped>,
}

/// A file as it was when it was hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Relative to the host's results folder, encoded.
    pub path: String,
    pub hash: blake3::Hash,
    pub(crate) stamp: Stamp,
    /// A file of the agent's, read through its held descriptor.
    pub(crate) is_own: bool,
}

impl FileEntry {
    pub fn size(&self) -> u64 {
        self.stamp.size
    }
}

/// What tells that a file is still the same one with the same content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) identity: FileIdentity,
    pub(crate) size: u64,
    pub(crate) modified_s: i64,
    pub(crate) modified_ns: i64,
}

/// Something that is named and not collected.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Encoded.
    pub path: String,
    pub reason: String,
}

impl Skipped {
    pub(crate) fn new(path: &[u8], reason: &str) -> Self {
        Self {
            path: encode_path(path),
            reason: reason.to_owned(),
        }
    }
}

/// A list that can't be made.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    #[error("{path} went on changing while it was read; a process that writes it may be left")]
    Changed { path: String },
    #[error("the framework's patterns of what is collected can't be used")]
    Patterns(#[from] globset::Error),
    #[error("can't read {path}")]
    Read {
        path: String,
        #[source]
        source: io::Error,
    },
}

impl Collected {
    /// What may be asked for.
    pub fn manifest(&self) -> &Manifest {
        match self {
            Self::Files(manifest) | Self::TooLarge { own: manifest, .. } => manifest,
        }
    }
}

impl Manifest {
    /// The file with this encoded path.
    pub fn find(&self, path: &str) -> Option<&FileEntry> {
        let index = self.files.binary_search_by(|entry| entry.path.as_str().cmp(path));
        self.files.get(index.ok()?)
    }
}

/// Lists and hashes everything in the run's results folder, within the limits of its order. To be called when no process
/// of the run is left.
pub fn collect(folder: &RunFolder) -> Result<Collected, ManifestError> {
    Ok(match listing::list(folder)? {
        listing::Listed::Within(listing::Listing { files, skipped }) => {
            Collected::Files(hash_all(folder, files, skipped)?)
        }
        listing::Listed::TooLarge {
            own,
            bytes,
            files,
            largest_folders,
        } => Collected::TooLarge {
            own: hash_all(folder, own, Vec::new())?,
            bytes,
            files,
            largest_folders,
        },
    })
}

fn hash_all(
    folder: &RunFolder,
    candidates: Vec<listing::Candidate>,
    mut skipped: Vec<Skipped>,
) -> Result<Manifest, ManifestError> {
    let mut files = Vec::with_capacity(candidates.len());
    let mut hasher = hash::Hasher::new();
    for candidate in candidates {
        match hasher.hash(folder, &candidate)? {
            hash::Hashed::File(entry) => files.push(entry),
            hash::Hashed::Skipped(reason) => skipped.push(Skipped::new(&candidate.path, &reason)),
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    skipped.sort();
    Ok(Manifest { files, skipped })
}
