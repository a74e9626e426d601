//! Starting a run's script, at most once ever: the mark that says so is on the disk before the supervisor is.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};

use rustix::fs::{Mode, OFlags};

use super::{ConcludeError, Spare, Supervisor, conclude};
use crate::beneath;
use crate::process_tree::ProcessId;
use crate::run_folder::{ExecRecord, ExitRecord, RunFolder, RunFolderError, ScriptCopy};

/// What the supervisor itself has to complain of, in the private folder.
pub(super) const LOG: &str = "supervisor.log";

/// The program that is started as supervisor. The run's folder is added as its last argument.
#[derive(Clone, Debug)]
pub struct SupervisorProgram {
    pub program: PathBuf,
    pub arguments: Vec<OsString>,
    /// In addition to the agent's own environment, of which the script gets nothing.
    pub environment: Vec<(OsString, OsString)>,
}

impl SupervisorProgram {
    /// The binary that runs now, even if its file was replaced by a newer one since.
    pub fn this_binary() -> Self {
        Self {
            program: PathBuf::from("/proc/self/exe"),
            arguments: vec!["supervise".into()],
            environment: Vec::new(),
        }
    }
}

/// What became of a start.
#[derive(Debug)]
pub enum Started {
    Running {
        supervisor: Supervisor,
        exec: ExecRecord,
    },
    /// The script could not be executed, or ended before it was looked at.
    Ended(ExitRecord),
}

/// A start that was refused, or whose result can't be told.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("this run was started before; a run is started at most once")]
    AlreadyStarted,
    #[error("this host collects metrics in this run and has no script to start")]
    NoScript,
    #[error("can't mark the run as started, so it is not")]
    Mark(#[source] io::Error),
    #[error("can't record that the script could not be started")]
    Record(#[source] RunFolderError),
    #[error("the supervisor ended at once")]
    Conclude(#[source] ConcludeError),
}

/// Starts the script under a supervisor of its own, and returns once it has been executed or could not be.
pub fn start(folder: &RunFolder, program: &SupervisorProgram) -> Result<Started, StartError> {
    start_with(folder, program, &Spare::default())
}

/// As [`start`], with the supervisor that waits, if one does.
pub fn start_with(
    folder: &RunFolder,
    program: &SupervisorProgram,
    spare: &Spare,
) -> Result<Started, StartError> {
    if folder.record().script == ScriptCopy::None {
        return Err(StartError::NoScript);
    }
    folder.mark_started().map_err(|error| {
        if error.kind() == io::ErrorKind::AlreadyExists {
            StartError::AlreadyStarted
        } else {
            StartError::Mark(error)
        }
    })?;
    if let ScriptCopy::Unusable { reason } = &folder.record().script {
        return cannot_start(folder, reason.clone());
    }
    let started = match spare.send(folder.path()) {
        Some(child) => Ok(child),
        None => spawn(folder, program),
    };
    let mut child = match started {
        Ok(child) => child,
        Err(error) => return cannot_start(folder, format!("its supervisor could not be started: {error}")),
    };
    let exec = child.stdout.take().and_then(read_exec);
    match (exec, supervisor_of(&child)) {
        (Some(exec), Some(supervisor)) => Ok(Started::Running { supervisor, exec }),
        (None, Some(supervisor)) => {
            supervisor
                .wait()
                .map_err(|error| StartError::Conclude(ConcludeError::Look(error)))?;
            conclude(folder).map(Started::Ended).map_err(StartError::Conclude)
        }
        (Some(_) | None, None) => conclude(folder).map(Started::Ended).map_err(StartError::Conclude),
    }
}

fn cannot_start(folder: &RunFolder, reason: String) -> Result<Started, StartError> {
    let exit = ExitRecord::cannot_start(reason);
    folder.write_exit(&exit).map_err(StartError::Record)?;
    Ok(Started::Ended(exit))
}

fn spawn(folder: &RunFolder, program: &SupervisorProgram) -> io::Result<Child> {
    let log: File = beneath::create_file(folder.state(), LOG, Mode::RUSR | Mode::WUSR, OFlags::APPEND)?;
    Command::new(&program.program)
        .args(&program.arguments)
        .arg(folder.path())
        .envs(program.environment.iter().cloned())
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
}

/// The one line that a supervisor says, when it has executed the script. It says nothing if it could not.
fn read_exec(output: ChildStdout) -> Option<ExecRecord> {
    let mut lines = BufReader::new(output).lines();
    lines.find_map(|line| serde_json::from_str(&line.ok()?).ok())
}

/// The child is not reaped before its descriptor is asked, so its number is still its own.
fn supervisor_of(child: &Child) -> Option<Supervisor> {
    let pid = i32::try_from(child.id()).ok()?;
    let descriptor = ProcessId::current(pid)?.descriptor().ok()??;
    Some(Supervisor { descriptor })
}
