use proptest::prelude::*;

use super::*;

const HEADING: &str = "Time,tick,mono_ns,wall_us,server_offset_us\n";

fn axis(lines: &[&str], origin: Option<i64>) -> Axis {
    let text = format!("{HEADING}{}\n", lines.join("\n"));
    let origin = origin.map(Timestamp::from_micros);
    Axis::read(text.as_bytes(), "sar/ticks.csv", origin).unwrap()
}

fn time(text: &str) -> RowTime {
    RowTime::parse(text.as_bytes()).unwrap()
}

#[test]
fn seconds_count_from_the_scripts_exec_on_the_servers_clock() {
    // The host's clock is 5 s behind the server's; exec was at the server's 105.5 s.
    let axis = axis(
        &[
            "1970-01-01T00:01:40.000Z,1,7000000000,100000000,5000000",
            "1970-01-01T00:01:41.000Z,2,8000000000,101000000,5000100",
        ],
        Some(105_500_000),
    );
    assert_eq!(axis.seconds, [-0.5, 0.5]);
    assert_eq!(axis.extent(), Some((-0.5, 0.5)));
    assert_eq!(axis.notes(), [""; 0]);
}

#[test]
fn a_wall_clock_that_is_set_back_an_hour_does_not_bend_the_axis() {
    let axis = axis(
        &[
            "1970-01-01T02:00:00.000Z,1,1000000000,7200000000,",
            "1970-01-01T02:00:01.000Z,2,2000000000,7201000000,0",
            "1970-01-01T01:00:02.000Z,3,3000000000,3602000000,3600000000",
        ],
        Some(7_200_000_000),
    );
    assert_eq!(axis.seconds, [0.0, 1.0, 2.0]);
    assert_eq!(axis.second_of_tick(time("1970-01-01T01:00:02.000Z")), Some(2.0));
    assert_eq!(axis.second_of_tick(time("1970-01-01T02:00:01.000Z")), Some(1.0));
}

#[test]
fn ticks_with_a_stale_offset_do_not_move_the_axis() {
    // The host's clock was set forward by an hour at the start; it takes two ticks until the agent knows.
    let line = |second: i64, offset: i64| {
        format!(
            "1970-01-01T01:00:{second:02}.000Z,1,{},{},{offset}",
            (second + 9) * 1_000_000_000,
            (3600 + second) * 1_000_000
        )
    };
    let lines: Vec<_> = [
        (0, 0),
        (1, 0),
        (2, -3_600_000_000),
        (3, -3_600_000_000),
        (4, -3_600_000_000),
    ]
    .map(|(second, offset)| line(second, offset))
    .to_vec();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    assert_eq!(axis(&lines, Some(0)).seconds, [0.0, 1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn without_a_start_the_first_tick_is_second_0() {
    let lines = [
        "1970-01-01T00:00:07.000Z,1,5000000000,7000000,1",
        "1970-01-01T00:00:08.000Z,2,6000000000,8000000,1",
    ];
    assert_eq!(axis(&lines, None).seconds, [0.0, 1.0]);
}

#[test]
fn a_host_that_never_knew_the_servers_clock_is_placed_by_its_own_with_a_note() {
    let axis = axis(
        &["1970-01-01T00:00:07.000Z,1,5000000000,7000000,"],
        Some(6_000_000),
    );
    assert_eq!(axis.seconds, [1.0]);
    assert!(
        axis.notes()[0].contains("the host's is taken"),
        "{:?}",
        axis.notes()
    );
}

#[test]
fn lines_that_are_no_ticks_are_told_with_the_first_of_them() {
    let axis = axis(
        &[
            "1970-01-01T00:00:01.000Z,1,1000000000,0,",
            "1970-01-01T00:00:02.000Z,2,20000",
            "1970-01-01T00:00:03.000Z,3,500,0,",
            "1970-01-01T00:00:04.000Z,4,4000000000,0,",
        ],
        None,
    );
    assert_eq!(axis.seconds, [0.0, 3.0]);
    let note = "sar/ticks.csv:3: the line is no tick after the one before, nor are 1 others";
    assert_eq!(axis.notes(), [note]);
}

#[test]
fn a_time_without_a_tick_is_placed_by_the_tick_before_it() {
    let axis = axis(
        &[
            "1970-01-01T00:00:10.000Z,1,1000000000,10000000,0",
            "1970-01-01T00:00:11.000Z,2,2000000000,11000000,0",
        ],
        Some(10_000_000),
    );
    assert_eq!(axis.second_of_tick(time("1970-01-01T00:00:10.250Z")), None);
    for (at, second) in [
        ("10.250", 0.25),
        ("11.000", 1.0),
        ("08.000", -2.0),
        ("14.500", 4.5),
    ] {
        let time = time(&format!("1970-01-01T00:00:{at}Z"));
        assert_eq!(axis.second_of_clock(time), Some(second), "{at}");
    }
    assert!(axis.has_tick_between(0.5, 1.5));
    assert!(!axis.has_tick_between(0.0, 1.0));
    assert_eq!(
        Axis::default().second_of_clock(time("1970-01-01T00:00:10.250Z")),
        None
    );
}

proptest! {
    #[test]
    fn the_axis_always_advances_whatever_the_wall_clock_does(
        walls in proptest::collection::vec(0..4_000_000_000_000_000_i64, 1..50), origin in any::<i64>()
    ) {
        let mut text = HEADING.to_owned();
        for (at, wall) in walls.iter().enumerate() {
            let time = Timestamp::from_micros(*wall).to_string();
            let mono = (at + 1) * 1_000_000_000;
            text.push_str(&format!("{}Z,{at},{mono},{wall},{}\n", &time[..23], wall / 7));
        }
        let axis = Axis::read(text.as_bytes(), "ticks.csv", Some(Timestamp::from_micros(origin))).unwrap();
        prop_assert_eq!(axis.seconds.len(), walls.len());
        prop_assert!(axis.seconds.is_sorted());
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Axis::read(bytes.as_slice(), "ticks.csv", None).unwrap();
    }
}
