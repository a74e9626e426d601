//! Following a run's growing files, which are the agent's own: the console, its times, and the metrics. Gives what is
//! new since the offsets that the server has, in bounded pieces.
//!
//! Does not follow files of the script: those are read once, after the last process has ended.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use daytona_domain::layout;
use rustix::fs::inotify;
use tokio::net::unix::pipe::Receiver;

use crate::run_folder::RunFolder;

/// The most of one file in one piece.
pub const CHUNK_BYTES: usize = 1 << 20;

/// What is new of the files of one run.
#[derive(Debug)]
pub struct Follower {
    folder: Arc<RunFolder>,
    offsets: BTreeMap<String, u64>,
    /// An inotify descriptor: whatever can be polled may take the place of a pipe, and needs no unsafe code here.
    changes: Receiver,
}

/// Consecutive bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChunk {
    /// Relative to the host's results folder.
    pub path: String,
    pub offset: u64,
    pub data: Vec<u8>,
}

/// Files that can't be followed.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    #[error("can't watch the run's folder for changes")]
    Watch(#[source] io::Error),
    #[error("can't read {path}")]
    Read {
        path: String,
        #[source]
        source: io::Error,
    },
}

impl Follower {
    /// Follows from the offsets that the server has; a file that it doesn't name is followed from its beginning, also if
    /// it is made later. Called within the runtime.
    pub fn new(
        folder: Arc<RunFolder>,
        have: impl IntoIterator<Item = (String, u64)>,
    ) -> Result<Self, FollowError> {
        let changes = watch(&folder)
            .and_then(Receiver::from_owned_fd_unchecked)
            .map_err(FollowError::Watch)?;
        Ok(Self {
            folder,
            offsets: have.into_iter().collect(),
            changes,
        })
    }

    /// What is new, at most `max_bytes` in all: the metrics first, so that a script that prints much doesn't hold them up.
    /// Nothing if nothing is new.
    pub fn collect(&mut self, max_bytes: usize) -> Result<Vec<FileChunk>, FollowError> {
        let mut files = self.folder.own().files();
        files.sort_by_key(|(path, _)| (path == layout::CONSOLE, path.clone()));
        let mut room = max_bytes;
        let mut chunks = Vec::new();
        for (path, own) in files {
            // A file that was replaced while no agent ran is out of reach; it is told as altered.
            let Some(file) = own.file else { continue };
            while room > 0 {
                let offset = self.offsets.get(&path).copied().unwrap_or(0);
                let data =
                    read_some(&file, offset, room.min(CHUNK_BYTES)).map_err(|source| FollowError::Read {
                        path: path.clone(),
                        source,
                    })?;
                if data.is_empty() {
                    break;
                }
                room -= data.len();
                self.offsets.insert(path.clone(), offset + data.len() as u64);
                let path = path.clone();
                chunks.push(FileChunk { path, offset, data });
            }
        }
        Ok(chunks)
    }

    /// Completes when a followed file may have grown since the last call. The first call may complete at once, and so
    /// may any other without anything being new.
    pub async fn changed(&self) -> io::Result<()> {
        // What changed doesn't matter: the lengths are compared anyway.
        let mut events = [0; 4096];
        let mut is_new = false;
        loop {
            match self.changes.try_read(&mut events) {
                Ok(_) => is_new = true,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock && is_new => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.changes.readable().await?,
                Err(error) => return Err(error),
            }
        }
    }
}

fn read_some(file: &std::fs::File, offset: u64, most: usize) -> io::Result<Vec<u8>> {
    let size = file.metadata()?.len();
    let new = usize::try_from(size.saturating_sub(offset)).unwrap_or(usize::MAX);
    let mut data = vec![0; new.min(most)];
    if !data.is_empty() {
        let count = file.read_at(&mut data, offset)?;
        data.truncate(count);
    }
    Ok(data)
}

/// Watches the folders of the agent themselves, wherever the script may have moved them.
fn watch(folder: &RunFolder) -> io::Result<OwnedFd> {
    let changes = inotify::init(inotify::CreateFlags::CLOEXEC | inotify::CreateFlags::NONBLOCK)?;
    for own in folder.own().folders() {
        if let Some(file) = &own.file {
            let path = format!("/proc/self/fd/{}", file.as_raw_fd());
            let flags = inotify::WatchFlags::MODIFY | inotify::WatchFlags::CREATE;
            inotify::add_watch(&changes, path, flags)?;
        }
    }
    Ok(changes)
}
