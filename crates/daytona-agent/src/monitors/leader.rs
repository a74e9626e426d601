//! Finds the supervisor of the run, of which all processes of the test descend. It starts after the monitors, and on a
//! statistics host never.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use daytona_metrics::Watched;

use crate::run_folder::{RunFolder, SupervisorRecord, Task};

#[derive(Debug)]
pub struct Leader {
    /// Until it is found.
    folder: Option<Arc<RunFolder>>,
    found: Arc<AtomicU32>,
}

impl Leader {
    pub fn of(folder: &Arc<RunFolder>, watched: &Watched) -> Self {
        let is_execution = matches!(folder.order().task, Task::Execution(_));
        Self {
            folder: is_execution.then(|| Arc::clone(folder)),
            found: Arc::clone(&watched.leader),
        }
    }

    /// Tells the monitors, if the supervisor has come.
    pub fn look(&mut self) {
        let Some(folder) = &self.folder else { return };
        match folder.supervisor() {
            None => {}
            Some(SupervisorRecord::Forbidden) => self.folder = None,
            Some(SupervisorRecord::Process { pid, .. }) => {
                self.found
                    .store(u32::try_from(pid).unwrap_or(0), Ordering::Relaxed);
                self.folder = None;
            }
        }
    }
}
