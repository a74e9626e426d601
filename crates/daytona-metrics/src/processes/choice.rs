//! Which processes get a line at a tick: those that are watched, those that did something, and now and then those that had
//! lines before, so that a reader knows that they still live.

use std::collections::{HashMap, HashSet};

use crate::processes::scan::Pid;

/// So many get a line because they did something, those with the most processor time.
const MOST_ACTIVE: usize = 200;
/// More than this many have no line at any tick, even if they are watched.
const MOST: usize = 1_000;
/// After so many ticks without a line a process that had lines gets one.
const LONGEST_QUIET: u32 = 60;

#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) pid: Pid,
    /// Named by the framework, or of the test.
    pub(super) is_watched: bool,
    /// Processor time since the tick before.
    pub(super) ticks: u64,
    /// Whether its memory grew or shrank.
    pub(super) has_changed: bool,
    pub(super) has_lines: bool,
    pub(super) quiet: u32,
}

/// The processes that get a line, by their numbers.
pub(super) fn choose(mut candidates: Vec<Candidate>) -> Vec<Pid> {
    candidates
        .sort_unstable_by_key(|process| (!process.is_watched, std::cmp::Reverse(process.ticks), process.pid));
    let mut active = 0;
    let mut chosen = Vec::new();
    for process in candidates {
        let is_due = process.has_lines && process.quiet + 1 >= LONGEST_QUIET;
        if process.is_watched || is_due {
            chosen.push(process.pid);
        } else if (process.ticks > 0 || process.has_changed) && active < MOST_ACTIVE {
            active += 1;
            chosen.push(process.pid);
        }
    }
    chosen.truncate(MOST);
    chosen.sort_unstable();
    chosen
}

/// All processes that descend from the leader, without itself.
pub(super) fn descendants(leader: Pid, parents: impl Iterator<Item = (Pid, Pid)>) -> HashSet<Pid> {
    let mut of_test = HashSet::new();
    if leader == 0 {
        return of_test;
    }
    let mut children: HashMap<Pid, Vec<Pid>> = HashMap::new();
    for (pid, parent) in parents {
        children.entry(parent).or_default().push(pid);
    }
    let mut to_look_at = vec![leader];
    while let Some(pid) = to_look_at.pop() {
        for child in children.remove(&pid).unwrap_or_default() {
            if of_test.insert(child) {
                to_look_at.push(child);
            }
        }
    }
    of_test
}

#[cfg(test)]
mod tests {
    use super::*;

    fn idle(pid: Pid) -> Candidate {
        Candidate {
            pid,
            is_watched: false,
            ticks: 0,
            has_changed: false,
            has_lines: true,
            quiet: 0,
        }
    }

    #[test]
    fn what_did_nothing_has_no_line_unless_it_is_watched_or_long_silent() {
        let watched = Candidate {
            is_watched: true,
            ..idle(2)
        };
        let silent = Candidate { quiet: 59, ..idle(3) };
        let never_seen = Candidate {
            has_lines: false,
            quiet: 500,
            ..idle(4)
        };
        let grown = Candidate {
            has_changed: true,
            ..idle(5)
        };
        assert_eq!(
            choose(vec![idle(1), watched, silent, never_seen, grown]),
            [2, 3, 5]
        );
    }

    #[test]
    fn of_too_many_active_ones_those_with_the_most_time_have_lines() {
        let busy = (1..=300).map(|pid| Candidate {
            ticks: u64::from(pid),
            ..idle(pid)
        });
        let chosen = choose(busy.collect());
        assert_eq!((chosen.len(), chosen[0]), (MOST_ACTIVE, 101));
    }

    #[test]
    fn the_test_is_all_that_descends_from_its_leader() {
        let parents = [(10, 5), (11, 10), (12, 11), (20, 1), (5, 1)];
        assert_eq!(descendants(5, parents.into_iter()), HashSet::from([10, 11, 12]));
        assert_eq!(descendants(0, parents.into_iter()), HashSet::new());
        let circle = [(2, 3), (3, 2)];
        assert_eq!(descendants(2, circle.into_iter()), HashSet::from([2, 3]));
    }
}
