//! Starting something within a run's control group, and getting out of it again: what is started is in the group before
//! its first instruction, because it begins where its parent is.

use crate::cgroup::{Place, RunCgroup};
use crate::run_folder::RunFolder;

/// The calling process is in the run's group until this is asked to [`Self::leave`].
#[derive(Debug)]
pub(super) struct Grouped {
    place: Place,
    group: RunCgroup,
}

impl Grouped {
    /// Enters the run's group; nothing where this host has no usable ones, with the reason on standard error.
    pub(super) fn enter(folder: &RunFolder, complain: impl Fn(&dyn std::error::Error)) -> Option<Self> {
        let place = Place::untried().ok()?;
        let group = RunCgroup::make(&place, &name(folder))
            .inspect_err(|error| complain(error))
            .ok()?;
        let grouped = Self { place, group };
        // Whoever takes the place of a killed supervisor finds the group by this record.
        if let Err(error) = folder.write_cgroup(&grouped.group) {
            complain(&error);
            grouped.group.remove();
            return None;
        }
        if let Err(error) = grouped.group.enter() {
            complain(&error);
            grouped.group.remove();
            return None;
        }
        Some(grouped)
    }

    /// Gets out, and gives the group. If that fails, what is in the group is killed one by one and not all at once.
    pub(super) fn leave(self, complain: impl Fn(&dyn std::error::Error)) -> RunCgroup {
        let Self { place, group } = self;
        if let Err(error) = place.go_back() {
            complain(&error);
        }
        group
    }
}

/// One that no other run on this host has now: agents of several servers may share a host, and the numbers of runs.
fn name(folder: &RunFolder) -> String {
    let run = folder.order().run;
    format!("daytona-{}-{}-{}", run.test, run.number, std::process::id())
}
