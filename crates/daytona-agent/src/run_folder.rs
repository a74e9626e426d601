//! One run's folder on this host, held by descriptors: what is persisted of the run, and the agent's own files.
//!
//! `results/<host>/` is the script's working directory. Beside it lies `agent/`, which only the agent can enter.
//! Does not create or remove the folder; that is the workspace's part.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use daytona_domain::clock::Timestamp;
use daytona_domain::layout;

use crate::account::Identity;
use crate::beneath;
use crate::boot::boot_id;
use crate::cgroup::RunCgroup;

mod order;
pub(crate) mod own_files;
mod record;
mod state_file;

pub use order::{DEFAULT_GRACE, Execution, InvalidOrder, RunOrder, Task};
pub use record::{ExecRecord, ExitRecord, FORMAT};
pub(crate) use record::{RunRecord, ScriptCopy, StartedRecord, SupervisorRecord};

use own_files::OwnFiles;

/// The private folder, beside `results/`.
pub(crate) const STATE_FOLDER: &str = "agent";
const RECORD: &str = "run.json";
const STARTED: &str = "started";
const SUPERVISOR: &str = "supervisor.json";
const CGROUP: &str = "cgroup.json";
const EXEC: &str = "exec.json";
const EXIT: &str = "exit.json";
const STOPPED: &str = "stopped";
const REMOVING: &str = "removing";

/// The descriptors of one run's folder.
#[derive(Debug)]
pub struct RunFolder {
    path: PathBuf,
    results_path: PathBuf,
    record: RunRecord,
    state: OwnedFd,
    results: OwnedFd,
    own: OwnFiles,
}

/// A run's folder that can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum RunFolderError {
    #[error("can't read {name} in {}", .folder.display())]
    Read {
        folder: PathBuf,
        name: &'static str,
        #[source]
        source: io::Error,
    },
    #[error("can't write {name} in {}", .folder.display())]
    Write {
        folder: PathBuf,
        name: String,
        #[source]
        source: io::Error,
    },
    #[error("{} was made by another version of the agent (format {format}, this one knows {FORMAT})", .folder.display())]
    Format { folder: PathBuf, format: u32 },
}

