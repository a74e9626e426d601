//! The processes that a script has started, however they tried to get away: found in /proc, and signalled through
//! descriptors, so that a process id that was taken over by another program is never hit.

use std::fs;
use std::io;
use std::path::Path;

use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

mod stat;

use stat::ProcessStat;

/// One process of this boot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ProcessId {
    pub(crate) pid: i32,
    /// Clock ticks from boot to its start.
    pub(crate) started_ticks: u64,
}

impl ProcessId {
    /// The process that has this id now.
    pub(crate) fn current(pid: i32) -> Option<Self> {
        ProcessStat::read(pid).map(|stat| stat.id)
    }

    /// Whether it runs: a process that has ended and waits to be noticed by its parent doesn't.
    pub(crate) fn is_alive(self) -> bool {
        ProcessStat::read(self.pid).is_some_and(|stat| stat.id == self && !stat.has_ended)
    }

    /// A descriptor of this process; nothing if it is gone.
    pub(crate) fn descriptor(self) -> io::Result<Option<std::os::fd::OwnedFd>> {
        let Some(pid) = Pid::from_raw(self.pid) else {
            return Ok(None);
        };
        let descriptor = match pidfd_open(pid, PidfdFlags::empty()) {
            Ok(descriptor) => descriptor,
            Err(rustix::io::Errno::SRCH) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        // The descriptor pins the process, so looking at its start now settles which one it is.
        Ok((Self::current(self.pid) == Some(self)).then_some(descriptor))
    }

    /// Sends a signal to this process and to no other that may have got its number.
    pub(crate) fn signal(self, signal: Signal) -> io::Result<()> {
        match self.descriptor()? {
            Some(descriptor) => match pidfd_send_signal(descriptor, signal) {
                Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
                Err(error) => Err(error.into()),
            },
            None => Ok(()),
        }
    }
}

/// A living descendant of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Descendant {
    pub(crate) id: ProcessId,
    pub(crate) parent: i32,
    /// At most 15 bytes of the program's name; it changes when another program is executed.
    pub(crate) name: Vec<u8>,
}

/// All living descendants of a process. If it is the child subreaper of its descendants, daemons are among them.
pub(crate) fn descendants(of: i32) -> Vec<Descendant> {
    let table = stat::table();
    let found = grow(Vec::new(), &[of], &table);
    table
        .into_iter()
        .filter(|stat| found.contains(&stat.id))
        .map(|stat| Descendant {
            id: stat.id,
            parent: stat.parent,
            name: stat.name,
        })
        .collect()
}

/// Whether a living process descends from another. Its line is followed upwards, and again from its start if a parent ends
/// meanwhile: then its children have another one.
pub(crate) fn is_descendant(pid: i32, of: i32) -> bool {
    const TRIES: u32 = 5;
    // Longer than any line that a system of 4,194,304 processes could have is a circle, which can't be.
    const LONGEST: u32 = 1 << 16;
    for _ in 0..TRIES {
        let mut at = pid;
        for _ in 0..LONGEST {
            match ProcessStat::read(at) {
                Some(stat) if stat.parent == of => return true,
                Some(stat) if stat.parent <= 1 => return false,
                Some(stat) => at = stat.parent,
                None => break,
            }
        }
        if ProcessStat::read(pid).is_none() {
            return false;
        }
    }
    false
}

/// What is left of a run whose supervisor is gone: the processes of its session, those whose environment names its
/// results folder, and their descendants.
pub(crate) fn of_lost_run(supervisor: Option<ProcessId>, results: &Path) -> Vec<ProcessId> {
    let table = stat::table();
    let marker = format!("DAYTONA_RESULTS_DIR={}", results.display());
    let session = supervisor.filter(|supervisor| !is_taken_over(*supervisor, &table));
    let own = i32::try_from(std::process::id()).unwrap_or(0);
    let roots: Vec<ProcessId> = table
        .iter()
        .filter(|stat| !stat.has_ended && stat.id.pid != own && Some(stat.id) != supervisor)
        .filter(|stat| in_session(stat, session) || has_variable(stat.id.pid, marker.as_bytes()))
        .map(|stat| stat.id)
        .collect();
    let pids: Vec<i32> = roots.iter().map(|root| root.pid).collect();
    grow(roots, &pids, &table)
}

