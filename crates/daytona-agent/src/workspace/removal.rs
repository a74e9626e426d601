//! Removing a run's folder: without following links, whatever the depth, the modes and the names in it.

use std::ffi::CString;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rustix::fs::{AtFlags, Dir, FileType, Mode, RenameFlags, renameat_with, statat, unlinkat};
use rustix::io::Errno;

use crate::beneath;
use crate::run_folder::STATE_FOLDER;

/// How many names are read before they are removed, so that a folder of millions needs no more memory.
const BATCH: usize = 4096;

/// Removes `<framework>/<test>/<run>`, its private folder last, and the folders above it that are empty then.
/// `shared` is held while folders that other runs may need are removed.
pub(super) fn remove_run(root: &OwnedFd, path: &Path, shared: &Mutex<()>) -> io::Result<()> {
    let folder = match beneath::open_folder(root, path) {
        Ok(folder) => folder,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    remove_folder(&folder, c"results")?;
    // What makes it a run goes last, so that a removal that is cut off is finished later.
    remove_folder(&folder, &CString::new(STATE_FOLDER)?)?;
    empty(&folder)?;
    let _shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
    for path in path.ancestors().filter(|path| !path.as_os_str().is_empty()) {
        match unlinkat(root, path, AtFlags::REMOVEDIR) {
            Ok(()) => {}
            Err(Errno::NOTEMPTY | Errno::EXIST) => break,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn remove_folder(parent: &OwnedFd, name: &std::ffi::CStr) -> io::Result<()> {
    let folder = match open_for_emptying(parent.as_fd(), name) {
        Ok(folder) => folder,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    empty(&folder)?;
    Ok(unlinkat(parent, name, AtFlags::REMOVEDIR)?)
}

/// Empties a folder. A folder in it is emptied by moving its folders up beside it: so the depth doesn't matter, and two
/// descriptors are enough.
fn empty(top: &OwnedFd) -> io::Result<()> {
    let mut moved: u64 = 0;
    loop {
        let names = some_names(top)?;
        if names.is_empty() {
            return Ok(());
        }
        for name in names {
            if !is_folder(top, &name)? {
                unlinkat(top, &name, AtFlags::empty())?;
                continue;
            }
            let folder = open_for_emptying(top.as_fd(), &name)?;
            move_folders_up(&folder, top, &mut moved)?;
            unlinkat(top, &name, AtFlags::REMOVEDIR)?;
        }
    }
}

fn move_folders_up(folder: &OwnedFd, top: &OwnedFd, moved: &mut u64) -> io::Result<()> {
    loop {
        let names = some_names(folder)?;
        if names.is_empty() {
            return Ok(());
        }
        for name in names {
            if !is_folder(folder, &name)? {
                unlinkat(folder, &name, AtFlags::empty())?;
                continue;
            }
            // A folder that is moved must be writable itself, because its `..` changes.
            drop(open_for_emptying(folder.as_fd(), &name)?);
            loop {
                *moved += 1;
                let target = format!("removing-{moved}");
                match renameat_with(folder, &name, top, target, RenameFlags::NOREPLACE) {
                    Ok(()) => break,
                    Err(Errno::EXIST) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }
}

/// No process of the run is left when its folder is removed, so what is a folder stays one.
fn is_folder(parent: &OwnedFd, name: &CString) -> io::Result<bool> {
    let stat = statat(parent, name, AtFlags::SYMLINK_NOFOLLOW)?;
    Ok(FileType::from_raw_mode(stat.st_mode) == FileType::Directory)
}

/// The script may have taken away its own rights, which are the agent's too if both are one user.
fn open_for_emptying(parent: BorrowedFd<'_>, name: &std::ffi::CStr) -> io::Result<OwnedFd> {
    let flags = rustix::fs::OFlags::PATH | rustix::fs::OFlags::DIRECTORY;
    // Fails for a link, so that `chmod` below can't follow one.
    beneath::open(parent, name, flags, Mode::empty())?;
    rustix::fs::chmodat(parent, name, Mode::RWXU, AtFlags::empty())?;
    beneath::open_folder(parent, name)
}

fn some_names(folder: &OwnedFd) -> io::Result<Vec<CString>> {
    let mut names = Vec::new();
    for entry in Dir::read_from(folder)? {
        let name = entry?.file_name().to_owned();
        if !matches!(name.as_bytes(), b"." | b"..") {
            names.push(name);
        }
        if names.len() == BATCH {
            break;
        }
    }
    Ok(names)
}
