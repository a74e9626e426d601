//! The monitor of processors, tasks and load: one read of `/proc/stat` for all of them, and `/proc/loadavg`.

mod cpu;
mod kernel;
mod load;
mod task;

use std::path::Path;

use crate::collector::{Collector, Round};
use crate::monotonic::Monotonic;
use crate::source::SourceFile;

use kernel::KernelStat;
use load::LoadAverage;

/// Writes `cpu.plt`, `task.plt` and `load.plt`.
#[derive(Debug)]
pub(crate) struct StatCollector {
    stat: SourceFile,
    loadavg: SourceFile,
    previous: Option<(Monotonic, KernelStat)>,
    load_has_baseline: bool,
}

impl StatCollector {
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            stat: SourceFile::new(root.join("proc/stat")),
            loadavg: SourceFile::new(root.join("proc/loadavg")),
            previous: None,
            load_has_baseline: false,
        }
    }

    /// Adds the rows of `/proc/stat` and returns the number of blocked tasks, which belongs to the load.
    fn sample_stat(&mut self, now: &dyn Fn() -> Monotonic, round: &mut Round) -> Option<u64> {
        let text = match self.stat.read() {
            Ok(text) => text,
            Err(error) => {
                round.failures.push(error);
                return None;
            }
        };
        let at = now();
        let Some(sample) = KernelStat::parse(text) else {
            round.failures.push(self.stat.malformed("line of a processor"));
            return None;
        };
        let blocked = sample.procs_blocked;
        if let Some((before, previous)) = &self.previous {
            let elapsed = at.since(*before);
            round.rows.push(cpu::row(previous, &sample, elapsed));
            round.rows.push(task::row(previous, &sample, elapsed));
        }
        self.previous = Some((at, sample));
        blocked
    }

    fn sample_load(&mut self, blocked: Option<u64>, round: &mut Round) {
        let text = match self.loadavg.read() {
            Ok(text) => text,
            Err(error) => return round.failures.push(error),
        };
        let Some(sample) = LoadAverage::parse(text) else {
            return round.failures.push(self.loadavg.malformed("load averages"));
        };
        if self.load_has_baseline {
            round.rows.push(load::row(&sample, blocked));
        }
        self.load_has_baseline = true;
    }
}

impl Collector for StatCollector {
    fn name(&self) -> &'static str {
        "stat"
    }

    fn sample(&mut self, now: &dyn Fn() -> Monotonic, round: &mut Round) {
        let blocked = self.sample_stat(now, round);
        self.sample_load(blocked, round);
    }
}

#[cfg(test)]
mod tests;
