use std::fs;

use daytona_domain::framework::CollectionLimits;
use daytona_domain::id::{Epoch, Generation, LeaseNumber, RunId};
use daytona_metrics::row::{Column, Format};

use super::*;
use crate::account::ScriptAccount;
use crate::run_folder::{RunOrder, Task};
use crate::workspace::Workspace;

const COLUMNS: &[Column; 1] = &[Column {
    name: "%user",
    format: Format::TwoDecimals,
}];

/// A statistics host's run, which any agent on `root` finds.
fn folder(root: &std::path::Path) -> Arc<RunFolder> {
    let workspace = Workspace::open(root).unwrap();
    let order = RunOrder {
        run: RunId::new(1132, 2),
        lease: LeaseNumber {
            generation: Generation::new(1),
            epoch: Epoch::new(7),
        },
        framework: "gzip".parse().unwrap(),
        host: "web-1".parse().unwrap(),
        task: Task::Statistics,
        limits: CollectionLimits::default(),
        processes: Vec::new(),
    };
    let account = ScriptAccount::own(None).unwrap();
    let prepared = workspace.create(&order, &root.join("scripts"), &account).unwrap();
    Arc::new(prepared.folder)
}

fn tick(files: &mut MetricFiles, wall_us: i64, value: f64) {
    let row = Row {
        file: "cpu.plt".to_owned(),
        columns: COLUMNS,
        cells: vec![Some(value)],
        label: None,
    };
    let mono = Monotonic::from_nanos(5);
    files.write(&[row], mono, Timestamp::from_micros(wall_us), Some(-12));
}

fn text(folder: &RunFolder, path: &str) -> String {
    fs::read_to_string(folder.results_path().join(path)).unwrap()
}

#[test]
fn a_row_and_its_tick_have_the_same_time() {
    let root = tempfile::tempdir().unwrap();
    let folder = folder(root.path());
    let mut files = MetricFiles::new(Arc::clone(&folder));
    tick(&mut files, 5_000_000, 1.5);
    tick(&mut files, 6_000_100, 2.0);
    assert_eq!(
        text(&folder, "sar/cpu.plt"),
        "Time,%user\n1970-01-01T00:00:05.000Z,1.50\n1970-01-01T00:00:06.000Z,2.00\n"
    );
    assert_eq!(
        text(&folder, TICKS),
        format!(
            "{TICKS_HEADER}1970-01-01T00:00:05.000Z,1,5,5000000,-12\n1970-01-01T00:00:06.000Z,2,5,6000100,-12\n"
        )
    );
}

#[test]
fn the_next_agent_goes_on_where_this_one_ended() {
    let root = tempfile::tempdir().unwrap();
    let first = folder(root.path());
    tick(&mut MetricFiles::new(first), 5_000_000, 1.5);
    let again = folder(root.path());
    tick(&mut MetricFiles::new(Arc::clone(&again)), 5_000_300, 2.0);
    assert_eq!(
        text(&again, "sar/cpu.plt"),
        "Time,%user\n1970-01-01T00:00:05.000Z,1.50\n1970-01-01T00:00:05.001Z,2.00\n",
        "one heading, and no time twice"
    );
    let ticks = text(&again, TICKS);
    assert!(
        ticks.ends_with("\n1970-01-01T00:00:05.001Z,2,5,5000300,-12\n"),
        "{ticks}"
    );
}

#[test]
fn a_line_that_was_cut_stays_alone_and_the_next_one_is_whole() {
    let root = tempfile::tempdir().unwrap();
    let first = folder(root.path());
    let mut files = MetricFiles::new(Arc::clone(&first));
    tick(&mut files, 5_000_000, 1.5);
    let mut cpu = first.open_own_again("sar/cpu.plt").unwrap();
    cpu.write_all(b"1970-01-01T00:0").unwrap();
    let again = folder(root.path());
    tick(&mut MetricFiles::new(Arc::clone(&again)), 7_000_000, 3.0);
    assert_eq!(
        text(&again, "sar/cpu.plt"),
        "Time,%user\n1970-01-01T00:00:05.000Z,1.50\n1970-01-01T00:0\n1970-01-01T00:00:07.000Z,3.00\n"
    );
}

#[test]
fn a_file_whose_heading_found_no_room_gets_it_with_the_first_row() {
    let root = tempfile::tempdir().unwrap();
    let folder = folder(root.path());
    folder.create_own("sar/cpu.plt").unwrap();
    tick(&mut MetricFiles::new(Arc::clone(&folder)), 5_000_000, 1.5);
    assert!(text(&folder, "sar/cpu.plt").starts_with("Time,%user\n1970"));
}

#[test]
fn a_script_that_replaces_the_ticks_by_a_link_has_nothing_read_through_it() {
    let root = tempfile::tempdir().unwrap();
    let first = folder(root.path());
    tick(&mut MetricFiles::new(Arc::clone(&first)), 5_000_000, 1.5);
    let ticks = first.results_path().join(TICKS);
    let elsewhere = root.path().join("elsewhere");
    fs::write(&elsewhere, "1970-01-01T00:00:09.000Z,99,5,9000000,\n").unwrap();
    fs::remove_file(&ticks).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &ticks).unwrap();
    let again = folder(root.path());
    assert!(written_ticks(&again).is_empty());
    assert_eq!(again.altered(), [TICKS]);
}
