use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::fake_root::{FakeRoot, sample};

struct Host {
    root: FakeRoot,
    collector: DisksCollector,
}

impl Host {
    fn with(disks: &[&str]) -> Self {
        let root = FakeRoot::new();
        for disk in disks {
            root.write(&format!("sys/block/{disk}/size"), "1000\n");
        }
        let collector = DisksCollector::new(root.path());
        Self { root, collector }
    }

    fn round(&mut self, at_ms: u64, lines: &[&str]) -> Round {
        self.root.write("proc/diskstats", lines.join("\n") + "\n");
        sample(&mut self.collector, at_ms)
    }
}

const VDA: &str = "vda_iostat_block_devices.plt";

#[test]
fn all_columns_of_a_device_follow_from_its_counters() {
    let mut host = Host::with(&["vda"]);
    host.round(
        0,
        &[" 254 0 vda 100 10 1000 50 200 20 2000 90 0 500 900 5 1 80 7 3 6"],
    );
    // In 2 s: 40 reads, 10 merged, 1600 sectors, 100 ms; 20 writes, 0 merged, 400 sectors, 50 ms;
    // busy 1000 ms, weighted 3000 ms; 4 discards, 4 merged, 64 sectors, 8 ms; 5 flushes, 10 ms.
    let round = host.round(
        2000,
        &[" 254 0 vda 140 20 2600 150 220 20 2400 140 3 1500 3900 9 5 144 15 8 16"],
    );
    assert_eq!(
        round.text(VDA),
        "20.00,400.00,5.00,20.00,2.50,20.00,\
         10.00,100.00,0.00,0.00,2.50,10.00,\
         2.00,16.00,2.00,50.00,2.00,8.00,\
         2.50,2.00,1.50,50.00,3"
    );
}

#[test]
fn the_mean_time_of_no_requests_is_empty_and_their_size_is_zero() {
    let mut host = Host::with(&["vda"]);
    let line = " 254 0 vda 100 10 1000 50 200 20 2000 90 0 500 900 5 1 80 7 3 6";
    host.round(0, &[line]);
    assert_eq!(
        host.round(1000, &[line]).text(VDA),
        "0.00,0.00,0.00,0.00,,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,0.00,0.00,0.00,,0.00,0.00,,0.00,0.00,0"
    );
}

#[test]
fn a_kernel_without_discards_or_flushes_leaves_their_cells_empty() {
    let mut host = Host::with(&["vda"]);
    host.round(0, &["254 0 vda 0 0 0 0 0 0 0 0 0 0 0"]);
    let round = host.round(1000, &["254 0 vda 1 0 2 4 0 0 0 0 0 10 4"]);
    assert_eq!(
        round.text(VDA),
        "1.00,1.00,0.00,0.00,4.00,1.00,0.00,0.00,0.00,0.00,,0.00,,,,,,,,,0.00,1.00,0"
    );
    host.round(2000, &["254 0 vda 1 0 2 4 0 0 0 0 0 10 4 0 0 0 0"]);
    let discards = host.round(3000, &["254 0 vda 1 0 2 4 0 0 0 0 0 10 4 2 0 8 6"]);
    assert_eq!(discards.cell(VDA, "d_await"), "3.00");
    assert_eq!(discards.cell(VDA, "f/s"), "");
}

#[test]
fn times_wrap_at_32_bits() {
    let mut host = Host::with(&["vda"]);
    host.round(
        0,
        &["254 0 vda 10 0 0 4294967200 10 0 0 0 0 4294966796 4294967290"],
    );
    let round = host.round(1000, &["254 0 vda 20 0 0 104 10 0 0 0 0 500 1494"]);
    // 200 ms for 10 reads; busy 1000 ms; weighted 1500 ms.
    assert_eq!(round.cell(VDA, "r_await"), "20.00");
    assert_eq!(round.cell(VDA, "%util"), "100.00");
    assert_eq!(round.cell(VDA, "aqu-sz"), "1.50");
}

