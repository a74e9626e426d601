//! `cpu.plt`: what all processors together spent their time on, as `sar -u` shows it. Percentages are of the
//! ticks that were counted, not of the time elapsed, so that they add up to 100.

use std::time::Duration;

use crate::counter;
use crate::row::{Column, Row};

use super::kernel::{CpuTimes, KernelStat};

pub(super) const FILE: &str = "cpu.plt";

pub(super) const COLUMNS: &[Column; 6] = &[
    Column::decimal("%user"),
    Column::decimal("%nice"),
    Column::decimal("%system"),
    Column::decimal("%iowait"),
    Column::decimal("%steal"),
    Column::decimal("%idle"),
];

/// Shorter intervals may pass without a single tick on a processor that is busy.
const TWO_TICKS: Duration = Duration::from_millis(20);

pub(super) fn row(previous: &KernelStat, sample: &KernelStat, elapsed: Duration) -> Row {
    let interval = Interval::of_all(previous, sample);
    let cells = match interval.total {
        0 if elapsed < TWO_TICKS => [None; 6],
        // No ticks at all: processors that the kernel let sleep without its clock.
        0 => [Some(0.0), Some(0.0), Some(0.0), Some(0.0), Some(0.0), Some(100.0)],
        total => interval.cells(total),
    };
    Row::new(FILE, COLUMNS, cells)
}

/// The ticks of one interval.
#[derive(Default)]
struct Interval {
    grown: CpuTimes,
    total: u64,
}

impl Interval {
    /// The sum over the processors that were online at both ends. An offline one has no line, and one that
    /// has just come back has no baseline.
    fn of_all(previous: &KernelStat, sample: &KernelStat) -> Self {
        let mut sum = Self::default();
        let mut found = false;
        for (number, later) in &sample.cpus {
            if let Some(earlier) = previous.cpus.get(number) {
                sum.add(&Self::of_one(*earlier, *later));
                found = true;
            }
        }
        match (found, previous.all, sample.all) {
            (false, Some(earlier), Some(later)) => Self::of_one(earlier, later),
            _ => sum,
        }
    }

    fn of_one(earlier: CpuTimes, later: CpuTimes) -> Self {
        // `iowait` really goes back at times, and `idle` does when a processor comes back online: nothing
        // was counted then.
        let grown = later.zip(earlier, |later, earlier| Some(later?.saturating_sub(earlier?)));
        let CpuTimes {
            user,
            nice,
            system,
            idle,
            iowait,
            irq,
            softirq,
            steal,
            guest,
            guest_nice,
        } = grown;
        let known = [user, nice, system, idle, iowait, irq, softirq, steal];
        let counted = known.into_iter().flatten().fold(0, u64::saturating_add);
        // A guest's time may be counted before the user time that contains it.
        let shortfall =
            |guest: Option<u64>, whole: Option<u64>| guest.unwrap_or(0).saturating_sub(whole.unwrap_or(0));
        let missing = shortfall(guest, user).saturating_add(shortfall(guest_nice, nice));
        Self {
            grown,
            total: counted.saturating_add(missing),
        }
    }

    fn add(&mut self, other: &Self) {
        self.grown = self.grown.zip(other.grown, |sum, part| match (sum, part) {
            (Some(sum), Some(part)) => Some(sum.saturating_add(part)),
            (known, None) | (None, known) => known,
        });
        self.total = self.total.saturating_add(other.total);
    }

    fn cells(&self, total: u64) -> [Option<f64>; 6] {
        let share = |ticks: Option<u64>| counter::percent(ticks?, total);
        let CpuTimes {
            user,
            nice,
            system,
            idle,
            iowait,
            irq,
            softirq,
            steal,
            guest: _,
            guest_nice: _,
        } = self.grown;
        let interrupts = irq.unwrap_or(0).saturating_add(softirq.unwrap_or(0));
        let system = system.map(|system| system.saturating_add(interrupts));
        [
            share(user),
            share(nice),
            share(system),
            share(iowait),
            share(steal),
            share(idle),
        ]
    }
}
