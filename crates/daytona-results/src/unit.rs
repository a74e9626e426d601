//! Units and directions of the columns of metric files, from their names. The names are sysstat's, which follow a few
//! rules (`sar(1)`, `iostat(1)`, `pidstat(1)` of sysstat 12.6); what follows none is in a table.

use daytona_domain::kpi::Better;

/// Columns whose names don't tell their unit, or tell a wrong one.
const BY_NAME: [(&str, &str); 29] = [
    // These two are block input and output in KiB, despite the names.
    ("pgpgin/s", "kB/s"),
    ("pgpgout/s", "kB/s"),
    ("pswpin/s", "pages/s"),
    ("pswpout/s", "pages/s"),
    ("pgfree/s", "pages/s"),
    ("pgscank/s", "pages/s"),
    ("pgscand/s", "pages/s"),
    ("pgsteal/s", "pages/s"),
    // Blocks are of 512 bytes.
    ("bread/s", "blocks/s"),
    ("bwrtn/s", "blocks/s"),
    ("bdscd/s", "blocks/s"),
    ("tps", "/s"),
    ("rtps", "/s"),
    ("wtps", "/s"),
    ("dtps", "/s"),
    ("rxcmp/s", "packets/s"),
    ("txcmp/s", "packets/s"),
    ("rxmcst/s", "packets/s"),
    ("rxdrop/s", "packets/s"),
    ("txdrop/s", "packets/s"),
    ("kB_rd/s", "kB/s"),
    ("kB_wr/s", "kB/s"),
    ("kB_ccwr/s", "kB/s"),
    ("VSZ", "kB"),
    ("RSS", "kB"),
    ("degC", "°C"),
    ("tcp-mem", "pages"),
    ("iodelay", "ticks"),
    ("maxcpu%irqsoft", "%"),
];

/// What the begin of a name tells.
const BY_BEGIN: [(&str, &str); 4] = [("%", "%"), ("kb", "kB"), ("MBfs", "MB"), ("CPU", "%")];

/// What the end of a name tells, the longer before the shorter.
const BY_END: [(&str, &str); 9] = [
    ("kB/s", "kB/s"),
    ("bytes/s", "B/s"),
    ("pck/s", "packets/s"),
    ("/s", "/s"),
    ("await", "ms"),
    ("areq-sz", "kB"),
    ("MHz", "MHz"),
    ("_ms", "ms"),
    ("gap_s", "s"),
];

/// The unit of a column, or nothing if the name doesn't tell. Counts have none.
pub fn of_column(name: &str) -> &'static str {
    // `command - number` is a process or a container, whose name means nothing here.
    if name.contains(" - ") {
        return "";
    }
    let by_name = BY_NAME.iter().find(|(column, _)| *column == name);
    let by_begin = || BY_BEGIN.iter().find(|(begin, _)| begins(name, begin));
    let by_end = || BY_END.iter().find(|(end, _)| name.ends_with(end));
    by_name
        .or_else(by_begin)
        .or_else(by_end)
        .map_or("", |(_, unit)| unit)
}

/// `CPU` is the number of a processor; `CPU7` is how busy that one was.
fn begins(name: &str, begin: &str) -> bool {
    name.strip_prefix(begin).is_some_and(|rest| {
        begin != "CPU" || (!rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Whether less or more of a column is better, where that holds in every test.
pub fn better(name: &str) -> Option<Better> {
    const LOWER: [&str; 10] = [
        "err/s",
        "drop/s",
        "fifo/s",
        "coll/s",
        "carr/s",
        "fram/s",
        "retrans/s",
        "await",
        "steal",
        "throttled",
    ];
    LOWER
        .iter()
        .any(|end| name.ends_with(end))
        .then_some(Better::Lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns of each file that the agent writes, and some of older ones.
    const FILES: [(&str, &str); 9] = [
        ("cpu", "%user %nice %system %iowait %steal %idle"),
        ("load", "runq-sz plist-sz ldavg-1 ldavg-5 ldavg-15 blocked"),
        ("task", "proc/s cswch/s"),
        (
            "mem",
            "kbmemfree kbavail kbmemused %memused kbbuffers kbcached kbcommit %commit kbactive kbinact kbdirty \
             kbanonpg kbslab kbkstack kbpgtbl kbvmused kbshmem kbwriteback kbsunreclaim kbanonhuge",
        ),
        (
            "network",
            "rxpck/s txpck/s rxkB/s txkB/s rxcmp/s txcmp/s rxmcst/s %ifutil rxerr/s txerr/s coll/s rxdrop/s \
             txdrop/s txcarr/s rxfram/s rxfifo/s txfifo/s",
        ),
        (
            "disk",
            "r/s rkB/s rrqm/s %rrqm r_await rareq-sz w/s wkB/s d_await f/s f_await aqu-sz %util in_flight",
        ),
        (
            "io, paging",
            "tps bread/s pgpgin/s fault/s pgsteal/s %vmeff pswpin/s",
        ),
        ("agent", "late_ms gap_s bytes/s rows/s errors RSS"),
        ("others", "CPU CPU11 MHz MBfsfree kB_rd/s maxcpu%irqsoft"),
    ];

    #[test]
    fn units_of_known_columns() {
        let mut table = String::new();
        for (file, columns) in FILES {
            table.push_str(&format!("{file}\n"));
            for name in columns.split_whitespace() {
                let lower = match better(name) {
                    Some(Better::Lower) => "lower is better",
                    Some(Better::Higher) => "higher is better",
                    None => "",
                };
                let line = format!("  {name:<16}{:<11}{lower}", of_column(name));
                table.push_str(&format!("{}\n", line.trim_end()));
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn a_process_whose_name_looks_like_a_column_has_no_unit() {
        assert_eq!(of_column("kblockd - 34"), "");
    }

    #[test]
    fn the_same_name_has_one_unit_in_the_table() {
        for (at, (name, _)) in BY_NAME.iter().enumerate() {
            assert!(
                BY_NAME.iter().skip(at + 1).all(|(other, _)| other != name),
                "{name}"
            );
        }
    }
}