#[test]
fn a_single_counter_that_fell_is_one_empty_cell() {
    let mut host = Host::with(&["vda"]);
    host.round(0, &["254 0 vda 10 0 100 50 10 5 100 0 0 100 100"]);
    let round = host.round(1000, &["254 0 vda 20 0 120 40 10 2 100 0 0 200 200"]);
    assert_eq!(round.cell(VDA, "r_await"), "");
    assert_eq!(round.cell(VDA, "wrqm/s"), "");
    assert_eq!(round.cell(VDA, "%wrqm"), "");
    assert_eq!(round.cell(VDA, "r/s"), "10.00");
}

#[test]
fn utilization_is_not_cut_at_100() {
    let mut host = Host::with(&["vda"]);
    host.round(0, &["254 0 vda 0 0 0 0 0 0 0 0 0 0 0"]);
    assert_eq!(
        host.round(1000, &["254 0 vda 0 0 0 0 0 0 0 0 -1 1040 0"])
            .cell(VDA, "%util"),
        "104.00"
    );
    assert_eq!(
        host.round(2000, &["254 0 vda 0 0 0 0 0 0 0 0 -1 1040 0"])
            .cell(VDA, "in_flight"),
        "-1"
    );
}

#[test]
fn a_device_that_was_replaced_gets_a_new_baseline_and_no_row() {
    let mut host = Host::with(&["sda"]);
    host.round(0, &["8 0 sda 100 0 800 0 0 0 0 0 0 0 0"]);
    assert!(
        host.round(1000, &["8 0 sda 3 0 24 0 0 0 0 0 0 0 0"])
            .rows
            .is_empty()
    );
    let round = host.round(2000, &["8 0 sda 5 0 40 0 0 0 0 0 0 0 0"]);
    assert_eq!(round.cell("sda_iostat_block_devices.plt", "r/s"), "2.00");
    // The same name with another number is another device, even if its counters are higher.
    assert!(
        host.round(3000, &["8 16 sda 500 0 4000 0 0 0 0 0 0 0 0"])
            .rows
            .is_empty()
    );
}

#[test]
fn a_new_device_shows_no_spike_and_one_that_comes_back_goes_on_in_its_file() {
    let mut host = Host::with(&["sda", "sdb"]);
    let sda = "8 0 sda 0 0 0 0 0 0 0 0 0 0 0";
    host.round(0, &[sda]);
    assert_eq!(
        host.round(1000, &[sda, "8 16 sdb 100000 0 0 0 0 0 0 0 0 0 0"])
            .files()
            .len(),
        1
    );
    let there = host.round(2000, &[sda, "8 16 sdb 100007 0 0 0 0 0 0 0 0 0 0"]);
    assert_eq!(there.cell("sdb_iostat_block_devices.plt", "r/s"), "7.00");
    assert_eq!(host.round(3000, &[sda]).files(), ["sda_iostat_block_devices.plt"]);
    assert_eq!(
        host.round(4000, &[sda, "8 16 sdb 200000 0 0 0 0 0 0 0 0 0 0"])
            .files()
            .len(),
        1
    );
    let back = host.round(5000, &[sda, "8 16 sdb 200001 0 0 0 0 0 0 0 0 0 0"]);
    assert_eq!(back.cell("sdb_iostat_block_devices.plt", "r/s"), "1.00");
}

#[test]
fn a_loop_device_is_recorded_from_its_first_request_while_something_is_attached() {
    let mut host = Host::with(&["loop0"]);
    host.root.write("sys/block/loop0/size", "0\n");
    let unused = "7 0 loop0 0 0 0 0 0 0 0 0 0 0 0";
    host.round(0, &[unused]);
    assert!(host.round(1000, &[unused]).rows.is_empty());
    host.root.write("sys/block/loop0/size", "4096\n");
    let used = "7 0 loop0 12 0 0 0 0 0 0 0 0 0 0";
    let round = host.round(2000, &[used]);
    assert_eq!(round.cell("loop0_iostat_block_devices.plt", "r/s"), "12.00");
    host.root.write("sys/block/loop0/size", "0\n");
    assert!(host.round(3000, &[used]).rows.is_empty());
}

