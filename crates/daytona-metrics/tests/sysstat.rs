//! The same two states of a made-up `/proc` and `/sys`, given to our monitors and to the real sysstat: every
//! column that both have must show the same digits. Each case says where ours differ on purpose.
//!
//! Laying a folder over `/proc` takes a mount namespace, and so root.

#![expect(clippy::unwrap_used, reason = "in a test a failure may panic anywhere")]

use std::fs;
use std::path::Path;
use std::process::Command;

use daytona_metrics::plt;
use daytona_metrics::tick::RowTime;
use daytona_metrics::{Monotonic, Round, Watched, default_collectors};

const SADC: &str = "/usr/lib/sysstat/sadc";

const STAT: &str = "cpu0 1000 100 200 5000 50 10 20 30 500 50\nctxt 1000\nprocesses 100\nprocs_blocked 0\n";
const MEMINFO: &str = "MemTotal: 24683656 kB\nMemFree: 15155436 kB\nMemAvailable: 23492288 kB\n\
    Buffers: 52120 kB\nCached: 7628016 kB\nActive: 1880376 kB\nInactive: 5807824 kB\nSwapTotal: 999 kB\n\
    Dirty: 2186092 kB\nAnonPages: 24980 kB\nSlab: 1059244 kB\nKernelStack: 1624 kB\nPageTables: 2348 kB\n\
    Committed_AS: 81332 kB\nVmallocUsed: 14428 kB\n";
const DISK: &str = "254 0 vda 100 10 1000 50 200 20 2000 90 0 500 900 5 1 80 7 3 6\n";
const HEADING: &str = "Inter-|   Receive                                                |  Transmit\n \
    face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n";

/// One moment of a host.
#[derive(Clone, Copy)]
struct State {
    stat: &'static str,
    loadavg: &'static str,
    diskstats: &'static str,
    /// The counters of `eth0`.
    eth0: &'static str,
}

const BEFORE: State = State {
    stat: STAT,
    loadavg: "0.10 0.20 0.30 1/90 7000\n",
    diskstats: DISK,
    eth0: "9 9 9 9 9 9 9 9 9 9 9 9 9 9 9 9",
};

struct Case {
    before: State,
    after: State,
    elapsed_ms: u64,
    /// The link's speed and duplex.
    link: (&'static str, &'static str),
    /// Columns in which ours is empty where sysstat prints a number.
    ours_is_empty: &'static [&'static str],
}

const USUAL: Case = Case {
    before: BEFORE,
    after: State {
        stat: "cpu0 1030 110 220 5120 60 12 24 34 505 50\nctxt 4000\nprocesses 103\nprocs_blocked 2\n",
        loadavg: "0.89 0.26 12.08 3/93 7341\n",
        diskstats: "254 0 vda 140 20 2600 150 220 20 2400 140 3 1500 3900 9 5 144 15 8 16\n",
        eth0: "2048000 400 2009 40 60 80 1000 12 1024000 200 140 160 18 20 22 24",
    },
    elapsed_ms: 1000,
    link: ("100", "full"),
    ours_is_empty: &[],
};

#[test]
#[ignore = "needs root"]
fn a_second_with_some_of_everything_shows_the_same_digits() {
    USUAL.check();
}

#[test]
#[ignore = "needs root"]
fn intervals_of_odd_lengths_show_the_same_digits() {
    for elapsed_ms in [990, 1030, 5000, 60_010] {
        Case { elapsed_ms, ..USUAL }.check();
    }
}

#[test]
#[ignore = "needs root"]
fn a_shared_medium_shows_the_same_utilization() {
    Case {
        link: ("10", "half"),
        ..USUAL
    }
    .check();
}

#[test]
#[ignore = "needs root"]
fn an_unknown_speed_is_empty_where_sysstat_shows_zero() {
    Case {
        link: ("-1", "unknown"),
        ours_is_empty: &["%ifutil"],
        ..USUAL
    }
    .check();
}

#[test]
#[ignore = "needs root"]
fn guests_ahead_of_their_processor_and_iowait_going_back_show_the_same_shares() {
    Case {
        before: State {
            stat: "cpu0 1000 0 0 1000 70 0 0 0 500 0\ncpu1 50 5 40 2000 7 1 2 3 0 0\nctxt 1\nprocesses 1\nprocs_blocked 0\n",
            ..BEFORE
        },
        after: State {
            stat: "cpu0 1020 0 0 1070 60 0 0 0 550 0\ncpu1 93 8 51 2031 19 2 5 7 4 1\nctxt 9\nprocesses 1\nprocs_blocked 0\n",
            ..USUAL.after
        },
        ..USUAL
    }
    .check();
}

#[test]
#[ignore = "needs root"]
fn times_of_a_disk_that_wrap_show_the_same_digits() {
    Case {
        before: State {
            diskstats: "254 0 vda 10 0 0 4294967200 10 0 0 4294967290 0 4294966796 4294967290 0 0 0 0 0 0\n",
            ..BEFORE
        },
        after: State {
            diskstats: "254 0 vda 20 0 800 104 17 0 8 40 0 500 1494 0 0 0 0 0 0\n",
            ..USUAL.after
        },
        ..USUAL
    }
    .check();
}

