//! A supervisor that waits for its run: started and put into its control group while nothing is measured, so that a run's
//! start waits for neither. A move between control groups alone can take ten milliseconds. A run that finds none waiting
//! gets one of its own.

use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use super::start::SupervisorProgram;

/// At most one waiting supervisor. It ends when this is dropped, and when the agent ends, however that happens.
#[derive(Debug, Default)]
pub struct Spare {
    waiting: Mutex<Option<Child>>,
}

impl Spare {
    /// Starts one if none is waiting. What goes wrong costs the next run some milliseconds and nothing else.
    pub fn prepare(&self, program: &SupervisorProgram) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.as_mut().is_some_and(is_alive) {
            return;
        }
        let started = Command::new(&program.program)
            .args(&program.arguments)
            .envs(program.environment.iter().cloned())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        *waiting = started
            .inspect_err(|error| tracing::debug!(%error, "no supervisor waits for the next run"))
            .ok();
    }

    /// The waiting one, with the order to supervise the run in this folder.
    pub(super) fn send(&self, run_folder: &Path) -> Option<Child> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut child = waiting.take()?;
        if !is_alive(&mut child) {
            return None;
        }
        let mut line = run_folder.as_os_str().as_bytes().to_vec();
        line.push(0);
        let sent = child.stdin.take().map(|mut input| input.write_all(&line));
        if matches!(sent, Some(Ok(()))) {
            return Some(child);
        }
        // It has not got its order, so it has begun nothing.
        let _ = child.kill();
        let _ = child.wait();
        None
    }
}

fn is_alive(child: &mut Child) -> bool {
    matches!(child.try_wait(), Ok(None))
}
