//! The agent's root folder: makes, finds and removes the folders of runs.
//!
//! `<root>/<framework>/<test>/<run>/` holds `results/<host>/`, where the script works, and `agent/`, where nobody but the
//! agent comes. Where scripts run as another user, that user has the working directory as its group, with the sticky
//! bit: it can make files there, and can't replace the agent's. Does not start anything.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use daytona_domain::id::LeaseNumber;
use daytona_domain::layout;
use rustix::fs::Mode;
use rustix::io::Errno;

use crate::account::{Identity, ScriptAccount};
use crate::beneath;
use crate::manifest::Skipped;
use crate::run_folder::own_files::{OwnFiles, share_with_script};
use crate::run_folder::{
    FORMAT, RunFolder, RunFolderError, RunOrder, RunRecord, STATE_FOLDER, ScriptCopy, Task,
};

mod adoption;
mod removal;
mod script_folder;

pub use adoption::{Condition, FoundRun};

/// Folders of the agent in every working directory.
pub(crate) const OWN_FOLDERS: [&str; 2] = [layout::METRICS_FOLDER, "application"];

/// The root folder, with its descriptor.
#[derive(Debug)]
pub struct Workspace {
    root: PathBuf,
    descriptor: OwnedFd,
    /// Held while folders that several runs have in common are made or removed.
    shared: Mutex<()>,
}

/// A run whose folder has been made.
#[derive(Debug)]
pub struct Prepared {
    pub folder: RunFolder,
    /// What of the script's folder was not copied.
    pub skipped: Vec<Skipped>,
}