impl Case {
    fn check(&self) {
        if !Path::new(SADC).exists() {
            assert!(
                std::env::var_os("CI").is_none(),
                "{SADC} is missing: install the package sysstat"
            );
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        let data = folder.path().join("data");
        self.link(&root);
        let mut collectors = default_collectors(&root, Watched::default());
        let mut round = Round::default();
        for (state, at_ms) in [
            (&self.before, 1_000_000),
            (&self.after, 1_000_000 + self.elapsed_ms),
        ] {
            state.write(&root, at_ms);
            sadc(&root, &data);
            for collector in &mut collectors {
                collector.sample(&|| Monotonic::from_nanos(at_ms * 1_000_000), &mut round);
            }
        }
        assert!(round.failures.is_empty(), "{:?}", round.failures);
        let theirs = sadf(&data);
        for (file, options) in [
            ("cpu.plt", "-u"),
            ("task.plt", "-w"),
            ("load.plt", "-q LOAD"),
            ("mem.plt", "-r ALL"),
            ("eth0_network_devices.plt", "-n DEV"),
            ("eth0_network_errors.plt", "-n EDEV"),
            ("vda_iostat_block_devices.plt", "-d"),
        ] {
            self.compare(&ours(&round, file), &theirs, file, options);
        }
    }

    /// Compares the columns of one of our files with the table of theirs that has the most of them.
    fn compare(&self, ours: &[(String, String)], theirs: &[Vec<(String, String)>], file: &str, option: &str) {
        let shared = |table: &&Vec<(String, String)>| {
            table
                .iter()
                .filter(|(name, _)| ours.iter().any(|(own, _)| own == name))
                .count()
        };
        let table = theirs.iter().max_by_key(shared).unwrap();
        assert!(
            shared(&table) > 1,
            "sar {option} shows nothing for {file}: {theirs:?}"
        );
        for (name, value) in ours {
            let Some((_, expected)) = table.iter().find(|(own, _)| own == name) else {
                continue;
            };
            let expected = if self.ours_is_empty.contains(&name.as_str()) {
                ""
            } else {
                expected
            };
            assert_eq!(value, expected, "{file} {name} after {} ms", self.elapsed_ms);
        }
    }

    fn link(&self, root: &Path) {
        let (speed, duplex) = self.link;
        write(root, "sys/class/net/eth0/speed", &format!("{speed}\n"));
        write(root, "sys/class/net/eth0/duplex", &format!("{duplex}\n"));
        write(root, "sys/block/vda/size", "1000\n");
    }
}

impl State {
    fn write(&self, root: &Path, uptime_ms: u64) {
        let Self {
            stat,
            loadavg,
            diskstats,
            eth0,
        } = self;
        // sysstat wants the line that sums all processors; it sums the others itself.
        write(
            root,
            "proc/stat",
            &format!("cpu  1 1 1 1 1 1 1 1 1 1\n{stat}btime 1700000000\n"),
        );
        write(
            root,
            "proc/uptime",
            &format!("{}.{:02} 5.00\n", uptime_ms / 1000, uptime_ms % 1000 / 10),
        );
        write(root, "proc/loadavg", loadavg);
        write(root, "proc/meminfo", MEMINFO);
        write(root, "proc/diskstats", diskstats);
        write(root, "proc/net/dev", &format!("{HEADING}  eth0: {eth0}\n"));
    }
}

/// Writes in place: a monitor keeps its files open.
fn write(root: &Path, path: &str, content: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Appends one record of sysstat's to `data`.
fn sadc(root: &Path, data: &Path) {
    let script =
        "mount --bind \"$1/sys\" /sys && mount --bind \"$1/proc\" /proc && exec \"$2\" -S DISK 1 1 \"$3\"";
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-c", script, "sh"])
        .args([root, Path::new(SADC), data])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The tables that sysstat makes of its two records, each as pairs of column and value.
fn sadf(data: &Path) -> Vec<Vec<(String, String)>> {
    let output = Command::new("sadf")
        .env("LC_ALL", "C")
        .arg("-d")
        .arg(data)
        .args([
            "--", "-u", "-w", "-q", "LOAD", "-r", "ALL", "-n", "DEV,EDEV", "-d",
        ])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    lines
        .windows(2)
        .filter(|pair| pair[0].starts_with("# hostname;") && !pair[1].starts_with('#'))
        .map(|pair| pairs(pair[0], pair[1], ';'))
        .collect()
}

fn ours(round: &Round, file: &str) -> Vec<(String, String)> {
    let row = round.rows.iter().find(|row| row.file == file).unwrap();
    let header = plt::header_line(row.columns);
    pairs(
        header.trim_end(),
        plt::row_line(RowTime::from_millis(0), row).trim_end_matches('\n'),
        ',',
    )
}

fn pairs(names: &str, values: &str, separator: char) -> Vec<(String, String)> {
    names
        .split(separator)
        .map(str::to_owned)
        .zip(values.split(separator).map(str::to_owned))
        .collect()
}
