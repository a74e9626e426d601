use std::time::Duration;

use proptest::prelude::*;

use super::kernel::{CpuTimes, KernelStat};
use super::*;
use crate::fake_root::{FakeRoot, sample};
use crate::plt;

const SECOND: Duration = Duration::from_secs(1);

/// The cells of `cpu.plt` between two states of `/proc/stat`.
fn cpu_cells(earlier: &str, later: &str, elapsed: Duration) -> String {
    let earlier = KernelStat::parse(earlier.as_bytes()).unwrap();
    let later = KernelStat::parse(later.as_bytes()).unwrap();
    plt::cells(&cpu::row(&earlier, &later, elapsed))
}

#[test]
fn shares_are_of_the_ticks_counted_and_add_up_to_100() {
    // Δ user 30 nice 10 system 20 idle 120 iowait 10 irq 2 softirq 4 steal 4 = 200 ticks; guest is in user.
    let cells = cpu_cells(
        "cpu0 1000 100 200 5000 50 10 20 30 500 50\n",
        "cpu0 1030 110 220 5120 60 12 24 34 505 50\n",
        SECOND,
    );
    assert_eq!(cells, "15.00,5.00,13.00,5.00,2.00,60.00");
}

#[test]
fn all_is_the_sum_over_the_processors_seen_at_both_ends() {
    // The line `cpu` isn't used: it still counts processor 1, which went offline, and 5, which came.
    let cells = cpu_cells(
        "cpu 9 9 9 9 9 9 9 9\ncpu0 100 0 0 900 0 0 0 0\ncpu1 5 0 0 5 0 0 0 0\ncpu7 0 0 0 100 0 0 0 0\n",
        "cpu 999 9 9 9 9 9 9 9\ncpu0 150 0 0 950 0 0 0 0\ncpu5 9999 0 0 0 0 0 0 0\ncpu7 0 0 0 200 0 0 0 0\n",
        SECOND,
    );
    assert_eq!(cells, "25.00,0.00,0.00,0.00,0.00,75.00");
}

#[test]
fn the_summed_line_is_used_where_there_are_no_others() {
    assert_eq!(
        cpu_cells("cpu 0 0 0 0 0 0 0 0\n", "cpu 1 0 0 3 0 0 0 0\n", SECOND),
        "25.00,0.00,0.00,0.00,0.00,75.00"
    );
}

#[test]
fn iowait_and_idle_that_go_back_count_nothing() {
    let cells = cpu_cells("cpu0 0 0 0 500 70 0 0 0\n", "cpu0 50 0 0 550 60 0 0 0\n", SECOND);
    assert_eq!(cells, "50.00,0.00,0.00,0.00,0.00,50.00");
    let back_online = cpu_cells("cpu0 0 0 0 500 70 0 0 0\n", "cpu0 50 0 0 5 120 0 0 0\n", SECOND);
    assert_eq!(back_online, "50.00,0.00,0.00,50.00,0.00,0.00");
}

#[test]
fn a_guest_counted_before_its_user_time_raises_the_total_by_the_shortfall() {
    // Δ user 20, guest 50, idle 70: 90 ticks and a shortfall of 30.
    let cells = cpu_cells(
        "cpu0 100 0 0 0 0 0 0 0 100 0\n",
        "cpu0 120 0 0 70 0 0 0 0 150 0\n",
        SECOND,
    );
    assert_eq!(cells, "16.67,0.00,0.00,0.00,0.00,58.33");
}

#[test]
fn fields_that_an_old_kernel_lacks_are_empty_and_count_as_nothing() {
    let cells = cpu_cells("cpu0 0 0 0 0\n", "cpu0 10 0 30 60\n", SECOND);
    assert_eq!(cells, "10.00,0.00,30.00,,,60.00");
    let without_steal = cpu_cells("cpu0 0 0 0 0 0 0 0\n", "cpu0 10 0 10 60 10 5 5\n", SECOND);
    assert_eq!(without_steal, "10.00,0.00,20.00,10.00,,60.00");
}

#[test]
fn no_tick_at_all_is_idle_over_a_second_and_unknown_over_a_moment() {
    let same = "cpu0 5 5 5 5 5 5 5 5\n";
    assert_eq!(cpu_cells(same, same, SECOND), "0.00,0.00,0.00,0.00,0.00,100.00");
    assert_eq!(cpu_cells(same, same, Duration::from_millis(5)), ",,,,,");
    assert_eq!(cpu_cells(same, same, Duration::ZERO), ",,,,,");
}

#[test]
fn a_processor_line_that_was_cut_off_gives_what_is_left() {
    let stat = KernelStat::parse(b"cpu0 12 3 x").unwrap();
    let expected = CpuTimes {
        user: Some(12),
        nice: Some(3),
        ..CpuTimes::default()
    };
    assert_eq!(stat.cpus[&0], expected);
    assert_eq!(KernelStat::parse(b"intr 5\nctxt 6\n"), None);
}

#[test]
fn tasks_and_switches_are_per_second_and_empty_after_a_reset() {
    let parse = |text: &str| KernelStat::parse(text.as_bytes()).unwrap();
    let earlier = parse("cpu 0\nctxt 1000\nprocesses 500\n");
    let later = parse("cpu 0\nctxt 4000\nprocesses 503\n");
    let row = |earlier: &_, later: &_, elapsed| plt::cells(&task::row(earlier, later, elapsed));
    assert_eq!(row(&earlier, &later, Duration::from_millis(1500)), "2.00,2000.00");
    assert_eq!(row(&later, &earlier, SECOND), ",");
    assert_eq!(row(&earlier, &later, Duration::ZERO), ",");
    assert_eq!(row(&earlier, &parse("cpu 0\nctxt 1010\n"), SECOND), ",10.00");
}

