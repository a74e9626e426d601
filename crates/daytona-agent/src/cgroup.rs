//! The control group of a run: what the script starts is put into it before its first instruction and can't leave it, so
//! that nothing can hide from its end. Limits nothing and measures nothing.
//!
//! Where this host's groups can be used is found by [`place`]; a host without usable ones has its runs' processes found
//! by their descent alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::process::Signal;
use serde::{Deserialize, Serialize};

use crate::process_tree::ProcessId;

mod place;

pub use place::{CgroupMode, NoCgroup, Place};

/// Folders below a run's group that are looked into. A script that is root can make more and hides in them only from the
/// look, not from the kernel's kill.
const FOLDERS: usize = 1_000;

/// What the names of groups begin with; the number of the process that made it follows.
const NAME: &str = "daytona-run-";

/// One run's group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunCgroup {
    pub(crate) mode: CgroupMode,
    path: PathBuf,
}

impl RunCgroup {
    /// Makes a group below the place, under a name that no other process on this host has now, whichever server's agent it
    /// belongs to. One that an earlier process of that number has left empty is taken.
    pub(crate) fn make(place: &Place) -> io::Result<Self> {
        let name = format!("{NAME}{}", std::process::id());
        let group = Self {
            mode: place.mode,
            path: place.folder.join(name),
        };
        match fs::create_dir(&group.path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && group.processes().is_empty() => {}
            made => made?,
        }
        Ok(group)
    }

    /// Moves the calling process into the group; what it starts from now on is in it too.
    pub(crate) fn enter(&self) -> io::Result<()> {
        enter(&self.path)
    }

    /// The processes in the group and in those below it, but for the calling one.
    pub(crate) fn processes(&self) -> Vec<ProcessId> {
        let own = i32::try_from(std::process::id()).unwrap_or(0);
        let mut found = Vec::new();
        for folder in self.folders() {
            let listed = fs::read_to_string(folder.join("cgroup.procs")).unwrap_or_default();
            let pids = listed.lines().filter_map(|line| line.parse().ok());
            found.extend(pids.filter(|pid| *pid != own).filter_map(ProcessId::current));
        }
        found.retain(|process| process.is_alive());
        found
    }

    /// Kills everything in the group: at once where the kernel can do that (Linux 5.14), else one by one, so that the
    /// caller has to ask again until nothing is left.
    pub(crate) fn kill(&self) {
        if !self.holds_caller() && fs::write(self.path.join("cgroup.kill"), "1").is_ok() {
            return;
        }
        for process in self.processes() {
            // One that may not be signalled is counted in the end if it stays.
            let _ = process.signal(Signal::KILL);
        }
    }

    /// Removes the empty group. One that still holds a process stays; so does nothing else.
    pub(crate) fn remove(&self) {
        let folders = self.folders();
        for folder in folders.iter().rev() {
            if let Err(error) = fs::remove_dir(folder)
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(cgroup = %folder.display(), %error, "the control group of a run is left");
            }
        }
    }

    /// The kernel's kill would end the caller too.
    fn holds_caller(&self) -> bool {
        let own = std::process::id().to_string();
        let listed = fs::read_to_string(self.path.join("cgroup.procs")).unwrap_or_default();
        listed.lines().any(|line| line == own)
    }

    /// The group and those below it, parents first.
    fn folders(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.path.clone()];
        let mut next = 0;
        while let Some(folder) = folders.get(next).cloned() {
            next += 1;
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            let below = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
            folders.extend(
                below
                    .map(|entry| entry.path())
                    .take(FOLDERS.saturating_sub(folders.len())),
            );
        }
        folders
    }
}

/// Removes the empty groups of supervisors that are gone: both they and their agent were killed.
pub fn sweep() {
    let Ok(place) = Place::untried() else { return };
    let entries = fs::read_dir(place.folder).into_iter().flatten().flatten();
    let groups = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let pid: i32 = name.strip_prefix(NAME)?.parse().ok()?;
        // One whose maker lives may be empty because it has only just been made.
        ProcessId::current(pid).is_none().then(|| entry.path())
    });
    for group in groups {
        // The kernel refuses one that holds a process.
        let _ = fs::remove_dir(group);
    }
}

/// Moves the calling process into the group of this folder.
fn enter(folder: &Path) -> io::Result<()> {
    fs::write(folder.join("cgroup.procs"), "0")
}
