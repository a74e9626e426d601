//! The agent's side of supervision: starts a supervisor for a run, notices its end, asks it to abort, and takes
//! its place when it was killed.
//!
//! The supervisor is a process of its own that outlives the agent; what the two know of each other is in the run's
//! private folder. See [`process::supervise`] for what it does.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use daytona_domain::clock::Timestamp;
use daytona_domain::outcome::ScriptEnd;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Signal, WaitId, WaitIdOptions, pidfd_send_signal, waitid};
use tokio::net::unix::pipe::Receiver;

use crate::process_tree::{self, ProcessId};
use crate::run_folder::{ExitRecord, FORMAT, RunFolder, RunFolderError, SupervisorRecord};

mod announcements;
mod console;
mod ending;
mod grouped;
mod interpreter;
mod monotonic;
pub mod process;
mod script;
mod script_socket;
mod spare;
mod start;
mod times;

pub use spare::Spare;
pub use start::{StartError, Started, SupervisorProgram, start, start_with};

/// How long what a lost supervisor left behind is sent KILL before the agent says that it can't end it.
const PATIENCE: Duration = Duration::from_secs(30);
const BETWEEN_KILLS: Duration = Duration::from_millis(10);

/// A running supervisor, started by this agent or an earlier one.
#[derive(Debug)]
pub struct Supervisor {
    descriptor: OwnedFd,
}

impl Supervisor {
    /// The supervisor of a run that an earlier agent started; nothing if it is gone or has never come.
    pub(crate) fn adopt(folder: &RunFolder) -> io::Result<Option<Self>> {
        let Some(id) = supervisor_process(folder) else {
            return Ok(None);
        };
        if !id.is_alive() {
            return Ok(None);
        }
        Ok(id.descriptor()?.map(|descriptor| Self { descriptor }))
    }

    /// Asks it to end the script with all that it started: TERM, grace, KILL. Returns at once.
    pub fn abort(&self) -> io::Result<()> {
        match pidfd_send_signal(&self.descriptor, Signal::TERM) {
            Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Blocks until the supervisor has ended.
    pub fn wait(&self) -> io::Result<()> {
        let mut descriptors = [PollFd::new(&self.descriptor, PollFlags::IN)];
        loop {
            match poll(&mut descriptors, None) {
                Ok(_) => break,
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.reap()
    }

    /// Completes when the supervisor has ended.
    pub async fn ended(&self) -> io::Result<()> {
        // `AsyncFd` would say it more plainly, but it can only be made by unsafe code; any descriptor that can be polled
        // may take the place of a pipe.
        let descriptor = Receiver::from_owned_fd_unchecked(self.descriptor.try_clone()?)?;
        descriptor.readable().await?;
        self.reap()
    }

    /// One that an earlier agent started is nobody's child here, and is reaped by the system.
    fn reap(&self) -> io::Result<()> {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG;
        match waitid(WaitId::PidFd(self.descriptor.as_fd()), options) {
            Ok(_) | Err(rustix::io::Errno::CHILD) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

impl AsFd for Supervisor {
    /// Readable once the supervisor has ended.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.descriptor.as_fd()
    }
}

/// A run that can't be concluded.
#[derive(Debug, thiserror::Error)]
pub enum ConcludeError {
    #[error("the run's supervisor is still there")]
    StillSupervised,
    #[error("can't see whether the run's supervisor is still there")]
    Look(#[source] io::Error),
    #[error("can't record how the run ended")]
    Record(#[source] RunFolderError),
}

/// How a run ended whose supervisor has: as it wrote, or, if it was killed, with all processes of the run ended and that
/// recorded as the end, or as cut off by a reboot. Can be repeated.
pub fn conclude(folder: &RunFolder) -> Result<ExitRecord, ConcludeError> {
    if let Some(exit) = folder.exit() {
        return Ok(exit);
    }
    // From here on a supervisor that is late finds the place taken, and starts nothing.
    match folder.claim_supervision(&SupervisorRecord::Forbidden) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(ConcludeError::Look(error)),
    }
    let exec = folder.exec();
    let exec_wall = exec.map(|exec| exec.wall);
    if folder.is_of_another_boot().map_err(ConcludeError::Look)? {
        // The clock that counted its time is gone with the boot, as is everything that it had started.
        let ran = exec_wall.map_or(Duration::ZERO, |exec| folder.last_written().since(exec));
        return record_end(folder, ScriptEnd::HostRebooted, exec_wall, ran, 0);
    }
    let supervisor = Supervisor::adopt(folder).map_err(ConcludeError::Look)?;
    if supervisor.is_some() {
        return Err(ConcludeError::StillSupervised);
    }
    if let Some(exit) = folder.exit() {
        return Ok(exit);
    }
    let left_behind = end_what_is_left(folder);
    let ran = exec.map_or(Duration::ZERO, |exec| monotonic::since(exec.monotonic_ns));
    record_end(folder, ScriptEnd::SupervisorLost, exec_wall, ran, left_behind)
}

fn record_end(
    folder: &RunFolder,
    end: ScriptEnd,
    exec_wall: Option<Timestamp>,
    ran: Duration,
    left_behind: u32,
) -> Result<ExitRecord, ConcludeError> {
    let exit = ExitRecord {
        format: FORMAT,
        end,
        exec_wall,
        ran,
        console_lost_bytes: 0,
        left_behind,
    };
    folder.write_exit(&exit).map_err(ConcludeError::Record)?;
    Ok(exit)
}

/// Whether a process of the run, or its supervisor, is left on this host.
pub fn processes_left(folder: &RunFolder) -> bool {
    // Whoever wrote the end has looked, and looking again costs some milliseconds of a busy host.
    let has_looked = folder.exit().is_some_and(|exit| exit.left_behind == 0);
    if has_looked || !folder.is_started() {
        return false;
    }
    let supervisor = supervisor_process(folder);
    supervisor.is_some_and(ProcessId::is_alive) || !what_is_left(folder, supervisor).is_empty()
}

/// The processes of a run whose supervisor is gone.
fn what_is_left(folder: &RunFolder, supervisor: Option<ProcessId>) -> Vec<ProcessId> {
    let mut left = process_tree::of_lost_run(supervisor, folder.results_path());
    let grouped = folder.cgroup().map(|group| group.processes()).unwrap_or_default();
    left.extend(grouped);
    left.sort_unstable();
    left.dedup();
    left
}

/// Sends KILL until nothing is left, and says how many processes even that didn't end.
fn end_what_is_left(folder: &RunFolder) -> u32 {
    let give_up = Instant::now() + PATIENCE;
    let supervisor = supervisor_process(folder);
    loop {
        let group = folder.cgroup();
        if let Some(group) = &group {
            group.kill();
        }
        let left = what_is_left(folder, supervisor);
        if left.is_empty() {
            if let Some(group) = group {
                group.remove();
            }
            return 0;
        }
        if Instant::now() >= give_up {
            return u32::try_from(left.len()).unwrap_or(u32::MAX);
        }
        for process in left {
            if let Err(error) = process.signal(Signal::KILL) {
                tracing::warn!(run.folder = %folder.path().display(), process.pid = process.pid, %error, "can't end a process of a run");
            }
        }
        std::thread::sleep(BETWEEN_KILLS);
    }
}

fn supervisor_process(folder: &RunFolder) -> Option<ProcessId> {
    match folder.supervisor()? {
        SupervisorRecord::Process {
            format: _,
            pid,
            started_ticks,
        } => Some(ProcessId { pid, started_ticks }),
        SupervisorRecord::Forbidden => None,
    }
}
