//! Opening what lies beneath a folder's descriptor, never following a link and never leaving the folder.
//!
//! A script may put anything into its working directory at any moment, so nothing in it is opened by an
//! absolute path.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::MetadataExt;

use rustix::fs::{Mode, OFlags, ResolveFlags};
use rustix::path::Arg;

mod walk;

pub(crate) use walk::{Descend, Entry, EntryKind, Step, walk};

/// Which file on this machine: what a path leads to may change, this doesn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileIdentity {
    pub(crate) device: u64,
    pub(crate) inode: u64,
}

impl FileIdentity {
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self {
            device: metadata.dev(),
            inode: metadata.ino(),
        })
    }

    /// Of what `path` leads to now; of the link itself if its last part is one.
    pub(crate) fn at(base: impl AsFd, path: impl Arg) -> io::Result<Self> {
        let flags = OFlags::PATH | OFlags::NOFOLLOW;
        Self::of(&open(base, path, flags, Mode::empty())?)
    }
}

/// A folder for listing, and for opening what is in it.
pub(crate) fn open_folder(base: impl AsFd, path: impl Arg) -> io::Result<OwnedFd> {
    open(base, path, OFlags::RDONLY | OFlags::DIRECTORY, Mode::empty()).map(OwnedFd::from)
}

/// A file for reading. Doesn't wait for the other end if it is a FIFO; the caller looks at what it got.
pub(crate) fn open_file(base: impl AsFd, path: impl Arg) -> io::Result<File> {
    open(
        base,
        path,
        OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW,
        Mode::empty(),
    )
}

/// A file that must not exist yet, for reading and writing.
pub(crate) fn create_file(base: impl AsFd, path: impl Arg, mode: Mode, more: OFlags) -> io::Result<File> {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | more;
    open(base, path, flags, mode)
}

pub(crate) fn open(base: impl AsFd, path: impl Arg, flags: OFlags, mode: Mode) -> io::Result<File> {
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
    let descriptor = rustix::fs::openat2(base, path, flags | OFlags::CLOEXEC, mode, resolve)?;
    Ok(File::from(descriptor))
}

#[cfg(test)]
mod tests;
