//! Small JSON files in a run's private folder: each is there whole or not at all.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;

use std::sync::atomic::{AtomicU64, Ordering};

use rustix::fs::{AtFlags, Mode, OFlags};
use rustix::io::Errno;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::beneath;

/// Writes a file under another name and moves it in place. Not synced: it survives this process, not the machine.
pub(super) fn replace(folder: impl AsFd, name: &str, value: &impl Serialize) -> io::Result<()> {
    let new = write_aside(folder.as_fd(), name, value)?;
    Ok(rustix::fs::renameat(folder.as_fd(), new, folder.as_fd(), name)?)
}

/// As [`replace`], but fails with `AlreadyExists` if the file is there, whoever wrote it.
pub(super) fn claim(folder: impl AsFd, name: &str, value: &impl Serialize) -> io::Result<()> {
    let new = write_aside(folder.as_fd(), name, value)?;
    let linked = rustix::fs::linkat(folder.as_fd(), &new, folder.as_fd(), name, AtFlags::empty());
    rustix::fs::unlinkat(folder.as_fd(), &new, AtFlags::empty())?;
    Ok(linked?)
}

/// The file's value; nothing if there is no such file.
pub(super) fn read<T: DeserializeOwned>(folder: impl AsFd, name: &str) -> io::Result<Option<T>> {
    let mut file = match beneath::open_file(folder, name) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    Ok(Some(serde_json::from_slice(&text)?))
}

/// Creates a file that must not exist, and syncs it and its folder: it survives a loss of power.
pub(super) fn create_durably(folder: impl AsFd, name: &str, value: &impl Serialize) -> io::Result<()> {
    let mode = Mode::RUSR | Mode::WUSR;
    let mut file = beneath::create_file(folder.as_fd(), name, mode, OFlags::empty())?;
    file.write_all(&serde_json::to_vec(value)?)?;
    rustix::fs::fsync(&file)?;
    Ok(rustix::fs::fsync(folder)?)
}

fn write_aside(folder: impl AsFd, name: &str, value: &impl Serialize) -> io::Result<String> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let new = format!("{name}.{}.{number}", std::process::id());
    match rustix::fs::unlinkat(folder.as_fd(), &new, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => {}
        Err(error) => return Err(error.into()),
    }
    let mode = Mode::RUSR | Mode::WUSR;
    let mut file: File = beneath::create_file(folder, &new, mode, OFlags::empty())?;
    file.write_all(&serde_json::to_vec(value)?)?;
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_claim_succeeds_and_its_value_stays() {
        let folder = tempfile::tempdir().unwrap();
        let base = File::open(folder.path()).unwrap();
        claim(&base, "who", &"first").unwrap();
        let error = claim(&base, "who", &"second").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(read::<String>(&base, "who").unwrap().as_deref(), Some("first"));
        let names = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(names, 1, "what was written aside is gone");
    }

    #[test]
    fn a_replaced_file_has_the_new_value() {
        let folder = tempfile::tempdir().unwrap();
        let base = File::open(folder.path()).unwrap();
        assert_eq!(read::<u32>(&base, "n").unwrap(), None);
        replace(&base, "n", &1_u32).unwrap();
        replace(&base, "n", &2_u32).unwrap();
        assert_eq!(read::<u32>(&base, "n").unwrap(), Some(2));
    }
}
