//! Visiting everything beneath a folder, one folder after the other, whatever its depth and size.

use std::io;
use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::{AtFlags, Dir, FileType, Stat, statat};
use rustix::io::Errno;

use super::open_folder;

/// What a visitor is told.
pub(crate) enum Step<'a> {
    Entry(Entry<'a>),
    /// All entries of this folder have been told; those of the folders in it come later.
    FolderEnds {
        path: &'a [u8],
    },
    /// A folder that can't be listed, or an entry that can't be looked at.
    Unreadable {
        path: &'a [u8],
        reason: String,
    },
}

/// One name in a folder.
pub(crate) struct Entry<'a> {
    /// Relative to where the walk began.
    pub(crate) path: &'a [u8],
    pub(crate) kind: EntryKind,
    pub(crate) stat: Stat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EntryKind {
    File,
    Folder,
    /// Never opened; the word says what it is.
    Other(&'static str),
}

/// Whether the walk goes into a folder that it just told of. Without meaning for other entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Descend {
    Yes,
    No,
}

/// Tells `visit` of everything beneath `base`. Links are told of and not followed.
pub(crate) fn walk<E>(
    base: impl AsFd,
    mut visit: impl FnMut(&Step<'_>) -> Result<Descend, E>,
) -> Result<(), E> {
    let mut pending: Vec<Vec<u8>> = vec![Vec::new()];
    while let Some(folder) = pending.pop() {
        match list(base.as_fd(), &folder) {
            Ok(entries) => visit_entries(&folder, entries, &mut pending, &mut visit)?,
            Err(error) => {
                let step = Step::Unreadable {
                    path: &folder,
                    reason: error.to_string(),
                };
                visit(&step)?;
            }
        }
        visit(&Step::FolderEnds { path: &folder })?;
    }
    Ok(())
}

fn list(base: impl AsFd, folder: &[u8]) -> io::Result<(OwnedFd, Dir)> {
    let path = if folder.is_empty() { b"." } else { folder };
    let descriptor = open_folder(base, path)?;
    let entries = Dir::read_from(&descriptor)?;
    Ok((descriptor, entries))
}

fn visit_entries<E>(
    folder: &[u8],
    (descriptor, entries): (OwnedFd, Dir),
    pending: &mut Vec<Vec<u8>>,
    visit: &mut impl FnMut(&Step<'_>) -> Result<Descend, E>,
) -> Result<(), E> {
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let reason = error.to_string();
                visit(&Step::Unreadable { path: folder, reason })?;
                return Ok(());
            }
        };
        let name = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        let path = join(folder, name.to_bytes());
        let stat = match statat(&descriptor, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT) => continue,
            Err(error) => {
                let reason = error.to_string();
                visit(&Step::Unreadable { path: &path, reason })?;
                continue;
            }
        };
        let kind = kind_of(&stat);
        let descend = visit(&Step::Entry(Entry {
            path: &path,
            kind,
            stat,
        }))?;
        if kind == EntryKind::Folder && descend == Descend::Yes {
            pending.push(path);
        }
    }
    Ok(())
}

fn join(folder: &[u8], name: &[u8]) -> Vec<u8> {
    let mut path = Vec::with_capacity(folder.len() + 1 + name.len());
    path.extend_from_slice(folder);
    if !folder.is_empty() {
        path.push(b'/');
    }
    path.extend_from_slice(name);
    path
}

fn kind_of(stat: &Stat) -> EntryKind {
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => EntryKind::File,
        FileType::Directory => EntryKind::Folder,
        FileType::Symlink => EntryKind::Other("link"),
        FileType::Fifo => EntryKind::Other("FIFO"),
        FileType::Socket => EntryKind::Other("socket"),
        FileType::CharacterDevice | FileType::BlockDevice => EntryKind::Other("device"),
        FileType::Unknown => EntryKind::Other("of an unknown kind"),
    }
}
