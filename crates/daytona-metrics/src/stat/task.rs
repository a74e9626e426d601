//! `task.plt`: tasks created and context switches per second, as `sar -w` shows them.

use std::time::Duration;

use crate::counter;
use crate::row::{Column, Row};

use super::kernel::KernelStat;

pub(super) const FILE: &str = "task.plt";

pub(super) const COLUMNS: &[Column; 2] = &[Column::decimal("proc/s"), Column::decimal("cswch/s")];

pub(super) fn row(previous: &KernelStat, sample: &KernelStat, elapsed: Duration) -> Row {
    let rate = |earlier: Option<u64>, later: Option<u64>| {
        counter::per_second(counter::growth(earlier?, later?), elapsed)
    };
    let created = rate(previous.processes, sample.processes);
    let switches = rate(previous.ctxt, sample.ctxt);
    Row::new(FILE, COLUMNS, [created, switches])
}
