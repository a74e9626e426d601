//! The row of a block device, as `iostat -dx` shows it, and the number of requests in flight after that.
//! Unlike there, the mean time of no requests is unknown and not zero. `%util` isn't cut at 100: the kernel's
//! own count is approximate, and for devices that serve many requests at once it says little.

use std::time::Duration;

use crate::counter::{growth, growth_of_32_bits, per_second, percent};
use crate::row::{Column, Row};

use super::counters::{Counters, Flushes, Transfers};

const COLUMNS: &[Column; 23] = &[
    Column::decimal("r/s"),
    Column::decimal("rkB/s"),
    Column::decimal("rrqm/s"),
    Column::decimal("%rrqm"),
    Column::decimal("r_await"),
    Column::decimal("rareq-sz"),
    Column::decimal("w/s"),
    Column::decimal("wkB/s"),
    Column::decimal("wrqm/s"),
    Column::decimal("%wrqm"),
    Column::decimal("w_await"),
    Column::decimal("wareq-sz"),
    Column::decimal("d/s"),
    Column::decimal("dkB/s"),
    Column::decimal("drqm/s"),
    Column::decimal("%drqm"),
    Column::decimal("d_await"),
    Column::decimal("dareq-sz"),
    Column::decimal("f/s"),
    Column::decimal("f_await"),
    Column::decimal("aqu-sz"),
    Column::decimal("%util"),
    Column::integer("in_flight"),
];

/// The row of an interval.
pub(super) fn row(stem: &str, earlier: &Counters, later: &Counters, elapsed: Duration) -> Row {
    let [reads, kib_read, reads_merged, share_read, read_ms, read_kib] =
        direction(earlier.reads, later.reads, elapsed);
    let [
        writes,
        kib_written,
        writes_merged,
        share_written,
        write_ms,
        write_kib,
    ] = direction(earlier.writes, later.writes, elapsed);
    let [
        discards,
        kib_discarded,
        discards_merged,
        share_discarded,
        discard_ms,
        discard_kib,
    ] = earlier
        .discards
        .zip(later.discards)
        .map_or([None; 6], |(earlier, later)| direction(earlier, later, elapsed));
    let [flushes, flush_ms] = earlier
        .flushes
        .zip(later.flushes)
        .map_or([None; 2], |(earlier, later)| flushing(earlier, later, elapsed));
    let ms_per_second = |earlier, later| per_second(growth_of_32_bits(earlier, later), elapsed);
    let cells = [
        reads,
        kib_read,
        reads_merged,
        share_read,
        read_ms,
        read_kib,
        writes,
        kib_written,
        writes_merged,
        share_written,
        write_ms,
        write_kib,
        discards,
        kib_discarded,
        discards_merged,
        share_discarded,
        discard_ms,
        discard_kib,
        flushes,
        flush_ms,
        ms_per_second(earlier.weighted_ms, later.weighted_ms).map(|ms| ms / 1000.0),
        ms_per_second(earlier.busy_ms, later.busy_ms).map(|ms| ms / 10.0),
        Some(later.in_flight as f64),
    ];
    Row::new(&file(stem), COLUMNS, cells)
}

/// The row of a device whose requests the kernel doesn't count.
pub(super) fn row_of_nothing_known(stem: &str) -> Row {
    Row::new(&file(stem), COLUMNS, [None; 23])
}

fn file(stem: &str) -> String {
    format!("{stem}_iostat_block_devices.plt")
}

/// Requests/s, KiB/s, merged requests/s, merged in percent, mean ms and mean KiB of a request.
fn direction(earlier: Transfers, later: Transfers, elapsed: Duration) -> [Option<f64>; 6] {
    let ios = growth(earlier.ios, later.ios);
    let merges = growth(earlier.merges, later.merges);
    let sectors = growth(earlier.sectors, later.sectors);
    let spent_ms = growth_of_32_bits(earlier.spent_ms, later.spent_ms);
    let requests = ios.zip(merges).map(|(ios, merges)| ios.saturating_add(merges));
    [
        per_second(ios, elapsed),
        per_second(sectors, elapsed).map(kib),
        per_second(merges, elapsed),
        merges
            .zip(requests)
            .map(|(merges, requests)| percent(merges, requests).unwrap_or(0.0)),
        mean(spent_ms, ios),
        sectors.zip(ios).map(|_| mean(sectors, ios).map_or(0.0, kib)),
    ]
}

/// Flushes/s and mean ms of a flush.
fn flushing(earlier: Flushes, later: Flushes, elapsed: Duration) -> [Option<f64>; 2] {
    let ios = growth(earlier.ios, later.ios);
    [
        per_second(ios, elapsed),
        mean(growth_of_32_bits(earlier.spent_ms, later.spent_ms), ios),
    ]
}

fn mean(sum: Option<u64>, count: Option<u64>) -> Option<f64> {
    let count = count.filter(|&count| count > 0)?;
    sum.map(|sum| sum as f64 / count as f64)
}

fn kib(sectors: f64) -> f64 {
    sectors / 2.0
}
