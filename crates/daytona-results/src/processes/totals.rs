//! The first pass: which processes there were, and how much each used in sum, so that the second one knows its columns.

use std::collections::HashMap;
use std::fs::File;
use std::io;

use crate::format::plt::{Lines, Place};
use crate::processes::long::Heading;
use crate::series::source::reader;

/// So many processes are told apart; beyond, those that used least are forgotten, and count among the others.
const MOST: usize = 1 << 16;

/// Sums of one process over the run.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Total {
    /// As columns are named: the command and the number.
    pub(super) name: String,
    pub(super) sums: [f64; 3],
    /// The line of its first entry.
    first: u64,
}

/// In the order in which they appeared.
pub(super) fn read(long: &File) -> io::Result<Vec<Total>> {
    let mut lines = Lines::new(reader(long, Place::default()));
    let Some(heading) = lines.next_line()?.and_then(Heading::parse) else {
        return Ok(Vec::new());
    };
    let mut totals: HashMap<u32, Vec<Total>> = HashMap::new();
    let mut count = 0;
    while let Some(line) = lines.next_line()? {
        let number = line.number;
        let Some(entry) = heading.entry(line) else {
            continue;
        };
        let of_pid = totals.entry(entry.pid).or_default();
        let known = of_pid.iter_mut().find(|total| is_of(&total.name, entry.command));
        let total = match known {
            Some(total) => total,
            None => {
                count += 1;
                of_pid.push(Total {
                    name: name(entry.command, entry.pid),
                    sums: [0.0; 3],
                    first: number,
                });
                let Some(total) = of_pid.last_mut() else { continue };
                total
            }
        };
        for (sum, value) in total.sums.iter_mut().zip(entry.values) {
            *sum += value;
        }
        if count > MOST {
            totals = forget(totals);
            count = totals.values().map(Vec::len).sum();
        }
    }
    let mut totals: Vec<_> = totals.into_values().flatten().collect();
    totals.sort_unstable_by_key(|total| total.first);
    Ok(totals)
}

/// Keeps the half that used most of the processors or of the memory.
fn forget(totals: HashMap<u32, Vec<Total>>) -> HashMap<u32, Vec<Total>> {
    let mut all: Vec<(u32, Total)> = totals
        .into_iter()
        .flat_map(|(pid, totals)| totals.into_iter().map(move |total| (pid, total)))
        .collect();
    all.sort_unstable_by(|(_, a), (_, b)| (b.sums[0] + b.sums[1]).total_cmp(&(a.sums[0] + a.sums[1])));
    all.truncate(MOST / 2);
    let mut kept: HashMap<u32, Vec<Total>> = HashMap::new();
    for (pid, total) in all {
        kept.entry(pid).or_default().push(total);
    }
    kept
}

/// The name of a process's column.
pub(super) fn name(command: &str, pid: u32) -> String {
    format!("{command} - {pid}")
}

/// Whether a column's name is that of this command, given that its number fits.
pub(super) fn is_of(name: &str, command: &str) -> bool {
    name.strip_prefix(command)
        .is_some_and(|rest| rest.starts_with(" - "))
}
