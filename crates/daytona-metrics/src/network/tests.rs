use proptest::prelude::*;

use super::*;
use crate::fake_root::{FakeRoot, sample};

const HEADING: &str = "Inter-|   Receive                                                |  Transmit\n \
    face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n";

struct Host {
    root: FakeRoot,
    collector: NetworkCollector,
}

impl Host {
    fn new() -> Self {
        let root = FakeRoot::new();
        let collector = NetworkCollector::new(root.path());
        Self { root, collector }
    }

    fn link(self, name: &str, index: u64, speed: &str, duplex: &str) -> Self {
        for (file, value) in [
            ("ifindex", index.to_string()),
            ("speed", speed.into()),
            ("duplex", duplex.into()),
        ] {
            self.root
                .write(&format!("sys/class/net/{name}/{file}"), value + "\n");
        }
        self
    }

    fn round(&mut self, at_ms: u64, lines: &[&str]) -> Round {
        self.root
            .write("proc/net/dev", format!("{HEADING}{}\n", lines.join("\n")));
        sample(&mut self.collector, at_ms)
    }
}

/// A line in which every counter is `value`.
fn line(name: &str, value: u64) -> String {
    format!("{name:>6}: {}", [value.to_string().as_str(); 16].join(" "))
}

#[test]
fn rates_are_per_second_and_kb_are_1024_bytes() {
    let mut host = Host::new().link("eth0", 2, "100", "full");
    assert!(
        host.round(0, &["  eth0: 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"])
            .rows
            .is_empty()
    );
    let round = host.round(
        2000,
        &["  eth0: 2048000 400 2 4 6 8 10 12 1024000 200 14 16 18 20 22 24"],
    );
    assert_eq!(
        round.files(),
        ["eth0_network_devices.plt", "eth0_network_errors.plt"]
    );
    // 1024000 bytes/s of 100 Mbit/s: 8.192 Mbit/s.
    assert_eq!(
        round.text("eth0_network_devices.plt"),
        "200.00,100.00,1000.00,500.00,5.00,12.00,6.00,8.19"
    );
    assert_eq!(
        round.text("eth0_network_errors.plt"),
        "1.00,7.00,10.00,2.00,8.00,11.00,4.00,3.00,9.00"
    );
}

#[test]
fn a_shared_medium_adds_both_directions() {
    let mut host = Host::new().link("eth0", 2, "10", "half");
    host.round(0, &["eth0:0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"]);
    let round = host.round(1000, &["eth0:250000 1 0 0 0 0 0 0 125000 1 0 0 0 0 0 0"]);
    assert_eq!(round.cell("eth0_network_devices.plt", "%ifutil"), "30.00");
}

#[test]
fn the_utilization_is_empty_where_speed_or_duplex_is_unknown() {
    for (speed, duplex) in [
        ("-1", "full"),
        ("0", "full"),
        ("65535", "full"),
        ("4294967295", "full"),
        ("", "full"),
        ("1000", "unknown"),
        ("1000", ""),
    ] {
        let mut host = Host::new().link("eth0", 2, speed, duplex);
        host.round(0, &[&line("eth0", 1)]);
        let cell = host
            .round(1000, &[&line("eth0", 9)])
            .cell("eth0_network_devices.plt", "%ifutil");
        assert_eq!(cell, "", "speed {speed:?} duplex {duplex:?}");
    }
}

#[test]
fn a_speed_that_changes_is_noticed_within_ten_seconds() {
    let mut host = Host::new().link("eth0", 2, "100", "full");
    host.round(0, &[&line("eth0", 0)]);
    host = host.link("eth0", 2, "10", "full");
    let file = "eth0_network_devices.plt";
    assert_eq!(
        host.round(1000, &[&line("eth0", 1_250_000)])
            .cell(file, "%ifutil"),
        "10.00"
    );
    assert_eq!(
        host.round(10_000, &[&line("eth0", 12_500_000)])
            .cell(file, "%ifutil"),
        "100.00"
    );
}

#[test]
fn a_new_interface_gives_its_first_row_one_interval_later_and_no_spike() {
    let mut host = Host::new();
    host.round(0, &[&line("lo", 0)]);
    assert_eq!(
        host.round(1000, &[&line("lo", 1), &line("eth0", 1_000_000)])
            .rows
            .len(),
        2
    );
    let round = host.round(2000, &[&line("lo", 1), &line("eth0", 1_000_003)]);
    assert_eq!(round.cell("eth0_network_devices.plt", "rxpck/s"), "3.00");
}

#[test]
fn an_interface_that_vanished_comes_back_in_the_same_file_after_a_gap() {
    let mut host = Host::new();
    host.round(0, &[&line("lo", 0), &line("eth0", 100)]);
    assert_eq!(host.round(1000, &[&line("lo", 0)]).files().len(), 2);
    assert_eq!(
        host.round(2000, &[&line("lo", 0), &line("eth0", 500)])
            .files()
            .len(),
        2
    );
    let back = host.round(3000, &[&line("lo", 0), &line("eth0", 510)]);
    assert_eq!(back.cell("eth0_network_devices.plt", "txpck/s"), "10.00");
}

