//! The server's copy of one host's run folder while it grows. Chunks may come twice, in any order and after a cut: each
//! byte is stored once, in its place, and a real gap is told so that it can be asked for again.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use crate::results::tree::{HostFolder, TreeError};

/// How many files are kept open at once; the rest are opened anew.
const OPEN_FILES: usize = 64;

/// The copy of one host's files.
#[derive(Debug)]
pub struct Mirror {
    folder: HostFolder,
    /// Bytes that were written, from the beginning and without a gap, by path.
    received: HashMap<String, u64>,
    open: BTreeMap<String, File>,
    /// Files that are being collected and how long they will be.
    wanted: HashMap<String, u64>,
    unsynced: bool,
}

/// A chunk can't be stored.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    #[error(transparent)]
    Tree(#[from] TreeError),
    #[error("cannot write {path} at byte {offset}")]
    Write {
        path: String,
        offset: u64,
        source: io::Error,
    },
    #[error("{path} goes on at byte {offset}, but only {received} bytes are here")]
    Gap {
        path: String,
        offset: u64,
        received: u64,
    },
}

/// What a chunk did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Bytes of the file from its beginning without a gap.
    pub received: u64,
    /// Whether the chunk brought anything new.
    pub grew: bool,
    /// Whether this chunk completed the last file that was wanted.
    pub all_here: bool,
}

impl Mirror {
    pub fn new(folder: HostFolder) -> Self {
        Self {
            folder,
            received: HashMap::new(),
            open: BTreeMap::new(),
            wanted: HashMap::new(),
            unsynced: false,
        }
    }

    pub fn folder(&self) -> &HostFolder {
        &self.folder
    }

    /// Stores a chunk in its place.
    pub fn store(&mut self, path: &str, offset: u64, data: &[u8]) -> Result<Stored, MirrorError> {
        let received = self.received(path)?;
        if offset > received {
            return Err(MirrorError::Gap {
                path: path.to_owned(),
                offset,
                received,
            });
        }
        // What is here already is skipped: the copy is append-only.
        let known = usize::try_from(received - offset)
            .unwrap_or(usize::MAX)
            .min(data.len());
        let new = data.get(known..).unwrap_or_default();
        if new.is_empty() {
            return Ok(Stored {
                received,
                grew: false,
                all_here: self.complete(path, received),
            });
        }
        self.file(path)?
            .write_all_at(new, received)
            .map_err(|source| MirrorError::Write {
                path: path.to_owned(),
                offset: received,
                source,
            })?;
        let received = received + new.len() as u64;
        self.received.insert(path.to_owned(), received);
        self.unsynced = true;
        Ok(Stored {
            received,
            grew: true,
            all_here: self.complete(path, received),
        })
    }

    /// How much of a file is here; 0 if nothing is.
    pub fn received(&mut self, path: &str) -> Result<u64, MirrorError> {
        if let Some(received) = self.received.get(path) {
            return Ok(*received);
        }
        let length = self
            .file(path)?
            .metadata()
            .map_err(|source| TreeError::Open {
                path: path.to_owned(),
                source,
            })?
            .len();
        self.received.insert(path.to_owned(), length);
        Ok(length)
    }

    /// The lengths of all files that are followed.
    pub fn lengths(&self) -> impl Iterator<Item = (&str, u64)> {
        self.received
            .iter()
            .map(|(path, received)| (path.as_str(), *received))
    }

    /// Says that `path` is to have `size` bytes; returns from where on it has to be sent, or nothing if all is here.
    pub fn want(&mut self, path: &str, size: u64) -> Result<Option<u64>, MirrorError> {
        let received = self.received(path)?;
        if received > size {
            // What was followed is longer than what the manifest says: it is another file now.
            self.reset(path)?;
            return self.want(path, size);
        }
        if received == size {
            return Ok(None);
        }
        self.wanted.insert(path.to_owned(), size);
        Ok(Some(received))
    }

    /// How many wanted files are not complete yet.
    pub fn outstanding(&self) -> usize {
        self.wanted.len()
    }

    /// Throws away what is here of a file, so that it is sent again as a whole.
    pub fn reset(&mut self, path: &str) -> Result<(), MirrorError> {
        self.file(path)?.set_len(0).map_err(|source| MirrorError::Write {
            path: path.to_owned(),
            offset: 0,
            source,
        })?;
        self.received.insert(path.to_owned(), 0);
        Ok(())
    }

    /// Whether anything was written since this was last asked.
    pub fn take_unsynced(&mut self) -> bool {
        std::mem::take(&mut self.unsynced)
    }

