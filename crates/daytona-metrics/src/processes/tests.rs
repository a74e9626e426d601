use proptest::prelude::*;

use super::*;
use crate::fake_root::{FakeRoot, sample};

/// The line of a process: its number, name, parent, user and system ticks, start and resident pages.
fn stat(pid: u32, name: &str, parent: u32, (user, system): (u64, u64), start: u64, pages: u64) -> String {
    format!(
        "{pid} ({name}) S {parent} 1 1 0 -1 4194560 {minor} 0 3 0 {user} {system} 0 0 20 0 1 0 {start} 10485760 {pages} \
         18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 7 0 0\n",
        minor = user * 10
    )
}

fn write(root: &FakeRoot, pid: u32, line: &str) {
    root.write(&format!("proc/{pid}/stat"), line);
}

fn host() -> FakeRoot {
    let root = FakeRoot::new();
    root.write("proc/meminfo", "MemTotal:       1000000 kB\n");
    root.write("proc/self/stat", "not a number");
    write(&root, 7, &stat(7, "db", 1, (100, 50), 10, 250));
    write(&root, 9, &stat(9, "idle", 1, (5, 5), 20, 10));
    root.write("proc/7/status", "Name:\tdb\nUid:\t33\t33\t33\t33\nVmRSS:\t    1000 kB\nvoluntary_ctxt_switches:\t40\nnonvoluntary_ctxt_switches:\t4\n");
    root.write(
        "proc/7/io",
        "rchar: 9\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 0\n",
    );
    root.write("proc/7/schedstat", "1 200000000 3\n");
    root
}

fn lines(round: &Round) -> Vec<String> {
    round.rows.iter().map(crate::plt::cells).collect()
}

#[test]
fn the_baseline_makes_no_line_and_what_did_nothing_has_none() {
    let root = host();
    let mut collector = ProcessesCollector::new(root.path(), Watched::default());
    assert_eq!(lines(&sample(&mut collector, 1_000)), [""; 0]);
    write(&root, 7, &stat(7, "db", 1, (130, 60), 10, 250));
    let round = sample(&mut collector, 2_000);
    assert_eq!(round.files(), ["processes.csv"]);
    assert_eq!(
        lines(&round),
        ["7,10,33,30.00,10.00,0.00,,40.00,1,300.00,0.00,10240,1000,0.10,,,,0,,,1,,0,db"]
    );
    // The second line of a process knows the rates of what is read for lines only.
    write(&root, 7, &stat(7, "db", 1, (131, 60), 10, 250));
    root.write(
        "proc/7/status",
        "Uid:\t33\nVmRSS:\t    1000 kB\nvoluntary_ctxt_switches:\t60\nnonvoluntary_ctxt_switches:\t4\n",
    );
    root.write(
        "proc/7/io",
        "read_bytes: 6144\nwrite_bytes: 8192\ncancelled_write_bytes: 0\n",
    );
    root.write("proc/7/schedstat", "1 300000000 3\n");
    assert_eq!(
        lines(&sample(&mut collector, 3_000)),
        [
            "7,10,33,1.00,0.00,0.00,10.00,1.00,1,10.00,0.00,10240,1000,0.10,2.00,0.00,0.00,0,20.00,0.00,1,,0,db"
        ]
    );
}

#[test]
fn a_process_that_was_born_since_the_last_tick_began_with_nothing() {
    let root = host();
    let mut collector = ProcessesCollector::new(root.path(), Watched::default());
    sample(&mut collector, 1_000);
    write(&root, 30, &stat(30, "cc1", 7, (80, 10), 25, 100));
    root.write(
        "proc/30/status",
        "Uid:\t1000\nVmRSS:\t    400 kB\nvoluntary_ctxt_switches:\t3\nnonvoluntary_ctxt_switches:\t0\n",
    );
    assert_eq!(
        lines(&sample(&mut collector, 2_000)),
        ["30,25,1000,80.00,10.00,0.00,,90.00,1,800.00,3.00,10240,400,0.04,,,,7,3.00,0.00,1,,0,cc1"]
    );
    // One that is older than the youngest and comes to sight only now has a past that isn't known.
    write(&root, 31, &stat(31, "hidden", 1, (5_000, 0), 15, 100));
    assert_eq!(lines(&sample(&mut collector, 3_000)), [""; 0]);
}

#[test]
fn a_process_that_has_ended_has_a_last_line_without_memory() {
    let root = host();
    let mut collector = ProcessesCollector::new(root.path(), Watched::default());
    sample(&mut collector, 1_000);
    write(&root, 7, &stat(7, "db", 1, (130, 60), 10, 250));
    sample(&mut collector, 2_000);
    // Its number belongs to another now.
    write(&root, 7, &stat(7, "ls", 1, (1, 0), 90, 5));
    let told = lines(&sample(&mut collector, 3_000));
    assert_eq!(told[0], "7,10,,,,,,,,,,0,0,0.00,,,,,,,0,,,db");
    assert!(
        told[1].starts_with("7,90,") && told[1].ends_with(",ls"),
        "{told:?}"
    );
    // Nobody has asked for its exit code yet, but it has ended.
    write(&root, 7, &stat(7, "ls", 1, (1, 0), 90, 5).replace(") S ", ") Z "));
    assert_eq!(
        lines(&sample(&mut collector, 4_000)),
        ["7,90,,,,,,,,,,0,0,0.00,,,,,,,0,,,ls"]
    );
    assert_eq!(lines(&sample(&mut collector, 5_000)), [""; 0]);
}

#[test]
fn named_processes_and_those_of_the_test_have_a_line_at_every_tick() {
    let root = host();
    write(&root, 40, &stat(40, "worker", 9, (0, 0), 30, 10));
    let names = vec!["d".to_owned()];
    let watched = Watched {
        names,
        ..Watched::default()
    };
    let mut collector = ProcessesCollector::new(root.path(), watched.clone());
    sample(&mut collector, 1_000);
    watched.leader.store(9, Ordering::Relaxed);
    let told = lines(&sample(&mut collector, 2_000));
    let named: Vec<_> = told
        .iter()
        .map(|line| line.rsplit(',').take(2).collect::<Vec<_>>())
        .collect();
    assert_eq!(named, [["db", "0"], ["idle", "0"], ["worker", "1"]]);
}

#[test]
fn names_hold_brackets_and_what_can_not_stand_in_a_cell_is_replaced() {
    let line = stat(5, "we ird) x,\"y\n", 1, (0, 0), 10, 1);
    assert_eq!(Stat::parse(line.as_bytes()).unwrap().command, "we ird) x__y_");
    let kernel = stat(5, "kworker/0:1", 1, (0, 0), 10, 1).replace(" 4194560 ", " 2129984 ");
    assert_eq!(Stat::parse(kernel.as_bytes()).unwrap().command, "[kworker/0:1]");
}

#[test]
fn our_own_process_is_found_on_this_host() {
    let watched = Watched {
        names: vec![String::new()],
        ..Watched::default()
    };
    let mut collector = ProcessesCollector::new(Path::new("/"), watched);
    sample(&mut collector, 1_000);
    let round = sample(&mut collector, 2_000);
    let own = format!("{},", std::process::id());
    assert!(
        lines(&round).iter().any(|line| line.starts_with(&own)),
        "{:?}",
        lines(&round)
    );
}

proptest! {
    #[test]
    fn no_bytes_panic(line: Vec<u8>) {
        let _ = Stat::parse(&line);
    }
}