#[test]
fn counters_that_fell_are_a_new_baseline_without_a_row() {
    let mut host = Host::new();
    host.round(0, &["eth0: 900 90 5 0 0 0 0 0 900 90 0 0 0 0 0 0"]);
    // Only the errors fell: the driver was loaded anew, and much has passed since.
    assert!(
        host.round(1000, &["eth0: 9999 999 0 0 0 0 0 0 9999 999 0 0 0 0 0 0"])
            .rows
            .is_empty()
    );
    let round = host.round(2000, &["eth0: 9999 1003 0 0 0 0 0 0 9999 999 0 0 0 0 0 0"]);
    assert_eq!(round.cell("eth0_network_devices.plt", "rxpck/s"), "4.00");
}

#[test]
fn a_renamed_interface_goes_on_in_its_first_file_and_a_newcomer_gets_another() {
    let mut host = Host::new().link("eth0", 2, "-1", "full");
    host.round(0, &[&line("eth0", 0)]);
    host = host.link("enp3s0", 2, "-1", "full").link("eth0", 7, "-1", "full");
    let renamed = host.round(1000, &[&line("eth1", 50), &line("enp3s0", 5)]);
    assert_eq!(
        renamed.files(),
        ["eth0_network_devices.plt", "eth0_network_errors.plt"]
    );
    assert_eq!(renamed.cell("eth0_network_devices.plt", "rxpck/s"), "5.00");
    host.round(2000, &[&line("enp3s0", 5), &line("eth0", 0)]);
    let both = host.round(3000, &[&line("enp3s0", 6), &line("eth0", 2)]);
    assert_eq!(both.cell("eth0_network_devices.plt", "rxpck/s"), "1.00");
    assert_eq!(both.cell("eth0+7_network_devices.plt", "rxpck/s"), "2.00");
}

#[test]
fn interfaces_made_by_the_dozen_are_left_out_unless_they_are_hardware() {
    let mut host = Host::new();
    host.root.write("sys/class/net/tap9/device/vendor", "0x1\n");
    let lines: Vec<String> = [
        "veth1a2b", "cali0", "lxcbr0", "tap0", "ifb0", "docker0", "lo", "br-12ab", "bond0", "wg0", "tap9",
    ]
    .iter()
    .map(|name| line(name, 1))
    .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    host.round(0, &lines);
    let files: Vec<String> = host
        .round(1000, &lines)
        .files()
        .iter()
        .map(ToString::to_string)
        .collect();
    let devices: Vec<&str> = files
        .iter()
        .filter_map(|file| file.strip_suffix("_network_devices.plt"))
        .collect();
    assert_eq!(devices, ["lo", "br-12ab", "bond0", "wg0", "tap9"]);
}

#[test]
fn a_name_with_odd_bytes_gives_a_safe_file_name() {
    let mut host = Host::new();
    host.round(0, &[&line("eth%d,1", 0)]);
    let round = host.round(1000, &[&line("eth%d,1", 0)]);
    assert_eq!(round.files()[0], "eth%25d%2C1_network_devices.plt");
}

#[test]
fn a_line_that_was_cut_off_is_left_out_and_an_empty_file_is_a_failure() {
    let mut host = Host::new();
    host.round(0, &[&line("lo", 0), &line("eth0", 0)]);
    assert_eq!(
        host.round(1000, &[&line("lo", 0), "eth0: 1 2 3"]).files().len(),
        2
    );
    let failed = host.round(2000, &[]);
    assert!(failed.rows.is_empty());
    assert!(
        failed.failures()[0].contains("holds no line of an interface"),
        "{:?}",
        failed.failures()
    );
    assert_eq!(
        host.round(3000, &[&line("lo", 9)])
            .cell("lo_network_devices.plt", "rxpck/s"),
        "4.50"
    );
}

#[test]
fn no_time_between_two_rounds_gives_empty_cells() {
    let mut host = Host::new();
    host.round(1000, &[&line("lo", 0)]);
    assert_eq!(
        host.round(1000, &[&line("lo", 5)]).text("lo_network_devices.plt"),
        ",,,,,,,"
    );
}

#[test]
fn below_a_mounted_root_the_first_process_shows_the_interfaces() {
    let root = FakeRoot::new();
    root.write("proc/net/dev", line("mine", 0));
    root.write("proc/1/net/dev", line("eth0", 0));
    let mut collector = NetworkCollector::new(root.path());
    sample(&mut collector, 0);
    assert_eq!(
        sample(&mut collector, 1000).files()[0],
        "eth0_network_devices.plt"
    );
}

proptest! {
    #[test]
    fn no_bytes_panic(text: Vec<u8>) {
        counters::parse(&text);
    }

    #[test]
    fn no_text_that_looks_right_panics(text in "( {0,3}[a-z/.:]{0,6}:( [0-9]{0,21}){14,17}\n){0,4}") {
        counters::parse(text.as_bytes());
    }

    #[test]
    fn no_counters_give_a_negative_rate(earlier: [u64; 16], later: [u64; 16]) {
        if let Some(growth) = Counters(earlier).growth(&Counters(later)) {
            let elapsed = std::time::Duration::from_nanos(1);
            let link = Link::HalfDuplex { mbit_per_s: 1 };
            let rows = [rates::devices_row("x", &growth, link, elapsed), rates::errors_row("x", &growth, elapsed)];
            prop_assert!(rows.iter().flat_map(|row| &row.cells).flatten().all(|&value| value >= 0.0));
        }
    }
}
