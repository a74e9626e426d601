//! `/proc/stat` as numbers. Fields were only ever added at the end of a processor's line (steal in 2.6.11,
//! guest in 2.6.24, guest_nice in 2.6.33), so they go by position; the other lines go by name.

use std::collections::BTreeMap;

use crate::scan;

/// Time in ticks of 1/100 s since boot. `guest` and `guest_nice` are contained in `user` and `nice`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct CpuTimes {
    pub(super) user: Option<u64>,
    pub(super) nice: Option<u64>,
    pub(super) system: Option<u64>,
    pub(super) idle: Option<u64>,
    pub(super) iowait: Option<u64>,
    pub(super) irq: Option<u64>,
    pub(super) softirq: Option<u64>,
    pub(super) steal: Option<u64>,
    pub(super) guest: Option<u64>,
    pub(super) guest_nice: Option<u64>,
}

impl CpuTimes {
    /// A line's fields after its name.
    fn parse<'a>(mut fields: impl Iterator<Item = &'a [u8]>) -> Self {
        let mut next = || fields.next().and_then(scan::unsigned);
        Self {
            user: next(),
            nice: next(),
            system: next(),
            idle: next(),
            iowait: next(),
            irq: next(),
            softirq: next(),
            steal: next(),
            guest: next(),
            guest_nice: next(),
        }
    }

    /// Both times combined field by field.
    pub(super) fn zip(self, other: Self, combine: fn(Option<u64>, Option<u64>) -> Option<u64>) -> Self {
        Self {
            user: combine(self.user, other.user),
            nice: combine(self.nice, other.nice),
            system: combine(self.system, other.system),
            idle: combine(self.idle, other.idle),
            iowait: combine(self.iowait, other.iowait),
            irq: combine(self.irq, other.irq),
            softirq: combine(self.softirq, other.softirq),
            steal: combine(self.steal, other.steal),
            guest: combine(self.guest, other.guest),
            guest_nice: combine(self.guest_nice, other.guest_nice),
        }
    }
}

/// What this crate uses of `/proc/stat`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KernelStat {
    /// The line that sums all processors, offline ones included.
    pub(super) all: Option<CpuTimes>,
    /// The processors that are online, by number; there may be holes.
    pub(super) cpus: BTreeMap<u32, CpuTimes>,
    /// Context switches since boot.
    pub(super) ctxt: Option<u64>,
    /// Processes and threads started since boot.
    pub(super) processes: Option<u64>,
    /// Tasks that wait for a disk now.
    pub(super) procs_blocked: Option<u64>,
}

impl KernelStat {
    /// `None` if there isn't a single line of a processor.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let mut stat = Self::default();
        for line in scan::lines(text) {
            let mut fields = scan::fields(line);
            let Some(name) = fields.next() else { continue };
            match name {
                b"cpu" => stat.all = Some(CpuTimes::parse(fields)),
                b"ctxt" => stat.ctxt = fields.next().and_then(scan::unsigned),
                b"processes" => stat.processes = fields.next().and_then(scan::unsigned),
                b"procs_blocked" => stat.procs_blocked = fields.next().and_then(scan::unsigned),
                _ => {
                    let number = name.strip_prefix(b"cpu").and_then(scan::unsigned);
                    if let Some(number) = number.and_then(|number| u32::try_from(number).ok()) {
                        stat.cpus.insert(number, CpuTimes::parse(fields));
                    }
                }
            }
        }
        (stat.all.is_some() || !stat.cpus.is_empty()).then_some(stat)
    }
}
