//! The agent's own files in a run's folder, held open from their creation and known by their inodes.
//!
//! A script that runs as the agent's own user can replace them. It then deceives only itself: they are written
//! and collected through these descriptors, and what now stands at their paths is told.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::fs::{Gid, Mode, OFlags};

use crate::account::Identity;
use crate::beneath::{self, FileIdentity};

/// The name of the list in the private folder.
const LIST: &str = "own";

/// A file or folder of the agent's.
#[derive(Clone, Debug)]
pub(crate) struct OwnFile {
    pub(crate) identity: FileIdentity,
    /// Nothing if its path led elsewhere when the run was adopted: its bytes are out of reach then.
    pub(crate) file: Option<Arc<File>>,
}

#[derive(Debug)]
pub(crate) struct OwnFiles {
    list: File,
    folders: BTreeMap<String, OwnFile>,
    files: Mutex<Files>,
}

/// The files that are known, and how far the list has been read: the run's other process, agent or supervisor, adds to it.
#[derive(Debug, Default)]
struct Files {
    by_path: BTreeMap<String, OwnFile>,
    read: u64,
}

impl OwnFiles {
    /// Makes the folders, and the list that will name everything of ours.
    pub(crate) fn create(
        state: impl AsFd,
        results: impl AsFd,
        folders: &[&str],
        identity: Identity,
    ) -> io::Result<Self> {
        let mode = Mode::RUSR | Mode::WUSR;
        let list = beneath::create_file(state, LIST, mode, OFlags::APPEND)?;
        let mut made = BTreeMap::new();
        for name in folders {
            rustix::fs::mkdirat(results.as_fd(), *name, Mode::RWXU)?;
            let folder = File::from(beneath::open_folder(results.as_fd(), *name)?);
            share_with_script(&folder, identity, Mode::RWXU | Mode::RGRP | Mode::XGRP)?;
            let own = remember(&list, name, Arc::new(folder))?;
            made.insert((*name).to_owned(), own);
        }
        Ok(Self {
            list,
            folders: made,
            files: Mutex::default(),
        })
    }

    /// Opens everything in the list again that is still where it was.
    pub(crate) fn reopen(state: impl AsFd, results: impl AsFd) -> io::Result<Self> {
        let mut list = beneath::open(state, LIST, OFlags::RDWR | OFlags::APPEND, Mode::empty())?;
        let mut text = String::new();
        list.read_to_string(&mut text)?;
        let mut folders = BTreeMap::new();
        let mut files = BTreeMap::new();
        for (identity, path) in text.lines().filter_map(parse_line) {
            let is_file = path.contains('/');
            let file = open_if_unchanged(results.as_fd(), path, identity, is_file);
            let kind = if is_file { &mut files } else { &mut folders };
            kind.insert(path.to_owned(), OwnFile { identity, file });
        }
        Ok(Self {
            list,
            folders,
            files: Mutex::new(Files {
                by_path: files,
                read: text.len() as u64,
            }),
        })
    }

    /// Makes a file for appending in one of our folders.
    pub(crate) fn create_file(&self, path: &str, identity: Identity) -> io::Result<File> {
        let (folder, name) = path.split_once('/').ok_or(io::ErrorKind::InvalidInput)?;
        let folder = self.folders.get(folder).and_then(|own| own.file.as_ref());
        let folder = folder.ok_or(io::ErrorKind::NotFound)?;
        if name.contains(['/', '\n']) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let file = beneath::create_file(folder, name, Mode::RUSR | Mode::WUSR, OFlags::APPEND)?;
        share_with_script(&file, identity, Mode::RUSR | Mode::WUSR | Mode::RGRP)?;
        let own = remember(&self.list, path, Arc::new(file.try_clone()?))?;
        self.lock().by_path.insert(path.to_owned(), own);
        Ok(file)
    }

    pub(crate) fn file(&self, path: &str) -> Option<OwnFile> {
        self.lock().by_path.get(path).cloned()
    }

    pub(crate) fn folder(&self, name: &str) -> Option<&OwnFile> {
        self.folders.get(name)
    }

