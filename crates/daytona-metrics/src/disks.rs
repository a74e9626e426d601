//! The monitor of block devices: `<disk>_iostat_block_devices.plt` for each, from one read of
//! `/proc/diskstats`. Partitions aren't recorded: what they do is in their disk's numbers. Never add up a
//! disk, what lies on it and what it is made of.

mod choice;
mod counters;
mod rates;

use std::collections::HashMap;
use std::path::Path;

use crate::collector::{Collector, Round};
use crate::device_file;
use crate::monotonic::{Monotonic, Remembered};
use crate::source::SourceFile;

use choice::{Choice, SysBlock};
use counters::{Counters, DeviceId};

/// Writes a file for each whole device that is in use.
#[derive(Debug)]
pub(crate) struct DisksCollector {
    source: SourceFile,
    sys: SysBlock,
    /// The devices of the round before.
    devices: HashMap<DeviceId, Device>,
}

#[derive(Debug)]
struct Device {
    choice: Choice,
    /// The first part of its file's name.
    stem: String,
    /// Whether the kernel counts its requests.
    counts: Remembered<bool>,
    counters: Counters,
    read_at: Monotonic,
}

impl DisksCollector {
    pub(crate) fn new(root: &Path) -> Self {
        Self {
            source: SourceFile::new(root.join("proc/diskstats")),
            sys: SysBlock::new(root),
            devices: HashMap::new(),
        }
    }

    /// A device that is seen for the first time: only a baseline.
    fn meet(&self, id: &DeviceId, counters: Counters, read_at: Monotonic) -> Device {
        Device {
            choice: self.sys.choose(&id.name),
            stem: device_file::stem(&id.name),
            counts: Remembered::new(self.sys.counts(&id.name), read_at),
            counters,
            read_at,
        }
    }
}

impl Collector for DisksCollector {
    fn name(&self) -> &'static str {
        "disks"
    }

    fn sample(&mut self, now: &dyn Fn() -> Monotonic, round: &mut Round) {
        let text = match self.source.read() {
            Ok(text) => text,
            Err(error) => return round.failures.push(error),
        };
        let at = now();
        // A host without any device has an empty file.
        let sample = counters::parse(text);
        let mut before = std::mem::take(&mut self.devices);
        for (id, counters) in sample {
            let device = match before.remove(&id) {
                Some(mut device) => {
                    device.advance(&self.sys, &id, counters, at, round);
                    device
                }
                None => self.meet(&id, counters, at),
            };
            self.devices.insert(id, device);
        }
    }
}

impl Device {
    /// Adds the row of the interval that ends with `counters`, if there is one.
    fn advance(
        &mut self,
        sys: &SysBlock,
        id: &DeviceId,
        counters: Counters,
        at: Monotonic,
        round: &mut Round,
    ) {
        let recorded = match self.choice {
            Choice::Recorded => true,
            Choice::WhileAttached => !counters.never_used() && sys.is_attached(&id.name),
            Choice::LeftOut => false,
        };
        if recorded && !self.counters.was_replaced_by(&counters) {
            let counted = *self.counts.get(at, || sys.counts(&id.name));
            round.rows.push(if counted {
                rates::row(&self.stem, &self.counters, &counters, at.since(self.read_at))
            } else {
                rates::row_of_nothing_known(&self.stem)
            });
        }
        self.counters = counters;
        self.read_at = at;
    }
}

#[cfg(test)]
mod tests;
