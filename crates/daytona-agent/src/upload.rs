//! Reading ranges of files that the manifest lists, beneath the run's folder and without following links.
//!
//! Does not send anything, and reads no file that the manifest doesn't list.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use daytona_domain::layout::decode_path;
use rustix::io::Errno;

use crate::manifest::{self, FileEntry, Stamp};
use crate::run_folder::RunFolder;

/// A file of the manifest, open for reading.
#[derive(Debug)]
pub struct UploadFile {
    path: String,
    file: Arc<File>,
    stamp: Stamp,
}

/// A range that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error("{path} is not what it was when it was listed")]
    Changed { path: String },
    #[error("can't read {path}")]
    Read {
        path: String,
        #[source]
        source: io::Error,
    },
    #[error("{path} ends at {size}, before the end of the range that was asked for")]
    Beyond { path: String, size: u64 },
}

impl UploadError {
    /// Whether the file is another than the manifest says, so that a new manifest may help.
    pub fn is_changed(&self) -> bool {
        match self {
            Self::Changed { .. } => true,
            Self::Read { .. } | Self::Beyond { .. } => false,
        }
    }
}

impl UploadFile {
    /// Opens a file, if it is still the one that was listed.
    pub fn open(folder: &RunFolder, entry: &FileEntry) -> Result<Self, UploadError> {
        let path = entry.path.clone();
        let changed = || UploadError::Changed { path: path.clone() };
        let bytes = decode_path(&entry.path).ok_or_else(changed)?;
        let file = manifest::open(folder, &bytes, entry.is_own).map_err(|source| {
            if is_gone(&source) {
                changed()
            } else {
                let path = path.clone();
                UploadError::Read { path, source }
            }
        })?;
        let file = Self {
            path: entry.path.clone(),
            file,
            stamp: entry.stamp,
        };
        file.check()?;
        Ok(file)
    }

    /// The bytes of a range that lies within the file. Fails if the file changed since it was listed.
    pub fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, UploadError> {
        let end = offset.checked_add(length as u64);
        if end.is_none_or(|end| end > self.stamp.size) {
            let (path, size) = (self.path.clone(), self.stamp.size);
            return Err(UploadError::Beyond { path, size });
        }
        let mut bytes = vec![0; length];
        match self.file.read_exact_at(&mut bytes, offset) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                let path = self.path.clone();
                return Err(UploadError::Changed { path });
            }
            Err(source) => {
                let path = self.path.clone();
                return Err(UploadError::Read { path, source });
            }
        }
        self.check()?;
        Ok(bytes)
    }

    fn check(&self) -> Result<(), UploadError> {
        let path = self.path.clone();
        match Stamp::of(&self.file) {
            Ok(stamp) if stamp == self.stamp => Ok(()),
            Ok(_) => Err(UploadError::Changed { path }),
            Err(source) => Err(UploadError::Read { path, source }),
        }
    }
}

/// Whether the path leads to nothing, or over a link, where there was a file.
fn is_gone(error: &io::Error) -> bool {
    matches!(
        Errno::from_io_error(error),
        Some(Errno::NOENT | Errno::NOTDIR | Errno::LOOP)
    )
}