    pub(crate) fn folders(&self) -> impl Iterator<Item = &OwnFile> {
        self.folders.values()
    }

    /// All files so far, by path, also those that the run's other process has made.
    pub(crate) fn files(&self) -> Vec<(String, OwnFile)> {
        let mut files = self.lock();
        // What can't be read now is read the next time.
        let _ = self.learn(&mut files);
        files
            .by_path
            .iter()
            .map(|(path, own)| (path.clone(), own.clone()))
            .collect()
    }

    /// The paths of ours that lead to something else now, or to nothing.
    pub(crate) fn altered(&self, results: &OwnedFd) -> Vec<String> {
        let is_altered = |path: &str, own: &OwnFile| {
            own.file.is_none() || FileIdentity::at(results, path).ok() != Some(own.identity)
        };
        let folders: Vec<_> = self
            .folders
            .iter()
            .filter(|(path, own)| is_altered(path, own))
            .map(|(path, _)| path.clone())
            .collect();
        let within_altered = |path: &str| {
            path.split_once('/')
                .is_some_and(|(folder, _)| folders.iter().any(|altered| altered == folder))
        };
        let files: Vec<_> = self
            .files()
            .into_iter()
            .filter(|(path, own)| !within_altered(path) && is_altered(path, own))
            .map(|(path, _)| path)
            .collect();
        folders.into_iter().chain(files).collect()
    }

    /// Reads what was added to the list since the last time.
    fn learn(&self, files: &mut Files) -> io::Result<()> {
        let length = self.list.metadata()?.len();
        let mut added = vec![0; usize::try_from(length.saturating_sub(files.read)).unwrap_or(0)];
        if added.is_empty() {
            return Ok(());
        }
        self.list.read_exact_at(&mut added, files.read)?;
        // A line that is being written is read the next time.
        let end = added
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |last| last + 1);
        added.truncate(end);
        files.read += added.len() as u64;
        for (identity, path) in String::from_utf8_lossy(&added).lines().filter_map(parse_line) {
            let Some((folder, name)) = path.split_once('/') else {
                continue;
            };
            if files.by_path.contains_key(path) {
                continue;
            }
            let folder = self.folders.get(folder).and_then(|own| own.file.as_ref());
            let file = folder.and_then(|folder| open_if_unchanged(folder, name, identity, true));
            files.by_path.insert(path.to_owned(), OwnFile { identity, file });
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Files> {
        // An insert or a look-up leaves the map whole even if its thread panics.
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Gives the script's user a file as its group, so that it can read what it printed and can't change it.
pub(crate) fn share_with_script(file: &File, identity: Identity, mode: Mode) -> io::Result<()> {
    if let Identity::Switch { gid, .. } = identity {
        rustix::fs::fchown(file, None, Some(Gid::from_raw(gid)))?;
    }
    Ok(rustix::fs::fchmod(file, mode)?)
}

fn remember(mut list: &File, path: &str, file: Arc<File>) -> io::Result<OwnFile> {
    let identity = FileIdentity::of(&file)?;
    let line = format!("{} {} {path}\n", identity.device, identity.inode);
    list.write_all(line.as_bytes())?;
    Ok(OwnFile {
        identity,
        file: Some(file),
    })
}

fn parse_line(line: &str) -> Option<(FileIdentity, &str)> {
    let (device, rest) = line.split_once(' ')?;
    let (inode, path) = rest.split_once(' ')?;
    let identity = FileIdentity {
        device: device.parse().ok()?,
        inode: inode.parse().ok()?,
    };
    Some((identity, path))
}

fn open_if_unchanged(
    results: impl AsFd,
    path: &str,
    identity: FileIdentity,
    is_file: bool,
) -> Option<Arc<File>> {
    let flags = if is_file {
        OFlags::RDWR | OFlags::APPEND | OFlags::NOFOLLOW | OFlags::NONBLOCK
    } else {
        OFlags::RDONLY | OFlags::DIRECTORY
    };
    let file = beneath::open(results, path, flags, Mode::empty()).ok()?;
    (FileIdentity::of(&file).ok()? == identity).then(|| Arc::new(file))
}

#[cfg(test)]
mod tests;
