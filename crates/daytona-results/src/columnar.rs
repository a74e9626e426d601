//! The columnar copies of metric files: Parquet, beside the results and never instead of them. Whatever is wrong with one,
//! it is made again from the file. While a file grows, its closed stretches are copied when somebody asks; of a file that
//! has ended there is one copy of the whole.

mod about;
mod growing;
mod kind;
mod make;
mod reader;
mod spill;
#[cfg(test)]
mod tests;
mod whole;
mod writer;

use std::io;
use std::path::{Path, PathBuf};

use parquet::errors::ParquetError;

use crate::series::source::Source;
use crate::series::times::Times;

pub use about::FORMAT;
pub(crate) use about::{About, Fingerprint, Origin};
pub(crate) use reader::Copy;

/// A file with more columns is read as text only.
const MOST_COLUMNS: usize = 4_096;
/// Behind the name of the file in the name of its copy.
const SUFFIX: &str = ".parquet";
/// Behind the name of the file in the name of the folder with copies of its closed stretches.
const PARTS: &str = ".parts";

/// Whether files of a host still grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    Growing,
    Ended,
}

/// A copy can't be made or read.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Parquet(#[from] ParquetError),
}

/// Where the copies of one host's files are.
#[derive(Clone, Debug)]
pub(crate) struct Copies {
    /// Below it, copies lie as their files do below the host's results.
    pub folder: PathBuf,
    pub growth: Growth,
}

impl Copies {
    /// The copies of a file, in its order and with nothing between them, made if they should be there and aren't. Behind the
    /// last one goes on what has to be read as text; behind one of the whole there is nothing.
    pub fn of(&self, source: &Source, times: &Times) -> Result<Vec<Copy>, CopyError> {
        if source.columns.len() > MOST_COLUMNS {
            return Ok(Vec::new());
        }
        match self.growth {
            Growth::Growing => growing::copies(self, source, times),
            Growth::Ended => Ok(vec![whole::copy(self, source, times)?]),
        }
    }

    /// Removes all copies of a file.
    pub fn remove(&self, file: &str) -> io::Result<()> {
        remove(std::fs::remove_file(self.path(file, SUFFIX)))?;
        remove(std::fs::remove_dir_all(self.path(file, PARTS)))
    }

    fn path(&self, file: &str, suffix: &str) -> PathBuf {
        self.folder.join(format!("{file}{suffix}"))
    }
}

fn remove(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)
}