#[test]
fn partitions_have_no_file() {
    let mut host = Host::with(&["sda"]);
    let lines = [
        "8 0 sda 0 0 0 0 0 0 0 0 0 0 0",
        "8 1 sda1 0 0 0 0 0 0 0 0 0 0 0",
        "8 2 sda2 1 2 3 4",
    ];
    host.round(0, &lines);
    assert_eq!(host.round(1000, &lines).files(), ["sda_iostat_block_devices.plt"]);
}

#[test]
fn a_device_whose_requests_are_not_counted_has_empty_cells() {
    let mut host = Host::with(&["vda"]);
    host.root.write("sys/block/vda/queue/iostats", "0\n");
    let line = "254 0 vda 5 0 0 0 0 0 0 0 0 0 0";
    host.round(0, &[line]);
    assert_eq!(host.round(1000, &[line]).text(VDA), ",".repeat(22));
    host.root.write("sys/block/vda/queue/iostats", "1\n");
    assert_eq!(host.round(11_000, &[line]).cell(VDA, "r/s"), "0.00");
}

#[test]
fn a_slash_in_a_name_becomes_an_exclamation_mark() {
    let mut host = Host::with(&["cciss!c0d0"]);
    let line = "104 0 cciss/c0d0 0 0 0 0 0 0 0 0 0 0 0";
    host.round(0, &[line]);
    assert_eq!(
        host.round(1000, &[line]).files(),
        ["cciss!c0d0_iostat_block_devices.plt"]
    );
}

#[test]
fn no_time_between_two_rounds_gives_no_rates() {
    let mut host = Host::with(&["vda"]);
    host.round(0, &["254 0 vda 0 0 0 0 0 0 0 0 0 0 0"]);
    let round = host.round(0, &["254 0 vda 2 0 8 6 0 0 0 0 0 0 0"]);
    assert_eq!(round.cell(VDA, "r/s"), "");
    assert_eq!(round.cell(VDA, "%util"), "");
    assert_eq!(round.cell(VDA, "r_await"), "3.00");
}

#[test]
fn a_host_without_devices_is_no_failure_but_one_without_the_file_is() {
    let mut host = Host::with(&[]);
    let empty = host.round(0, &[]);
    assert!(empty.rows.is_empty() && empty.failures.is_empty());
    let mut collector = DisksCollector::new(FakeRoot::new().path());
    assert!(sample(&mut collector, 0).failures()[0].contains("proc/diskstats"));
}

fn counters() -> impl Strategy<Value = Counters> {
    (prop::collection::vec(any::<u64>(), 17), any::<i64>()).prop_map(|(fields, in_flight)| {
        let mut text = "8 0 sda".to_owned();
        for (at, field) in fields.iter().enumerate() {
            text += &if at == 8 {
                format!(" {in_flight}")
            } else {
                format!(" {field}")
            };
        }
        counters::parse(text.as_bytes()).remove(0).1
    })
}

proptest! {
    #[test]
    fn no_bytes_panic(text: Vec<u8>) {
        counters::parse(&text);
    }

    #[test]
    fn no_text_that_looks_right_panics(text in "([0-9]{1,4} [0-9]{1,4} [a-z!/.0-9]{1,9}( -?[0-9]{0,21}){10,18}\n){0,4}") {
        counters::parse(text.as_bytes());
    }

    #[test]
    fn no_counters_give_a_negative_or_infinite_rate(earlier in counters(), later in counters()) {
        let row = rates::row("sda", &earlier, &later, Duration::from_nanos(1));
        let (_, rates) = row.cells.split_last().unwrap();
        prop_assert!(rates.iter().flatten().all(|&value| value >= 0.0 && value.is_finite()), "{rates:?}");
    }
}