    fn complete(&mut self, path: &str, received: u64) -> bool {
        if self.wanted.get(path).is_some_and(|size| received >= *size) {
            self.wanted.remove(path);
            self.open.remove(path);
            return self.wanted.is_empty();
        }
        false
    }

    fn file(&mut self, path: &str) -> Result<&File, TreeError> {
        if !self.open.contains_key(path) {
            if self.open.len() >= OPEN_FILES {
                self.open.pop_first();
            }
            let file = self.folder.make_file(path)?;
            self.open.insert(path.to_owned(), file);
        }
        self.open.get(path).ok_or_else(|| TreeError::Outside {
            path: path.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::results::tree::Tree;
    use daytona_domain::id::RunId;

    fn mirror(root: &std::path::Path) -> Mirror {
        let tree = Tree::open(root).unwrap();
        let folder = tree.make_host_folder(
            &"gzip".parse().unwrap(),
            RunId::new(7, 1),
            &"load-1".parse().unwrap(),
        );
        Mirror::new(folder.unwrap())
    }

    fn content(mirror: &Mirror, path: &str) -> Vec<u8> {
        std::fs::read(mirror.folder().path().join(path)).unwrap()
    }

    #[test]
    fn a_chunk_that_comes_twice_is_stored_once() {
        let root = tempfile::tempdir().unwrap();
        let mut mirror = mirror(root.path());
        assert!(mirror.store("log", 0, b"abc").unwrap().grew);
        assert!(!mirror.store("log", 0, b"abc").unwrap().grew);
        assert_eq!(mirror.store("log", 1, b"bcde").unwrap().received, 5);
        assert_eq!(content(&mirror, "log"), b"abcde");
    }

    #[test]
    fn a_gap_is_told_and_nothing_is_stored() {
        let root = tempfile::tempdir().unwrap();
        let mut mirror = mirror(root.path());
        mirror.store("log", 0, b"abc").unwrap();
        let gap = mirror.store("log", 4, b"e").unwrap_err();
        assert!(matches!(
            gap,
            MirrorError::Gap {
                offset: 4,
                received: 3,
                ..
            }
        ));
        assert_eq!(content(&mirror, "log"), b"abc");
    }

    #[test]
    fn a_restarted_server_goes_on_at_the_length_of_its_file() {
        let root = tempfile::tempdir().unwrap();
        mirror(root.path()).store("log", 0, b"abc").unwrap();
        let mut restarted = mirror(root.path());
        assert_eq!(restarted.received("log").unwrap(), 3);
        restarted.store("log", 3, b"d").unwrap();
        assert_eq!(content(&restarted, "log"), b"abcd");
    }

    #[test]
    fn the_last_wanted_byte_says_that_all_is_here() {
        let root = tempfile::tempdir().unwrap();
        let mut mirror = mirror(root.path());
        mirror.store("followed", 0, b"abc").unwrap();
        assert_eq!(mirror.want("followed", 3).unwrap(), None);
        assert_eq!(mirror.want("one", 2).unwrap(), Some(0));
        assert_eq!(mirror.want("two", 1).unwrap(), Some(0));
        assert!(!mirror.store("one", 0, b"1").unwrap().all_here);
        assert!(!mirror.store("two", 0, b"2").unwrap().all_here);
        assert!(mirror.store("one", 1, b"1").unwrap().all_here);
        assert_eq!(mirror.outstanding(), 0);
    }

    #[test]
    fn a_copy_that_is_longer_than_the_file_is_sent_again() {
        let root = tempfile::tempdir().unwrap();
        let mut mirror = mirror(root.path());
        mirror.store("log", 0, b"abcdef").unwrap();
        assert_eq!(mirror.want("log", 2).unwrap(), Some(0));
        assert_eq!(content(&mirror, "log"), b"");
    }

    proptest! {
        #[test]
        fn whatever_the_order_the_copy_is_a_prefix_of_the_original(
            chunks in proptest::collection::vec((0usize..200, 0usize..80), 0..60)
        ) {
            let original: Vec<u8> = (0..=255u8).collect();
            let root = tempfile::tempdir().unwrap();
            let mut mirror = mirror(root.path());
            for (offset, length) in chunks {
                let end = (offset + length).min(original.len());
                let _ = mirror.store("log", offset as u64, &original[offset..end]);
                let received = usize::try_from(mirror.received("log").unwrap()).unwrap();
                prop_assert_eq!(content(&mirror, "log"), &original[..received]);
            }
        }
    }
}
