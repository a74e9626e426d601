//! `/proc/diskstats` as numbers. Fields were only ever added at the end of a line: discards in 4.18, flushes
//! in 5.5. The times are kept in 32 bits and wrap; the others have 64.

use crate::scan;

/// What tells a device from another of the same name that was there before.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct DeviceId {
    pub(super) major: u64,
    pub(super) minor: u64,
    pub(super) name: Vec<u8>,
}

/// Requests in one direction that were completed since the device appeared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Transfers {
    pub(super) ios: u64,
    pub(super) merges: u64,
    /// Of 512 bytes, whatever the device's own sectors are.
    pub(super) sectors: u64,
    pub(super) spent_ms: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flushes {
    pub(super) ios: u64,
    pub(super) spent_ms: u64,
}

/// A line of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counters {
    pub(super) reads: Transfers,
    pub(super) writes: Transfers,
    /// Requests that wait or are being served now. Old kernels may show a negative number.
    pub(super) in_flight: i64,
    pub(super) busy_ms: u64,
    /// The time spent of each request, those in flight included.
    pub(super) weighted_ms: u64,
    pub(super) discards: Option<Transfers>,
    pub(super) flushes: Option<Flushes>,
}

impl Counters {
    /// Whether nothing was ever read from or written to the device.
    pub(super) fn never_used(&self) -> bool {
        self.reads.ios == 0 && self.writes.ios == 0
    }

    /// Whether `later` belongs to another device that took the place of this one: its requests and sectors
    /// started anew.
    pub(super) fn was_replaced_by(&self, later: &Self) -> bool {
        let pairs = [
            (self.reads.ios, later.reads.ios),
            (self.reads.sectors, later.reads.sectors),
            (self.writes.ios, later.writes.ios),
            (self.writes.sectors, later.writes.sectors),
        ];
        pairs.iter().any(|(earlier, later)| later < earlier)
            && pairs.iter().all(|(earlier, later)| later <= earlier)
    }
}

/// The devices in the order of the file. Lines that were cut off are left out, and so are the short ones
/// that very old kernels have for partitions.
pub(super) fn parse(text: &[u8]) -> Vec<(DeviceId, Counters)> {
    scan::lines(text).filter_map(device).collect()
}

fn device(line: &[u8]) -> Option<(DeviceId, Counters)> {
    let mut fields = scan::fields(line);
    let major = fields.next().and_then(scan::unsigned)?;
    let minor = fields.next().and_then(scan::unsigned)?;
    let name = fields.next()?;
    if name == b"." || name == b".." {
        return None;
    }
    let id = DeviceId {
        major,
        minor,
        name: name.to_vec(),
    };
    let reads = transfers(&mut fields)?;
    let writes = transfers(&mut fields)?;
    let counters = Counters {
        reads,
        writes,
        in_flight: fields.next().and_then(scan::signed)?,
        busy_ms: fields.next().and_then(scan::unsigned)?,
        weighted_ms: fields.next().and_then(scan::unsigned)?,
        discards: transfers(&mut fields),
        flushes: flushes(&mut fields),
    };
    Some((id, counters))
}

fn transfers<'a>(fields: &mut impl Iterator<Item = &'a [u8]>) -> Option<Transfers> {
    let mut next = || fields.next().and_then(scan::unsigned);
    Some(Transfers {
        ios: next()?,
        merges: next()?,
        sectors: next()?,
        spent_ms: next()?,
    })
}

fn flushes<'a>(fields: &mut impl Iterator<Item = &'a [u8]>) -> Option<Flushes> {
    let mut next = || fields.next().and_then(scan::unsigned);
    Some(Flushes {
        ios: next()?,
        spent_ms: next()?,
    })
}
