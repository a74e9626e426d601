//! `processes.csv`: what each process does, as `pidstat -rduw` shows it, a line for each process that has something to tell.
//! Which ones there are isn't known beforehand, so the file is long and not wide. Only the short name of a process is kept:
//! command lines hold secrets.

mod choice;
mod details;
mod line;
mod scan;
mod stat;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::collector::{Collector, Round};
use crate::memory::Meminfo;
use crate::monotonic::{Monotonic, Remembered};
use crate::source::SourceFile;

use choice::Candidate;
use details::Details;
use scan::{Handle, Pid};
use stat::Stat;

/// The name of the file, below `sar/`.
pub const PROCESSES_FILE: &str = "processes.csv";

/// So many files of processes are kept open; those of more are opened each time. An agent may have 1,024 in all.
const KEPT_OPEN: usize = 384;

/// Bytes of a process's name that the kernel keeps.
const KERNEL_NAME: usize = 15;

/// Which processes have a line at every tick, whatever they do.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    /// Those whose short name holds one of these.
    pub names: Vec<String>,
    /// The process of which all processes of the test descend; 0 while there is none.
    pub leader: Arc<AtomicU32>,
}

/// Writes `processes.csv`.
#[derive(Debug)]
pub(crate) struct ProcessesCollector {
    proc: PathBuf,
    watched: Watched,
    known: HashMap<Pid, Process>,
    memory: Option<Remembered<Option<u64>>>,
    /// Start of the youngest process of the scan before; `None` before the first one.
    youngest: Option<u64>,
    scanned_at: Monotonic,
}

/// A process as it was last seen.
#[derive(Debug)]
struct Process {
    handle: Handle,
    stat: Stat,
    at: Monotonic,
    /// As they were at its last line.
    details: Option<(Monotonic, Details)>,
    has_lines: bool,
    /// Ticks since its last line.
    quiet: u32,
    /// What it was one tick before; for one that was born since then all zero. `None`: no line can be made yet.
    before: Option<(Monotonic, Stat)>,
}

impl ProcessesCollector {
    pub(crate) fn new(root: &Path, watched: Watched) -> Self {
        Self {
            proc: root.join("proc"),
            watched,
            known: HashMap::new(),
            memory: None,
            youngest: None,
            scanned_at: Monotonic::from_nanos(0),
        }
    }

    /// Looks at every process; returns those that are gone.
    fn look(&mut self, pids: &[Pid], now: &dyn Fn() -> Monotonic) -> Vec<(Pid, Process)> {
        let mut before = std::mem::take(&mut self.known);
        let mut gone = Vec::new();
        let mut youngest = self.youngest.unwrap_or(0);
        for &pid in pids {
            let old = before.remove(&pid);
            let keep = self.known.len() < KEPT_OPEN;
            let seen = match old {
                Some(old) => match old.again(now) {
                    Ok(seen) => Some(seen),
                    Err(old) => {
                        gone.push((pid, *old));
                        self.meet(pid, keep, now)
                    }
                },
                None => self.meet(pid, keep, now),
            };
            if let Some(seen) = seen {
                youngest = youngest.max(seen.stat.start);
                self.known.insert(pid, seen);
            }
        }
        gone.extend(before);
        self.youngest = Some(youngest);
        gone
    }

    /// A process that is seen for the first time. One that is younger than all before it began with nothing.
    fn meet(&self, pid: Pid, keep: bool, now: &dyn Fn() -> Monotonic) -> Option<Process> {
        let mut handle = Handle::open(&self.proc, pid, keep)?;
        let stat = handle.stat()?;
        let is_born = self.youngest.is_some_and(|youngest| stat.start >= youngest);
        Some(Process {
            handle,
            at: now(),
            details: None,
            has_lines: false,
            quiet: 0,
            before: is_born.then(|| (self.scanned_at, stat.at_birth())),
            stat,
        })
    }

    fn lines(&mut self, now: &dyn Fn() -> Monotonic, round: &mut Round) {
        let of_test = choice::descendants(
            self.watched.leader.load(Ordering::Relaxed),
            self.known
                .iter()
                .map(|(pid, process)| (*pid, process.stat.parent)),
        );
        let candidates = self.known.iter().filter_map(|(pid, process)| {
            let (_, before) = process.before.as_ref()?;
            Some(Candidate {
                pid: *pid,
                is_watched: of_test.contains(pid) || self.is_named(&process.stat),
                ticks: process.stat.busy().saturating_sub(before.busy()),
                has_changed: process.stat.resident_pages != before.resident_pages,
                has_lines: process.has_lines,
                quiet: process.quiet,
            })
        });
        let chosen = choice::choose(candidates.collect());
        let memory = self.memory(now());
        for process in self.known.values_mut() {
            process.quiet += 1;
        }
        for pid in chosen {
            let Some(process) = self.known.get_mut(&pid) else {
                continue;
            };
            let is_of_test = of_test.contains(&pid);
            let details = Details::read(&process.handle, &process.stat, is_of_test);
            let details_at = now();
            round
                .rows
                .push(line::of(pid, process, &details, details_at, memory, is_of_test));
            process.details = Some((details_at, details));
            process.has_lines = true;
            process.quiet = 0;
        }
    }

    /// The kernel cuts the names of processes, so only the begin of a longer one can be found.
    fn is_named(&self, stat: &Stat) -> bool {
        let names = self.watched.names.iter();
        let mut short = names.map(|name| name.get(..KERNEL_NAME).unwrap_or(name));
        short.any(|name| stat.command.contains(name))
    }

    /// The host's memory in KiB.
    fn memory(&mut self, now: Monotonic) -> Option<u64> {
        let read = || {
            let mut meminfo = SourceFile::new(self.proc.join("meminfo"));
            meminfo
                .read()
                .ok()
                .and_then(Meminfo::parse)
                .map(|info| info.total)
        };
        *self
            .memory
            .get_or_insert_with(|| Remembered::new(read(), now))
            .get(now, read)
    }
}

impl Process {
    /// The same process one tick later, or what it was, if it has ended.
    fn again(mut self, now: &dyn Fn() -> Monotonic) -> Result<Self, Box<Self>> {
        let Some(stat) = self.handle.stat().filter(|stat| stat.start == self.stat.start) else {
            return Err(Box::new(self));
        };
        let before = Some((self.at, std::mem::replace(&mut self.stat, stat)));
        Ok(Self {
            at: now(),
            before,
            ..self
        })
    }
}

impl Collector for ProcessesCollector {
    fn name(&self) -> &'static str {
        "processes"
    }

    fn sample(&mut self, now: &dyn Fn() -> Monotonic, round: &mut Round) {
        let pids = match scan::pids(&self.proc) {
            Ok(pids) => pids,
            Err(error) => return round.failures.push(error),
        };
        let gone = self.look(&pids, now);
        for (pid, process) in gone.into_iter().filter(|(_, process)| process.has_lines) {
            round.rows.push(line::of_ended(pid, &process));
        }
        self.lines(now, round);
        self.scanned_at = now();
    }
}
