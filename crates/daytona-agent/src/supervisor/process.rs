//! The supervisor process: executes the script, moves its output to the console file, enforces the time-out, ends
//! everything that the script started, and writes how it ended.
//!
//! It has no runtime and one thread. It is the leader of its own session and the reaper of all its descendants, so a
//! daemon that the script makes becomes its child and not the system's. It outlives the agent.

use std::ffi::OsStr;
use std::io::{self, BufRead, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use daytona_domain::clock::Clock;
use daytona_domain::layout;
use rustix::fs::{Mode, OFlags};

use super::console::Console;
use super::grouped::Grouped;
use super::script_socket::ScriptSocket;
use super::start::LOG;
use super::{monotonic, script};
use crate::beneath;
use crate::process_tree::ProcessId;
use crate::run_folder::{
    ExecRecord, Execution, ExitRecord, FORMAT, RunFolder, RunFolderError, ScriptCopy, SupervisorRecord, Task,
};

mod signals;
mod watch;

use signals::Signals;
use watch::{Sources, Watch, Watched};

const EXIT_TRIES: u32 = 60;
const EXIT_WAIT: Duration = Duration::from_secs(1);

/// A supervision that ended before its script was executed, or without its last word.
#[derive(Debug, thiserror::Error)]
enum SuperviseError {
    #[error("can't leave the agent's session")]
    Detach(#[source] io::Error),
    #[error("can't listen to signals")]
    Signals(#[source] io::Error),
    #[error("can't use the run's folder")]
    Folder(#[source] RunFolderError),
    #[error("there is no run to supervise in this folder")]
    NoRun,
    #[error("the run has a supervisor, or is not to have one any more")]
    Claim(#[source] io::Error),
    #[error("can't open the console")]
    Console(#[source] io::Error),
    #[error("can't wait for the script")]
    Wait(#[source] io::Error),
}

/// Supervises the script of the run in this folder, from its start to its end. For a process of its own, called
/// before any thread or runtime exists; the agent starts it.
pub fn supervise(run_folder: &Path) -> ExitCode {
    match run(run_folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

/// Waits for the path of a run's folder on standard input, ended by NUL, and then supervises that run. Ends if there comes
/// none. For a process of its own, as [`supervise`].
pub fn supervise_next() -> ExitCode {
    match run_next() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run_next() -> Result<(), SuperviseError> {
    detach().map_err(SuperviseError::Detach)?;
    let grouped = Grouped::enter(complain);
    let mut path = Vec::new();
    let read = io::stdin().lock().read_until(0, &mut path);
    let whole = read.ok().and_then(|_| path.strip_suffix(&[0]));
    let Some(path) = whole else {
        if let Some(grouped) = grouped {
            grouped.leave(complain).remove();
        }
        return Ok(());
    };
    supervised(Path::new(OsStr::from_bytes(path)), grouped, complain_there)
}

/// From now on what this process has to complain of is kept with its run.
fn complain_there(folder: &RunFolder) -> io::Result<()> {
    let log = beneath::create_file(folder.state(), LOG, Mode::RUSR | Mode::WUSR, OFlags::APPEND)?;
    Ok(rustix::stdio::dup2_stderr(log)?)
}

/// Standard error is a file in the run's private folder; there is nobody else to tell.
fn complain(error: &dyn std::error::Error) {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    let _ = writeln!(io::stderr(), "{text}");
}

fn run(run_folder: &Path) -> Result<(), SuperviseError> {
    detach().map_err(SuperviseError::Detach)?;
    supervised(run_folder, Grouped::enter(complain), |_| Ok(()))
}

/// `opened` is called with the folder before anything is done with it.
fn supervised(
    run_folder: &Path,
    grouped: Option<Grouped>,
    opened: impl FnOnce(&RunFolder) -> io::Result<()>,
) -> Result<(), SuperviseError> {
    let signals = Signals::listen().map_err(SuperviseError::Signals)?;
    let folder = RunFolder::open(run_folder)
        .map_err(SuperviseError::Folder)?
        .map(Arc::new)
        .ok_or(SuperviseError::NoRun)?;
    // Complaints that nobody can read are no reason to leave a script alone.
    let _ = opened(&folder);
    let (ScriptCopy::Copied { script }, Task::Execution(execution)) =
        (&folder.record().script, &folder.order().task)
    else {
        return Err(SuperviseError::NoRun);
    };
    claim(&folder).map_err(SuperviseError::Claim)?;
    let files = (
        folder
            .open_own_again(layout::CONSOLE)
            .map_err(SuperviseError::Folder)?,
        folder
            .open_own_again(layout::CONSOLE_TIMES)
            .map_err(SuperviseError::Folder)?,
    );
    let (mut console, output) = Console::open(files.0, files.1).map_err(SuperviseError::Console)?;
    let started = Instant::now();
    let started_ns = monotonic::now_ns();
    let wall = Clock::System.now();
    let socket = ScriptSocket::open(Arc::clone(&folder), started)
        .inspect_err(|error| complain(error))
        .ok();
    let socket_path = socket.as_ref().map(ScriptSocket::path);
    let grouped = grouped.and_then(|grouped| grouped.belongs_to(&folder, complain));
    let pid = match script::start(&folder, script, execution, output, socket_path.as_deref()) {
        Ok(pid) => pid,
        Err(reason) => {
            if let Some(grouped) = grouped {
                grouped.leave(complain).remove();
            }
            let exit = ExitRecord::cannot_start(reason);
            return folder.write_exit(&exit).map_err(SuperviseError::Folder);
        }
    };
    console.begin(started);
    let exec = ExecRecord {
        wall,
        monotonic_ns: started_ns,
        pid,
    };
    if let Err(error) = folder.write_exec(&exec) {
        // The agent is told all the same, and the script goes on.
        complain(&error);
    }
    report(&exec);
    // The script runs by now, so that nobody waits for this.
    let group = grouped.map(|grouped| grouped.leave(complain));
    let sources = Sources {
        console,
        signals,
        socket,
        group,
    };
    let exit = watch(sources, &exec, started, execution)?;
    write_exit(&folder, &exit)
}

/// On a full disk, room may come: the last word is worth waiting for.
fn write_exit(folder: &RunFolder, exit: &ExitRecord) -> Result<(), SuperviseError> {
    for _ in 1..EXIT_TRIES {
        match folder.write_exit(exit) {
            Ok(()) => return Ok(()),
            Err(error) => complain(&error),
        }
        std::thread::sleep(EXIT_WAIT);
    }
    folder.write_exit(exit).map_err(SuperviseError::Folder)
}

fn watch(
    sources: Sources,
    exec: &ExecRecord,
    started: Instant,
    execution: &Execution,
) -> Result<ExitRecord, SuperviseError> {
    let watch = Watch::new(sources, exec.pid, started, execution);
    let Watched {
        end,
        ran,
        console_lost_bytes,
        left_behind,
    } = watch.run().map_err(SuperviseError::Wait)?;
    Ok(ExitRecord {
        format: FORMAT,
        end,
        exec_wall: Some(exec.wall),
        ran,
        console_lost_bytes,
        left_behind,
    })
}

fn detach() -> io::Result<()> {
    // Fails only if this process leads a group already: a person started it by hand.
    match rustix::process::setsid() {
        Ok(_) | Err(rustix::io::Errno::PERM) => {}
        Err(error) => return Err(error.into()),
    }
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    rustix::process::umask(Mode::WGRP | Mode::WOTH);
    Ok(())
}

fn claim(folder: &RunFolder) -> io::Result<()> {
    let pid = i32::try_from(std::process::id()).map_err(io::Error::other)?;
    let own = ProcessId::current(pid).ok_or(io::ErrorKind::NotFound)?;
    folder.claim_supervision(&SupervisorRecord::Process {
        format: FORMAT,
        pid,
        started_ticks: own.started_ticks,
    })
}

/// Tells the agent what is in the file too. If it is gone, its successor finds it there.
fn report(exec: &ExecRecord) {
    let mut output = io::stdout().lock();
    if let Ok(line) = serde_json::to_string(exec) {
        let _ = writeln!(output, "{line}");
        let _ = output.flush();
    }
}
