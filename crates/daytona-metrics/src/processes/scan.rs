//! Which processes there are, and reading their files. A file that is kept open stays with its process: once that has
//! ended it can't be read any more, whoever has the number then.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use crate::processes::stat::Stat;
use crate::source::ReadError;

pub(super) type Pid = u32;

/// No line of `stat` is longer.
const STAT: usize = 2048;
/// More threads than this aren't added up.
const MOST_THREADS: usize = 256;

pub(super) fn pids(proc: &Path) -> Result<Vec<Pid>, ReadError> {
    let entries = fs::read_dir(proc).map_err(|source| ReadError::Open {
        path: proc.to_owned(),
        source,
    })?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    let mut pids: Vec<Pid> = names.collect();
    pids.sort_unstable();
    Ok(pids)
}

/// The files of one process.
#[derive(Debug)]
pub(super) struct Handle {
    folder: PathBuf,
    stat: Option<File>,
}

impl Handle {
    pub(super) fn open(proc: &Path, pid: Pid, keep: bool) -> Option<Self> {
        let folder = proc.join(pid.to_string());
        let stat = if keep {
            Some(File::open(folder.join("stat")).ok()?)
        } else {
            None
        };
        Some(Self { folder, stat })
    }

    /// What the process is now; nothing if it has ended, also if nobody has asked for its exit code yet.
    pub(super) fn stat(&mut self) -> Option<Stat> {
        let mut buffer = [0; STAT];
        let length = match &self.stat {
            Some(file) => file.read_at(&mut buffer, 0).ok()?,
            None => File::open(self.folder.join("stat"))
                .ok()?
                .read_at(&mut buffer, 0)
                .ok()?,
        };
        Stat::parse(buffer.get(..length)?)
    }

    /// The text of one of its other files; nothing if it may not be read.
    pub(super) fn text(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.join(name)).ok()
    }

    /// The texts of a file of each of its threads.
    pub(super) fn texts_of_threads(&self, name: &str) -> Vec<Vec<u8>> {
        let Ok(threads) = fs::read_dir(self.folder.join("task")) else {
            return Vec::new();
        };
        let folders = threads.filter_map(Result::ok).take(MOST_THREADS);
        folders
            .filter_map(|folder| fs::read(folder.path().join(name)).ok())
            .collect()
    }

    /// How many files it has open; nothing if that may not be known.
    pub(super) fn open_files(&self) -> Option<u64> {
        Some(fs::read_dir(self.folder.join("fd")).ok()?.count() as u64)
    }
}
