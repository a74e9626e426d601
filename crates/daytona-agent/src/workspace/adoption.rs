//! Finding the runs that an earlier agent left, and what has become of them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use daytona_domain::id::RunId;
use daytona_domain::name::FrameworkName;

use super::{Workspace, WorkspaceError};
use crate::run_folder::{ExitRecord, RunFolder};
use crate::supervisor::Supervisor;

/// A run of which this host holds a folder.
#[derive(Debug)]
pub struct FoundRun {
    pub folder: RunFolder,
    pub condition: Condition,
}

/// What has become of a run while no agent looked after it.
#[derive(Debug)]
pub enum Condition {
    /// Its script has not been started.
    SetUp,
    /// Its script runs, under this supervisor.
    Running(Supervisor),
    Ended(ExitRecord),
    /// It was started before the machine was; nothing of it can run any more.
    Rebooted,
    /// It was started, its supervisor is gone, and how it ended is not known. Its processes may still be there:
    /// [`crate::supervisor::conclude`] ends them.
    SupervisorLost,
}

impl Workspace {
    /// All runs that this host holds, in no particular order. Removals that were cut off are finished on the way. A
    /// folder that can't be read is logged and left alone.
    pub fn find(&self) -> Result<Vec<FoundRun>, WorkspaceError> {
        let mut found = Vec::new();
        for path in self.run_paths()? {
            let folder = match RunFolder::open(&path) {
                Ok(Some(folder)) => folder,
                Ok(None) => continue,
                Err(error) => {
                    let cause = std::error::Error::source(&error).map(ToString::to_string);
                    tracing::warn!(run.folder = %path.display(), %error, cause, "a run's folder is left alone");
                    continue;
                }
            };
            if folder.is_being_removed() {
                self.remove_path(&path)?;
                continue;
            }
            let condition = condition(&folder).map_err(|source| WorkspaceError::List { path, source })?;
            found.push(FoundRun { folder, condition });
        }
        Ok(found)
    }

    fn run_paths(&self) -> Result<Vec<PathBuf>, WorkspaceError> {
        let mut paths = Vec::new();
        for (framework, name) in folders(&self.root)? {
            // Other folders of the agent, such as its identity, may have such a name too: they hold no runs.
            if name.parse::<FrameworkName>().is_err() {
                continue;
            }
            for (test, test_name) in folders(&framework)? {
                for (run, run_name) in folders(&test)? {
                    if format!("{test_name}/{run_name}").parse::<RunId>().is_ok() {
                        paths.push(run);
                    }
                }
            }
        }
        Ok(paths)
    }
}

fn condition(folder: &RunFolder) -> io::Result<Condition> {
    if let Some(exit) = folder.exit() {
        return Ok(Condition::Ended(exit));
    }
    if !folder.is_started() {
        return Ok(Condition::SetUp);
    }
    if folder.is_of_another_boot()? {
        return Ok(Condition::Rebooted);
    }
    if let Some(supervisor) = Supervisor::adopt(folder)? {
        return Ok(Condition::Running(supervisor));
    }
    // It may have ended between the first look and this one.
    Ok(folder.exit().map_or(Condition::SupervisorLost, Condition::Ended))
}

fn folders(path: &Path) -> Result<Vec<(PathBuf, String)>, WorkspaceError> {
    let listed = || {
        let mut folders = Vec::new();
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if entry.file_type()?.is_dir()
                && let Ok(name) = entry.file_name().into_string()
            {
                folders.push((entry.path(), name));
            }
        }
        Ok(folders)
    };
    listed().map_err(|source| WorkspaceError::List {
        path: path.to_owned(),
        source,
    })
}
