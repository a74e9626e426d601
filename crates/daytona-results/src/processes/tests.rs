use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::series::{Growth, Host, Query, Values};

const HEADING: &str = "Time,PID,Start,%CPU,RSS,%MEM,threads,Command\n";

/// A host with ticks of so many seconds and a long table.
struct Place(TempDir);

impl Place {
    fn new(seconds: u64, long: &str) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(place.results().join("sar")).unwrap();
        let mut ticks = "Time,tick,mono_ns,wall_us,server_offset_us\n".to_owned();
        for second in 0..seconds {
            writeln!(
                ticks,
                "{},1,{}000000000,{second}000000,0",
                time(second),
                second + 1
            )
            .unwrap();
        }
        fs::write(place.results().join("sar/ticks.csv"), ticks).unwrap();
        fs::write(place.results().join(LONG), format!("{HEADING}{long}")).unwrap();
        place
    }

    fn results(&self) -> PathBuf {
        self.0.path().join("results")
    }

    fn table(&self, wide: Wide) -> String {
        let folder = Folder::open(&self.results()).unwrap().unwrap();
        make(&folder, &self.0.path().join("derived")).unwrap();
        fs::read_to_string(self.0.path().join("derived").join(wide.file())).unwrap()
    }

    fn host(&self, growth: Growth) -> Host {
        let host = Host::open(&self.results(), None).unwrap().unwrap();
        host.with_copies(&self.0.path().join("derived"), growth)
    }
}

fn time(second: u64) -> String {
    format!("1970-01-01T00:{:02}:{:02}.000Z", second / 60, second % 60)
}

fn entry(second: u64, pid: u32, cpu: &str, rss: u64, command: &str) -> String {
    format!(
        "{},{pid},1,{cpu},{rss},{}.00,1,{command}\n",
        time(second),
        rss / 100
    )
}

#[test]
fn every_process_has_a_column_and_every_tick_a_row() {
    let long = [
        entry(1, 9, "40.00", 1000, "httpd"),
        entry(1, 7, "2.50", 300, "db"),
        entry(3, 7, "5.00", 400, "db"),
        format!("{},9,1,,0,0.00,0,httpd\n", time(3)),
    ];
    let place = Place::new(5, &long.concat());
    assert_eq!(
        place.table(Wide::Cpu),
        "Time,httpd - 9,db - 7\n\
         1970-01-01T00:00:00.000Z,0.0,0.0\n\
         1970-01-01T00:00:01.000Z,40.00,2.50\n\
         1970-01-01T00:00:02.000Z,0.00,0.00\n\
         1970-01-01T00:00:03.000Z,0.0,5.00\n\
         1970-01-01T00:00:04.000Z,0.0,0.00\n"
    );
    // Memory stays where it was until the process has ended.
    assert_eq!(
        place.table(Wide::Resident),
        "Time,httpd - 9,db - 7\n\
         1970-01-01T00:00:00.000Z,0.0,0.0\n\
         1970-01-01T00:00:01.000Z,1000,300\n\
         1970-01-01T00:00:02.000Z,1000,300\n\
         1970-01-01T00:00:03.000Z,0.0,400\n\
         1970-01-01T00:00:04.000Z,0.0,400\n"
    );
}

#[test]
fn an_entry_whose_tick_was_lost_has_its_row_all_the_same() {
    let place = Place::new(
        4,
        &[entry(1, 9, "1.00", 10, "a"), entry(2, 9, "2.00", 10, "a")].concat(),
    );
    let ticks = place.results().join("sar/ticks.csv");
    let text = fs::read_to_string(&ticks).unwrap();
    let kept: Vec<_> = text.lines().filter(|line| !line.starts_with(&time(1))).collect();
    fs::write(ticks, format!("{}\n", kept.join("\n"))).unwrap();
    let rows = place.table(Wide::Cpu);
    let told: Vec<_> = rows.lines().skip(1).map(|row| row.split_at(17).1).collect();
    assert_eq!(
        told,
        ["01.000Z,1.00", "00.000Z,0.00", "02.000Z,2.00", "03.000Z,0.00"]
    );
}

#[test]
fn the_processes_that_used_least_are_added_up() {
    let mut long = String::new();
    for second in 1..3 {
        for pid in 1..=250 {
            long += &entry(second, pid, &format!("{pid}.00"), u64::from(pid), "worker");
        }
    }
    let place = Place::new(3, &long);
    let table = place.table(Wide::Cpu);
    let heading: Vec<_> = table.lines().next().unwrap().split(',').collect();
    assert_eq!(
        (heading.len(), heading[1], *heading.last().unwrap()),
        (202, "worker - 51", "other")
    );
    let others: u32 = (1..=50).sum();
    assert!(table.lines().nth(2).unwrap().ends_with(&format!(",{others}.00")));
}

#[test]
fn they_are_made_once_and_again_when_the_long_table_is_another() {
    let place = Place::new(3, &entry(1, 9, "1.00", 10, "a"));
    place.table(Wide::Cpu);
    let made = place.0.path().join("derived/sar/cpu_usage.plt");
    fs::write(&made, "mine").unwrap();
    assert_eq!(place.table(Wide::Cpu), "mine");
    fs::remove_file(&made).unwrap();
    assert!(place.table(Wide::Cpu).starts_with("Time,a - 9\n"));
    fs::write(
        place.results().join(LONG),
        format!("{HEADING}{}", entry(1, 9, "1.00", 10, "bb")),
    )
    .unwrap();
    assert!(place.table(Wide::Cpu).starts_with("Time,bb - 9\n"));
}

#[test]
fn they_are_series_of_a_run_that_has_ended() {
    let place = Place::new(3, &entry(1, 9, "12.50", 10, "a"));
    assert_eq!(place.host(Growth::Growing).list().unwrap(), []);
    let files = place.host(Growth::Ended).list().unwrap();
    let files: Vec<_> = files
        .iter()
        .map(|file| (file.file.as_str(), file.columns[0].unit))
        .collect();
    assert_eq!(
        files,
        [
            ("sar/cpu_usage.plt", "%"),
            ("sar/memory_usage.plt", "%"),
            ("sar/res_memory_usage.plt", "kB")
        ]
    );
    let query = Query {
        file: "sar/cpu_usage.plt".to_owned(),
        columns: vec!["a - 9".to_owned()],
        from: None,
        to: None,
        points: 100,
    };
    let series = place.host(Growth::Ended).query(&query).unwrap();
    let Values::Raw { columns, .. } = series.values else {
        panic!()
    };
    assert_eq!(columns[0].1, [Some(0.0), Some(12.5), Some(0.0)]);
    assert_eq!(place.host(Growth::Ended).make_copies().unwrap().len(), 0);
    assert!(place.0.path().join("derived/sar/cpu_usage.plt.parquet").exists());
}

#[test]
fn lines_of_another_kind_are_passed_over() {
    let long = format!(
        "nonsense\n1970-01-01T00:00:01.000Z,x,1,1,1,1,1,a\n{}",
        entry(1, 9, "1.00", 10, "a")
    );
    let place = Place::new(2, &long);
    assert_eq!(
        place.table(Wide::Cpu).lines().last(),
        Some("1970-01-01T00:00:01.000Z,1.00")
    );
    fs::write(place.results().join(LONG), "no table at all").unwrap();
    assert_eq!(place.table(Wide::Cpu).lines().next(), Some("Time"));
}