#[test]
fn the_reader_is_not_in_the_run_queue() {
    let row = |text: &[u8], blocked| plt::cells(&load::row(&LoadAverage::parse(text).unwrap(), blocked));
    assert_eq!(
        row(b"0.89 0.26 12.08 3/93 7341\n", Some(2)),
        "2,93,0.89,0.26,12.08,2"
    );
    assert_eq!(row(b"0.00 0.00 0.00 0/93 7341\n", None), "0,93,0.00,0.00,0.00,");
    assert_eq!(row(b"0.50", None), ",,0.50,,,");
    assert_eq!(LoadAverage::parse(b"nan 0 0 1/1 1"), None);
    assert_eq!(LoadAverage::parse(b""), None);
}

#[test]
fn the_first_round_is_the_baseline_and_the_next_ones_give_three_rows() {
    let root = FakeRoot::new();
    root.write(
        "proc/stat",
        "cpu0 0 0 0 0 0 0 0 0\nctxt 0\nprocesses 0\nprocs_blocked 0\n",
    );
    root.write("proc/loadavg", "1.00 0.50 0.25 2/100 7\n");
    let mut collector = StatCollector::new(root.path());
    let baseline = sample(&mut collector, 0);
    assert!(baseline.rows.is_empty() && baseline.failures.is_empty());

    root.write(
        "proc/stat",
        "cpu0 50 0 0 150 0 0 0 0\nctxt 500\nprocesses 8\nprocs_blocked 1\n",
    );
    let round = sample(&mut collector, 2000);
    assert_eq!(round.files(), ["cpu.plt", "task.plt", "load.plt"]);
    assert_eq!(round.text("cpu.plt"), "25.00,0.00,0.00,0.00,0.00,75.00");
    assert_eq!(round.text("task.plt"), "4.00,250.00");
    assert_eq!(round.text("load.plt"), "1,100,1.00,0.50,0.25,1");
}

#[test]
fn a_missing_file_is_named_and_the_rows_of_the_other_stay() {
    let root = FakeRoot::new();
    root.write("proc/stat", "cpu0 0 0 0 0 0 0 0 0\n");
    let mut collector = StatCollector::new(root.path());
    sample(&mut collector, 0);
    root.write("proc/stat", "cpu0 1 0 0 1 0 0 0 0\n");
    let round = sample(&mut collector, 1000);
    assert_eq!(round.files(), ["cpu.plt", "task.plt"]);
    let [failure] = &round.failures()[..] else {
        panic!("one failure")
    };
    assert!(
        failure.starts_with("cannot open") && failure.contains("proc/loadavg"),
        "{failure}"
    );
}

#[test]
fn after_a_round_that_failed_the_row_covers_the_whole_time() {
    let root = FakeRoot::new();
    root.write("proc/loadavg", "0 0 0 1/1 1\n");
    root.write("proc/stat", "cpu0 0 0 0 0 0 0 0 0\nprocesses 100\n");
    let mut collector = StatCollector::new(root.path());
    sample(&mut collector, 0);
    root.write("proc/stat", "");
    let failed = sample(&mut collector, 1000);
    assert_eq!(failed.files(), ["load.plt"]);
    assert_eq!(failed.cell("load.plt", "blocked"), "");
    assert!(
        failed.failures()[0].contains("holds no line of a processor"),
        "{:?}",
        failed.failures()
    );
    root.write("proc/stat", "cpu0 0 0 0 200 0 0 0 0\nprocesses 130\n");
    assert_eq!(sample(&mut collector, 3000).cell("task.plt", "proc/s"), "10.00");
}

fn cpu_line(ticks: impl Strategy<Value = u64>) -> impl Strategy<Value = KernelStat> {
    prop::collection::vec(ticks, 0..12).prop_map(|fields| {
        let fields: Vec<String> = fields.iter().map(ToString::to_string).collect();
        KernelStat::parse(format!("cpu0 {}\n", fields.join(" ")).as_bytes()).unwrap()
    })
}

proptest! {
    #[test]
    fn no_bytes_panic(text: Vec<u8>) {
        let _ = KernelStat::parse(&text);
        let _ = LoadAverage::parse(&text);
    }

    #[test]
    fn no_text_that_looks_right_panics(text in "(cpu[0-9]{0,4}( [0-9]{0,21}){0,12}\n|ctxt [0-9-]{0,22}\n){0,5}") {
        let _ = KernelStat::parse(text.as_bytes());
    }

    #[test]
    fn no_numbers_panic(earlier in cpu_line(any::<u64>()), later in cpu_line(any::<u64>())) {
        cpu::row(&earlier, &later, SECOND);
        task::row(&earlier, &later, SECOND);
    }

    #[test]
    fn shares_are_not_negative_and_their_sum_is_at_most_100(
        earlier in cpu_line(0..1_u64 << 50), later in cpu_line(0..1_u64 << 50),
    ) {
        let shares: Vec<f64> = cpu::row(&earlier, &later, SECOND).cells.into_iter().flatten().collect();
        prop_assert!(shares.iter().all(|&share| share >= 0.0), "{shares:?}");
        prop_assert!(shares.iter().sum::<f64>() <= 100.0001, "{shares:?}");
    }
}