impl RunFolder {
    /// Opens the folder of a run that has been set up; nothing if there is none.
    pub(crate) fn open(path: &Path) -> Result<Option<Self>, RunFolderError> {
        let failed = |name: &'static str| {
            move |source| RunFolderError::Read {
                folder: path.to_owned(),
                name,
                source,
            }
        };
        let folder = match File::open(path) {
            Ok(folder) => folder,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("the folder")(error)),
        };
        let state = match beneath::open_folder(&folder, STATE_FOLDER) {
            Ok(state) => state,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(STATE_FOLDER)(error)),
        };
        let format: Option<FormatOnly> = state_file::read(&state, RECORD).map_err(failed(RECORD))?;
        let Some(FormatOnly { format }) = format else {
            return Ok(None);
        };
        if format != FORMAT {
            let folder = path.to_owned();
            return Err(RunFolderError::Format { folder, format });
        }
        let record: Option<RunRecord> = state_file::read(&state, RECORD).map_err(failed(RECORD))?;
        let Some(record) = record else { return Ok(None) };
        let host_folder = layout::host_folder(&record.order.host);
        let results = beneath::open_folder(&folder, host_folder.as_str()).map_err(failed("results"))?;
        let own = OwnFiles::reopen(&state, &results).map_err(failed("own"))?;
        Ok(Some(Self {
            path: path.to_owned(),
            results_path: path.join(host_folder),
            record,
            state,
            results,
            own,
        }))
    }

    /// Makes a folder that has just been filled into a run, by writing its record.
    pub(crate) fn begin(
        path: PathBuf,
        record: RunRecord,
        state: OwnedFd,
        results: OwnedFd,
        own: OwnFiles,
    ) -> Result<Self, RunFolderError> {
        let results_path = path.join(layout::host_folder(&record.order.host));
        let folder = Self {
            path,
            results_path,
            record,
            state,
            results,
            own,
        };
        state_file::replace(&folder.state, RECORD, &folder.record).map_err(folder.cant_write(RECORD))?;
        Ok(folder)
    }

    /// What this host was told to do.
    pub fn order(&self) -> &RunOrder {
        &self.record.order
    }

    /// The script's working directory, `<run>/results/<host>`, absolute.
    pub fn results_path(&self) -> &Path {
        &self.results_path
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a file of the agent's own in `sar/` or `application/`, for appending. It is remembered by its inode and
    /// collected through a descriptor that is held from now on, whatever the script does with its path.
    pub fn create_own(&self, path: &str) -> Result<File, RunFolderError> {
        let created = self.own.create_file(path, self.record.account.identity);
        created.map_err(self.cant_write(path))
    }

    /// A file that [`Self::create_own`] made earlier, also by an earlier agent, for appending.
    pub fn open_own_again(&self, path: &str) -> Result<File, RunFolderError> {
        let held = self.own.file(path).and_then(|own| own.file);
        let file = held.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound));
        file.and_then(|file| file.try_clone())
            .map_err(self.cant_write(path))
    }

    /// The agent's own files and folders whose paths lead elsewhere now: the script replaced them.
    pub fn altered(&self) -> Vec<String> {
        self.own.altered(&self.results)
    }

    /// Whether the script may have been executed: it will not be again.
    pub fn is_started(&self) -> bool {
        !matches!(
            rustix::fs::accessat(
                &self.state,
                STARTED,
                rustix::fs::Access::EXISTS,
                rustix::fs::AtFlags::empty()
            ),
            Err(rustix::io::Errno::NOENT)
        )
    }

    /// Marks a run that has ended without a script's end: a statistics host's, or one that was aborted before its start.
    pub(crate) fn mark_stopped(&self) -> Result<(), RunFolderError> {
        state_file::replace(&self.state, STOPPED, &FORMAT).map_err(self.cant_write(STOPPED))
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.read_fact::<u32>(STOPPED).is_some()
    }

    /// When the script was executed, if it was.
    pub fn exec(&self) -> Option<ExecRecord> {
        self.read_fact(EXEC)
    }

    /// How the script ended, if it has.
    pub fn exit(&self) -> Option<ExitRecord> {
        self.read_fact(EXIT)
    }

    pub(crate) fn supervisor(&self) -> Option<SupervisorRecord> {
        self.read_fact(SUPERVISOR)
    }

    /// Marks the run as started, so that it survives a loss of power. Fails with `AlreadyExists` the second time.
    pub(crate) fn mark_started(&self) -> io::Result<()> {
        let record = StartedRecord {
            lease: self.order().lease,
            boot_id: boot_id()?,
        };
        // After a loss of power the mark would be of no use without the record that says what it belongs to.
        rustix::fs::fsync(&beneath::open_file(&self.state, RECORD)?)?;
        state_file::create_durably(&self.state, STARTED, &record)
    }

    /// Whether the script was started before this host's last boot.
    pub(crate) fn is_of_another_boot(&self) -> io::Result<bool> {
        let Some(started) = self.read_fact::<StartedRecord>(STARTED) else {
            return Ok(false);
        };
        Ok(started.boot_id != boot_id()?)
    }

    /// When something was last written to the console or to the ticks, by this host's wall clock. Both grow for as long
    /// as the run is watched.
    pub(crate) fn last_written(&self) -> Timestamp {
        let own = [layout::CONSOLE, layout::TICKS].into_iter();
        let files = own.filter_map(|path| self.own.file(path)?.file);
        let written = files.filter_map(|file| file.metadata().ok());
        let micros = written.map(|written| written.mtime() * 1_000_000 + written.mtime_nsec() / 1_000);
        Timestamp::from_micros(micros.max().unwrap_or(0))
    }

    /// Makes the writer the one that decides on the start. Fails with `AlreadyExists` if there is one.
    pub(crate) fn claim_supervision(&self, record: &SupervisorRecord) -> io::Result<()> {
        state_file::claim(&self.state, SUPERVISOR, record)
    }

    /// The control group that the script was started in, if it was.
    pub(crate) fn cgroup(&self) -> Option<RunCgroup> {
        self.read_fact(CGROUP)
    }

    pub(crate) fn write_cgroup(&self, cgroup: &RunCgroup) -> Result<(), RunFolderError> {
        state_file::replace(&self.state, CGROUP, cgroup).map_err(self.cant_write(CGROUP))
    }

    pub(crate) fn write_exec(&self, exec: &ExecRecord) -> Result<(), RunFolderError> {
        state_file::replace(&self.state, EXEC, exec).map_err(self.cant_write(EXEC))
    }

    pub(crate) fn write_exit(&self, exit: &ExitRecord) -> Result<(), RunFolderError> {
        state_file::replace(&self.state, EXIT, exit).map_err(self.cant_write(EXIT))
    }

    /// Marks the folder as one whose removal has begun: it is no run any more.
    pub(crate) fn mark_removing(&self) -> Result<(), RunFolderError> {
        state_file::replace(&self.state, REMOVING, &FORMAT).map_err(self.cant_write(REMOVING))
    }

    pub(crate) fn is_being_removed(&self) -> bool {
        self.read_fact::<u32>(REMOVING).is_some()
    }

    pub(crate) fn record(&self) -> &RunRecord {
        &self.record
    }

    pub(crate) fn identity(&self) -> Identity {
        self.record.account.identity
    }

    pub(crate) fn own(&self) -> &OwnFiles {
        &self.own
    }

    pub(crate) fn results(&self) -> &OwnedFd {
        &self.results
    }

    pub(crate) fn state(&self) -> &OwnedFd {
        &self.state
    }

    /// A fact that can't be read counts as absent: whoever needed it then takes the careful way.
    fn read_fact<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        match state_file::read(&self.state, name) {
            Ok(fact) => fact,
            Err(error) => {
                tracing::warn!(run.folder = %self.path.display(), file = name, %error, "can't read what is kept of a run");
                None
            }
        }
    }

    fn cant_write(&self, name: &str) -> impl FnOnce(io::Error) -> RunFolderError {
        let (folder, name) = (self.path.clone(), name.to_owned());
        move |source| RunFolderError::Write { folder, name, source }
    }
}

/// The part of a record that every version has.
#[derive(serde::Deserialize)]
struct FormatOnly {
    format: u32,
}