fn in_session(stat: &ProcessStat, leader: Option<ProcessId>) -> bool {
    leader.is_some_and(|leader| stat.session == leader.pid && stat.id.started_ticks >= leader.started_ticks)
}

/// Whether the supervisor's number belongs to another process by now: then its session isn't ours either.
fn is_taken_over(supervisor: ProcessId, table: &[ProcessStat]) -> bool {
    table
        .iter()
        .any(|stat| stat.id.pid == supervisor.pid && stat.id != supervisor)
}

/// `found`, and every living process below the parents.
fn grow(mut found: Vec<ProcessId>, parents: &[i32], table: &[ProcessStat]) -> Vec<ProcessId> {
    let mut pending = parents.to_vec();
    while let Some(parent) = pending.pop() {
        for child in table.iter().filter(|stat| stat.parent == parent) {
            if !child.has_ended && !found.contains(&child.id) {
                found.push(child.id);
                pending.push(child.id.pid);
            }
        }
    }
    found
}

/// Whether the process was given this variable when it was executed.
fn has_variable(pid: i32, variable: &[u8]) -> bool {
    fs::read(format!("/proc/{pid}/environ")).is_ok_and(|environment| {
        environment
            .split(|byte| *byte == 0)
            .any(|entry| entry == variable)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stat(pid: i32, parent: i32, session: i32) -> ProcessStat {
        ProcessStat {
            id: ProcessId {
                pid,
                started_ticks: 100,
            },
            name: b"sh".to_vec(),
            parent,
            session,
            has_ended: false,
        }
    }

    fn pids(found: &[ProcessId]) -> Vec<i32> {
        let mut pids: Vec<_> = found.iter().map(|id| id.pid).collect();
        pids.sort_unstable();
        pids
    }

    #[test]
    fn descendants_are_found_at_any_depth_and_others_are_not() {
        let table = [stat(2, 1, 1), stat(3, 2, 2), stat(4, 3, 4), stat(9, 1, 1)];
        assert_eq!(pids(&grow(Vec::new(), &[2], &table)), [3, 4]);
    }

    #[test]
    fn a_zombie_is_not_alive() {
        let ended = ProcessStat {
            has_ended: true,
            ..stat(3, 2, 2)
        };
        assert!(grow(Vec::new(), &[2], &[ended]).is_empty());
    }

    #[test]
    fn a_number_that_another_process_got_is_told() {
        let supervisor = ProcessId {
            pid: 2,
            started_ticks: 50,
        };
        assert!(is_taken_over(supervisor, &[stat(2, 1, 2)]));
        let same = ProcessId {
            started_ticks: 100,
            ..supervisor
        };
        assert!(!is_taken_over(same, &[stat(2, 1, 2)]));
        assert!(!is_taken_over(supervisor, &[stat(3, 1, 2)]));
    }

    #[test]
    fn a_process_descends_from_its_parent_and_not_from_itself() {
        let own = i32::try_from(std::process::id()).unwrap();
        let mut child = std::process::Command::new("sleep").arg("1000").spawn().unwrap();
        let pid = i32::try_from(child.id()).unwrap();
        assert!(is_descendant(pid, own));
        assert!(!is_descendant(own, own));
        assert!(!is_descendant(own, pid));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!is_descendant(pid, own));
    }

    #[test]
    fn this_process_is_alive_and_one_with_another_start_is_not() {
        let own = ProcessId::current(i32::try_from(std::process::id()).unwrap()).unwrap();
        assert!(own.is_alive());
        let earlier = ProcessId {
            started_ticks: own.started_ticks - 1,
            ..own
        };
        assert!(!earlier.is_alive());
        assert!(earlier.descriptor().unwrap().is_none());
        assert!(own.descriptor().unwrap().is_some());
    }
}
