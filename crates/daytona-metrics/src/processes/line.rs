//! One line of `processes.csv`, in the order of `pidstat -h -rduwv` with two columns of our own.

use crate::counter;
use crate::monotonic::Monotonic;
use crate::processes::details::Details;
use crate::processes::scan::Pid;
use crate::processes::{PROCESSES_FILE, Process};
use crate::row::{Column, Row};

const COLUMNS: &[Column; 24] = &[
    Column::integer("PID"),
    Column::integer("Start"),
    Column::integer("UID"),
    Column::decimal("%usr"),
    Column::decimal("%system"),
    Column::decimal("%guest"),
    Column::decimal("%wait"),
    Column::decimal("%CPU"),
    Column::integer("CPU"),
    Column::decimal("minflt/s"),
    Column::decimal("majflt/s"),
    Column::integer("VSZ"),
    Column::integer("RSS"),
    Column::decimal("%MEM"),
    Column::decimal("kB_rd/s"),
    Column::decimal("kB_wr/s"),
    Column::decimal("kB_ccwr/s"),
    Column::integer("iodelay"),
    Column::decimal("cswch/s"),
    Column::decimal("nvcswch/s"),
    Column::integer("threads"),
    Column::integer("fd-nr"),
    Column::integer("Test"),
    Column::label("Command"),
];

/// The line of a process that lives. `memory` is the host's in KiB.
pub(super) fn of(
    pid: Pid,
    process: &Process,
    details: &Details,
    details_at: Monotonic,
    memory: Option<u64>,
    is_of_test: bool,
) -> Row {
    let Process { stat, at, before, .. } = process;
    let elapsed = before
        .as_ref()
        .map_or_else(Default::default, |(before, _)| at.since(*before));
    let earlier = before.as_ref().map(|(_, stat)| stat);
    // A tick is a hundredth of a second, so ticks a second are percent of one processor.
    let rate =
        |now: Option<u64>, then: Option<u64>| counter::per_second(counter::growth(then?, now?), elapsed);
    let was = |field: fn(&super::Stat) -> u64| earlier.map(field);
    let guest = rate(stat.guest, earlier.and_then(|stat| stat.guest));
    let user = rate(Some(stat.user), was(|stat| stat.user));
    let system = rate(Some(stat.system), was(|stat| stat.system));
    let io_delay = earlier
        .and_then(|stat| stat.io_delay)
        .zip(stat.io_delay)
        .and_then(|(then, now)| counter::growth(then, now));
    let (since, then) = match &process.details {
        Some((before, details)) => (details_at.since(*before), details.clone()),
        // Since its birth, if that was in this tick.
        None if earlier.is_some_and(|stat| stat.busy() == 0 && stat.threads == 0) => (elapsed, zero()),
        None => Default::default(),
    };
    let of_details =
        |now: Option<u64>, then: Option<u64>| counter::per_second(counter::growth(then?, now?), since);
    let kib = |rate: Option<f64>| rate.map(|bytes| bytes / 1024.0);
    let resident = details.resident_kb;
    let cells = [
        Some(f64::from(pid)),
        Some(stat.start as f64),
        details.uid.map(|uid| uid as f64),
        user.map(|user| (user - guest.unwrap_or(0.0)).max(0.0)),
        system,
        guest,
        of_details(details.waited_ns, then.waited_ns).map(|nanos| nanos / 1e7),
        user.zip(system).map(|(user, system)| user + system),
        stat.processor.map(|number| number as f64),
        rate(Some(stat.minor_faults), was(|stat| stat.minor_faults)),
        rate(Some(stat.major_faults), was(|stat| stat.major_faults)),
        Some((stat.virtual_bytes / 1024) as f64),
        resident.map(|kib| kib as f64),
        resident
            .zip(memory)
            .and_then(|(kib, memory)| counter::percent(kib, memory)),
        kib(of_details(details.read_bytes, then.read_bytes)),
        kib(of_details(details.written_bytes, then.written_bytes)),
        kib(of_details(details.cancelled_bytes, then.cancelled_bytes)),
        io_delay.map(|ticks| ticks as f64),
        of_details(details.switches, then.switches),
        of_details(details.forced_switches, then.forced_switches),
        Some(stat.threads as f64),
        details.open_files.map(|count| count as f64),
        Some(f64::from(u8::from(is_of_test))),
        None,
    ];
    Row::new(PROCESSES_FILE, COLUMNS, cells).about(stat.command.clone())
}

/// The last line of a process that has ended: no threads and no memory. What it did since its line before isn't known.
pub(super) fn of_ended(pid: Pid, process: &Process) -> Row {
    let mut cells = [None; 24];
    for (column, cell) in COLUMNS.iter().zip(&mut cells) {
        *cell = match column.name {
            "PID" => Some(f64::from(pid)),
            "Start" => Some(process.stat.start as f64),
            "VSZ" | "RSS" | "%MEM" | "threads" => Some(0.0),
            _ => None,
        };
    }
    Row::new(PROCESSES_FILE, COLUMNS, cells).about(process.stat.command.clone())
}

fn zero() -> Details {
    let none = Some(0);
    Details {
        uid: None,
        resident_kb: none,
        switches: none,
        forced_switches: none,
        read_bytes: none,
        written_bytes: none,
        cancelled_bytes: none,
        waited_ns: none,
        open_files: none,
    }
}
