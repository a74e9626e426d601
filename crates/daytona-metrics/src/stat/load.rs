//! `load.plt`: the run queue and the load averages, as `sar -q LOAD` shows them. All are values of the moment,
//! read just when the agent woke up.

use crate::row::{Column, Row};
use crate::scan;

pub(super) const FILE: &str = "load.plt";

pub(super) const COLUMNS: &[Column; 6] = &[
    Column::integer("runq-sz"),
    Column::integer("plist-sz"),
    Column::decimal("ldavg-1"),
    Column::decimal("ldavg-5"),
    Column::decimal("ldavg-15"),
    Column::integer("blocked"),
];

/// `/proc/loadavg`, such as `0.89 0.26 0.08 3/93 7341`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LoadAverage {
    averages: [Option<f64>; 3],
    running: Option<u64>,
    threads: Option<u64>,
}

impl LoadAverage {
    /// `None` if the text doesn't begin with a number.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let mut fields = scan::lines(text).next().map(scan::fields)?;
        let first = fields.next().and_then(average)?;
        let averages = [
            Some(first),
            fields.next().and_then(average),
            fields.next().and_then(average),
        ];
        let tasks = fields.next().and_then(|field| scan::cut(field, b'/'));
        Some(Self {
            averages,
            running: tasks.and_then(|(running, _)| scan::unsigned(running)),
            threads: tasks.and_then(|(_, threads)| scan::unsigned(threads)),
        })
    }
}

pub(super) fn row(load: &LoadAverage, blocked: Option<u64>) -> Row {
    let LoadAverage {
        averages: [one, five, fifteen],
        running,
        threads,
    } = *load;
    // The thread that reads is running and doesn't count itself.
    let queue = running.map(|running| running.saturating_sub(1) as f64);
    let cells = [
        queue,
        threads.map(|n| n as f64),
        one,
        five,
        fifteen,
        blocked.map(|n| n as f64),
    ];
    Row::new(FILE, COLUMNS, cells)
}

fn average(field: &[u8]) -> Option<f64> {
    let value: f64 = std::str::from_utf8(field).ok()?.parse().ok()?;
    (value.is_finite() && value >= 0.0).then_some(value)
}