/// A folder that can't be made, found or removed.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    #[error("can't open the agent's root folder {}", .path.display())]
    Root {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("can't open the scripts folder {}; make it, or name another one in `scripts_dir`", .path.display())]
    Scripts {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("can't make {}", .path.display())]
    Make {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("can't copy the script's folder to {}", .path.display())]
    Copy {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} is from lease {held}, not {given}", .path.display())]
    OtherLease {
        path: PathBuf,
        held: LeaseNumber,
        given: LeaseNumber,
    },
    #[error("{} was started before, and what was known of it can't be read", .path.display())]
    StartedBefore { path: PathBuf },
    #[error("can't list {}", .path.display())]
    List {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("can't remove {}", .path.display())]
    Remove {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the run's folder can't be used")]
    Folder(#[source] RunFolderError),
}

impl Workspace {
    /// Opens the root folder, and makes it if it is missing.
    pub fn open(root: &Path) -> Result<Self, WorkspaceError> {
        let opened = || {
            if !root.try_exists()? {
                std::fs::create_dir_all(root)?;
                rustix::fs::chmod(root, SEARCHABLE)?;
            }
            let root = root.canonicalize()?;
            let descriptor = OwnedFd::from(File::open(&root)?);
            Ok((root, descriptor))
        };
        let (root, descriptor) = opened().map_err(|source| WorkspaceError::Root {
            path: root.to_owned(),
            source,
        })?;
        Ok(Self {
            root,
            descriptor,
            shared: Mutex::default(),
        })
    }

    /// Makes the folder of a run with a copy of the script's folder. Doing it again for the same lease changes nothing.
    ///
    /// A script that is missing or can't be executed is no error here: the run then fails with that reason when it is
    /// started.
    pub fn create(
        &self,
        order: &RunOrder,
        scripts_dir: &Path,
        account: &ScriptAccount,
    ) -> Result<Prepared, WorkspaceError> {
        let relative = layout::run_folder(&order.framework, order.run);
        let path = self.root.join(&relative);
        if let Some(folder) = RunFolder::open(&path).map_err(WorkspaceError::Folder)? {
            return keep_existing(folder, order);
        }
        self.remove_unfinished(&relative, &path)?;
        let made = self
            .make_folders(order, &relative, account.identity)
            .map_err(|source| WorkspaceError::Make {
                path: path.clone(),
                source,
            })?;
        let (script, skipped) = match &order.task {
            Task::Statistics => (ScriptCopy::None, Vec::new()),
            Task::Execution(execution) => {
                let scripts = open_scripts(scripts_dir)?;
                script_folder::copy(&scripts, &execution.script, &made.results, account.identity).map_err(
                    |source| WorkspaceError::Copy {
                        path: path.clone(),
                        source,
                    },
                )?
            }
        };
        let record = RunRecord {
            format: FORMAT,
            order: order.clone(),
            script,
            account: account.clone(),
        };
        let folder = RunFolder::begin(path, record, made.state, made.results, made.own)
            .map_err(WorkspaceError::Folder)?;
        Ok(Prepared { folder, skipped })
    }

    /// Removes a run's folder: the server has all of it, or nobody wants it. Can be repeated.
    pub fn remove(&self, folder: &RunFolder) -> Result<(), WorkspaceError> {
        folder.mark_removing().map_err(WorkspaceError::Folder)?;
        self.remove_path(folder.path())
    }

    fn remove_path(&self, path: &Path) -> Result<(), WorkspaceError> {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        removal::remove_run(&self.descriptor, relative, &self.shared).map_err(|source| {
            WorkspaceError::Remove {
                path: path.to_owned(),
                source,
            }
        })
    }

    /// Removes what a set-up left that was cut off before its last act.
    fn remove_unfinished(&self, relative: &str, path: &Path) -> Result<(), WorkspaceError> {
        let started = format!("{relative}/{STATE_FOLDER}/started");
        match beneath::FileIdentity::at(&self.descriptor, started) {
            Ok(_) => Err(WorkspaceError::StartedBefore {
                path: path.to_owned(),
            }),
            Err(_) => self.remove_path(path),
        }
    }

    /// The run's own folder with those above it, which a removal of another run must not take away in between.
    fn make_run_folder(&self, relative: &str) -> io::Result<OwnedFd> {
        let _shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let mut folder = self.descriptor.try_clone()?;
        for name in relative.split('/') {
            folder = make_folder(&folder, name, SEARCHABLE)?;
        }
        Ok(folder)
    }

    fn make_folders(&self, order: &RunOrder, relative: &str, identity: Identity) -> io::Result<MadeFolders> {
        let folder = self.make_run_folder(relative)?;
        let state = make_folder(&folder, STATE_FOLDER, Mode::RWXU)?;
        let results = make_folder(&folder, "results", SEARCHABLE)?;
        let results = make_folder(&results, order.host.as_str(), Mode::RWXU)?;
        let own = OwnFiles::create(&state, &results, &OWN_FOLDERS, identity)?;
        own.create_file(layout::AGENT_LOG, identity)?;
        if matches!(order.task, Task::Execution(_)) {
            own.create_file(layout::CONSOLE, identity)?;
            own.create_file(layout::CONSOLE_TIMES, identity)?;
        }
        let mode = match identity {
            Identity::Own => Mode::RWXU,
            Identity::Switch { .. } => Mode::SVTX | Mode::RWXU | Mode::RWXG,
        };
        share_with_script(&File::from(results.try_clone()?), identity, mode)?;
        Ok(MadeFolders { state, results, own })
    }
}

/// Everyone may pass through and nobody may list: the script's user must reach its working directory.
const SEARCHABLE: Mode = Mode::RWXU.union(Mode::XGRP).union(Mode::XOTH);

struct MadeFolders {
    state: OwnedFd,
    results: OwnedFd,
    own: OwnFiles,
}

fn make_folder(parent: impl AsFd, name: &str, mode: Mode) -> io::Result<OwnedFd> {
    match rustix::fs::mkdirat(parent.as_fd(), name, Mode::RWXU) {
        Ok(()) | Err(Errno::EXIST) => {}
        Err(error) => return Err(error.into()),
    }
    let folder = beneath::open_folder(parent, name)?;
    // Not left to the mode of `mkdir`, which the umask cuts.
    rustix::fs::fchmod(&folder, mode)?;
    Ok(folder)
}

fn keep_existing(folder: RunFolder, order: &RunOrder) -> Result<Prepared, WorkspaceError> {
    let (held, given) = (folder.order().lease, order.lease);
    if held != given || folder.is_being_removed() {
        let path = folder.path().to_owned();
        return Err(WorkspaceError::OtherLease { path, held, given });
    }
    let skipped = Vec::new();
    Ok(Prepared { folder, skipped })
}

fn open_scripts(scripts_dir: &Path) -> Result<File, WorkspaceError> {
    File::open(scripts_dir).map_err(|source| WorkspaceError::Scripts {
        path: scripts_dir.to_owned(),
        source,
    })
}
