//! Starting something within a run's control group, and getting out of it again: what is started is in the group before
//! its first instruction, because it begins where its parent is.

use std::error::Error;

use crate::cgroup::{Place, RunCgroup};
use crate::run_folder::RunFolder;

/// The calling process is in a group of its own until this is asked to [`Self::leave`].
#[derive(Debug)]
pub(super) struct Grouped {
    place: Place,
    group: RunCgroup,
}

impl Grouped {
    /// Makes a group and enters it; nothing where this host has no usable ones.
    pub(super) fn enter(complain: impl Fn(&dyn Error)) -> Option<Self> {
        let place = Place::untried().ok()?;
        let group = RunCgroup::make(&place)
            .inspect_err(|error| complain(error))
            .ok()?;
        if let Err(error) = group.enter() {
            complain(&error);
            group.remove();
            return None;
        }
        Some(Self { place, group })
    }

    /// Makes the group the run's: whoever takes the place of a killed supervisor finds it by this record. Without the record
    /// the run has none.
    pub(super) fn belongs_to(self, folder: &RunFolder, complain: impl Fn(&dyn Error)) -> Option<Self> {
        match folder.write_cgroup(&self.group) {
            Ok(()) => Some(self),
            Err(error) => {
                complain(&error);
                self.leave(complain).remove();
                None
            }
        }
    }

    /// Gets out, and gives the group. If that fails, what is in the group is killed one by one and not all at once.
    pub(super) fn leave(self, complain: impl Fn(&dyn Error)) -> RunCgroup {
        let Self { place, group } = self;
        if let Err(error) = place.go_back() {
            complain(&error);
        }
        group
    }
}
