//! A day of 200 columns at one row a second is copied, read and thinned out in little memory, live and afterwards. Each
//! question is asked by a process of its own, whose peak memory is the kernel's own figure.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test, whose child tells its peak on standard output"
)]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use daytona_results::series::{Growth, Host, Query, Values};

const ROWS: u64 = 86_400;
const COLUMNS: u64 = 200;
/// The process itself takes some 6 MiB; what it does with a file of 130 MB has to fit beside that.
const LIMIT_KIB: u64 = 32 << 10;
const FOLDER: &str = "DAYTONA_TEST_FOLDER";
const GROWTH: &str = "DAYTONA_TEST_GROWTH";

#[test]
fn a_day_of_200_columns_is_read_in_bounded_memory() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return ask(&PathBuf::from(folder));
    }
    let folder = tempfile::tempdir().unwrap();
    write_day(folder.path());
    let bytes = fs::metadata(folder.path().join("results/sar/many.plt"))
        .unwrap()
        .len();
    assert!(bytes > 100 << 20, "{bytes}");
    for growth in ["text", "growing", "growing", "ended", "ended"] {
        let peak = peak_of_child(folder.path(), growth);
        println!("{growth}: {peak} KiB");
        assert!(peak < LIMIT_KIB, "{growth} took {peak} KiB");
    }
    let copy = fs::metadata(folder.path().join("derived/sar/many.plt.parquet"))
        .unwrap()
        .len();
    assert!(copy * 100 < bytes * 35, "{copy} of {bytes} bytes");
}

fn peak_of_child(folder: &Path, growth: &str) -> u64 {
    let child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "a_day_of_200_columns_is_read_in_bounded_memory",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .env(GROWTH, growth)
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&child.stdout).into_owned();
    assert!(child.status.success(), "{printed}");
    let peak = printed
        .lines()
        .find_map(|line| line.split("peak ").nth(1))
        .expect("the child tells its peak");
    peak.trim_end_matches(" kB").trim().parse().unwrap()
}

/// What the child does.
fn ask(folder: &Path) {
    let host = Host::open(&folder.join("results"), None).unwrap().unwrap();
    let derived = folder.join("derived");
    let host = match std::env::var(GROWTH).unwrap().as_str() {
        "growing" => host.with_copies(&derived, Growth::Growing),
        "ended" => host.with_copies(&derived, Growth::Ended),
        _ => host,
    };
    let query = Query {
        file: "sar/many.plt".to_owned(),
        columns: (0..10).map(|column| format!("c{}", column * 20)).collect(),
        from: None,
        to: None,
        points: 1_200,
    };
    let series = host.query(&query).unwrap();
    assert_eq!(series.rows, ROWS);
    assert!(matches!(series.values, Values::Buckets { .. }));
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    println!("peak {}", peak.trim());
}

fn write_day(folder: &Path) {
    fs::create_dir_all(folder.join("results/sar")).unwrap();
    let create = |name: &str| BufWriter::new(File::create(folder.join(name)).unwrap());
    let mut ticks = create("results/sar/ticks.csv");
    writeln!(ticks, "Time,tick,mono_ns,wall_us,server_offset_us").unwrap();
    let mut many = create("results/sar/many.plt");
    let names: Vec<_> = (0..COLUMNS).map(|column| format!("c{column}")).collect();
    writeln!(many, "Time,{}", names.join(",")).unwrap();
    let mut noise = 88_172_645_463_325_252_u64;
    for row in 0..ROWS {
        let time = format!(
            "1970-01-01T{:02}:{:02}:{:02}.000Z",
            row / 3600,
            row / 60 % 60,
            row % 60
        );
        writeln!(
            ticks,
            "{time},{row},{},{},0",
            (row + 1) * 1_000_000_000,
            row * 1_000_000
        )
        .unwrap();
        write!(many, "{time}").unwrap();
        for _ in 0..COLUMNS {
            noise ^= noise << 13;
            noise ^= noise >> 7;
            noise ^= noise << 17;
            write!(many, ",{}.{:02}", 1_000 + noise % 100, noise / 100 % 100).unwrap();
        }
        writeln!(many).unwrap();
    }
}
