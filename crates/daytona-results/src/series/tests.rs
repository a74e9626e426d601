use std::fmt::Write as _;
use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;

const TICKS_HEADING: &str = "Time,tick,mono_ns,wall_us,server_offset_us\n";

fn time(second: u64) -> String {
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!("1970-01-01T{hour:02}:{minute:02}:{:02}.000Z", second % 60)
}

/// A host's folder with `seconds` ticks, of which some are left out, and a saw in `cpu.plt`.
fn host(seconds: u64, left_out: &[u64]) -> TempDir {
    let host = tempfile::tempdir().unwrap();
    fs::create_dir(host.path().join("sar")).unwrap();
    let mut ticks = TICKS_HEADING.to_owned();
    let mut cpu = "Time,%user,%system,%idle\n".to_owned();
    for second in (0..seconds).filter(|second| !left_out.contains(second)) {
        let (time, saw) = (time(second), second % 100);
        writeln!(ticks, "{time},1,{}000000000,{second}000000,0", second + 1).unwrap();
        writeln!(cpu, "{time},{saw}.00,,{}.00", 100 - saw).unwrap();
    }
    write(&host, "sar/ticks.csv", &ticks);
    write(&host, "sar/cpu.plt", &cpu);
    host
}

fn write(host: &TempDir, file: &str, text: &str) {
    fs::write(host.path().join(file), text).unwrap();
}

fn asked(columns: &[&str], points: u32) -> Query {
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    Query {
        file: "sar/cpu.plt".to_owned(),
        columns,
        from: None,
        to: None,
        points,
    }
}

fn origin(seconds: i64) -> Option<Timestamp> {
    Some(Timestamp::from_micros(seconds * 1_000_000))
}

/// Seconds and first column of rows that are given as they are.
fn raw_rows(series: &Series) -> (Vec<f64>, Vec<Option<f64>>) {
    let Values::Raw { t, columns } = &series.values else {
        panic!("{series:?}")
    };
    (t.clone(), columns[0].1.clone())
}

fn gaps(series: &Series) -> Vec<(f64, f64)> {
    series.gaps.iter().map(|gap| (gap.from, gap.to)).collect()
}

#[test]
fn the_list_names_files_columns_and_units() {
    let host = host(3, &[]);
    write(&host, "latency.plt", "Time,p99\n");
    let files = list(host.path()).unwrap();
    let [own, SeriesFile { file, columns }] = files.as_slice() else {
        panic!("{files:?}")
    };
    assert_eq!((own.file.as_str(), file.as_str()), ("latency.plt", "sar/cpu.plt"));
    let columns: Vec<_> = columns
        .iter()
        .map(|column| (column.name.as_str(), column.unit))
        .collect();
    assert_eq!(columns, [("%user", "%"), ("%system", "%"), ("%idle", "%")]);
    assert_eq!(list(&host.path().join("nothing")).unwrap(), []);
}

#[test]
fn the_list_leaves_out_what_is_no_metric_file() {
    let host = host(1, &[]);
    let sar = host.path().join("sar");
    std::os::unix::fs::symlink("/etc/passwd", sar.join("link.plt")).unwrap();
    fs::create_dir(sar.join("folder.plt")).unwrap();
    let fifo = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, sar.join("fifo.plt"), fifo, 0o600.into(), 0).unwrap();
    write(&host, "sar/new.plt", "Time,%us");
    write(&host, "sar/other.plt", "set terminal png\nplot x, y\n");
    fs::write(sar.join("bytes.plt"), [0xff, b'\n']).unwrap();
    let files: Vec<_> = list(host.path())
        .unwrap()
        .into_iter()
        .map(|file| file.file)
        .collect();
    assert_eq!(files, ["sar/cpu.plt"]);
}

#[test]
fn few_rows_are_given_as_they_are_and_unknown_stays_unknown() {
    let host = host(5, &[]);
    let series = query(host.path(), &asked(&["%idle", "%system"], 100), origin(2)).unwrap();
    let Values::Raw { t, columns } = &series.values else {
        panic!("{series:?}")
    };
    assert_eq!(t, &[-2.0, -1.0, 0.0, 1.0, 2.0]);
    assert_eq!(columns[0].0.name, "%system");
    assert_eq!(columns[0].1, [None; 5]);
    assert_eq!(columns[1].1, [100.0, 99.0, 98.0, 97.0, 96.0].map(Some));
    assert_eq!(
        (series.from, series.to, series.gaps.len(), series.notes.len()),
        (-2.0, 2.0, 0, 0)
    );
}

#[test]
fn rows_are_given_as_they_are_up_to_four_a_point() {
    let host = host(41, &[]);
    let is_raw = |points| {
        let series = query(host.path(), &asked(&["%user"], points), origin(0)).unwrap();
        matches!(series.values, Values::Raw { .. })
    };
    assert!(is_raw(11));
    assert!(!is_raw(10));
}

#[test]
fn many_rows_become_buckets_that_keep_the_extremes() {
    let host = host(3600, &[]);
    let series = query(host.path(), &asked(&["%user", "%system"], 36), origin(0)).unwrap();
    let Values::Buckets { step, columns } = &series.values else {
        panic!("{series:?}")
    };
    assert_eq!(
        (series.rows, *step, series.from, series.to),
        (3600, 100.0, 0.0, 3600.0)
    );
    let m4 = &columns[0].1;
    assert_eq!(m4.n, vec![100; 36]);
    assert_eq!(
        (m4.min[7], m4.max[7], m4.mean[7]),
        (Some(0.0), Some(99.0), Some(49.5))
    );
    assert_eq!(columns[1].1.first, vec![None; 36]);
}

#[test]
fn panning_finds_the_same_buckets_whole_at_the_edges_too() {
    let host = host(3600, &[]);
    let bucket_of_1500 = |from, to| {
        let query_range = Query {
            from: Some(from),
            to: Some(to),
            ..asked(&["%user"], 10)
        };
        let series = query(host.path(), &query_range, origin(0)).unwrap();
        let Values::Buckets { step, columns } = series.values else {
            panic!("{from}")
        };
        assert_eq!(step, 100.0);
        let at = ((1500.0 - series.from) / step) as usize;
        let m4 = &columns[0].1;
        (m4.first[at], m4.min[at], m4.max[at], m4.last[at], m4.n[at])
    };
    let whole = (Some(0.0), Some(0.0), Some(99.0), Some(99.0), 100);
    for (from, to) in [(1000.0, 2000.0), (1550.0, 2500.0), (650.0, 1520.0)] {
        assert_eq!(bucket_of_1500(from, to), whole, "{from}");
    }
}

#[test]
fn a_range_takes_only_its_rows_and_gaps() {
    let host = host(60, &[20, 21, 40, 41]);
    let query_range = Query {
        from: Some(15.0),
        to: Some(30.0),
        ..asked(&["%user"], 100)
    };
    let series = query(host.path(), &query_range, origin(0)).unwrap();
    assert_eq!((series.rows, gaps(&series)), (14, vec![(19.0, 22.0)]));
    assert_eq!(series.gaps[0].reason, "no samples were taken");
    let backwards = Query {
        to: Some(10.0),
        ..query_range
    };
    assert!(
        query(host.path(), &backwards, origin(0))
            .unwrap_err()
            .is_not_found()
    );
}

#[test]
fn a_gap_is_an_empty_bucket() {
    let host = host(400, &(100..200).collect::<Vec<_>>());
    let series = query(host.path(), &asked(&["%user"], 20), origin(0)).unwrap();
    let Values::Buckets { step, columns } = &series.values else {
        panic!("{series:?}")
    };
    assert_eq!((*step, gaps(&series)), (20.0, vec![(99.0, 200.0)]));
    let n = &columns[0].1.n;
    assert_eq!((n[4], &n[5..10], n[10]), (20, [0; 5].as_slice(), 20));
    assert_eq!(columns[0].1.min[5..10], [None; 5]);
}

#[test]
fn a_line_that_can_not_be_read_is_a_gap_with_file_and_line() {
    let host = host(10, &[]);
    let path = host.path().join("sar/cpu.plt");
    let text = fs::read_to_string(&path).unwrap();
    let broken = text
        .replace("04.000Z,4.00,,96.00", "04.000Z,4.0")
        .replace(",7.00,", ",seven,");
    fs::write(&path, broken).unwrap();
    let series = query(host.path(), &asked(&["%user"], 100), origin(0)).unwrap();
    let told: Vec<_> = series.gaps.iter().map(|gap| gap.reason.as_str()).collect();
    assert_eq!(told, ["sar/cpu.plt:6: it has 2 cells, and the heading has 4"]);
    assert_eq!((series.rows, gaps(&series)), (9, vec![(3.0, 5.0)]));
    assert_eq!(
        series.notes,
        [
            "sar/cpu.plt:6: the line is left out, because it has 2 cells, and the heading has 4",
            "sar/cpu.plt:9: the cell of %user holds no number and counts as unknown"
        ]
    );
    assert_eq!(raw_rows(&series).1[6], None, "the seventh second is unknown");
    // The other columns of the second line are sound.
    let idle = query(host.path(), &asked(&["%idle"], 100), origin(0)).unwrap();
    assert_eq!((idle.rows, idle.notes.len()), (9, 1));
    assert_eq!(raw_rows(&idle).1[6], Some(93.0));
}

#[test]
fn a_row_whose_tick_was_lost_is_a_gap_and_one_that_waits_for_its_tick_is_not() {
    let host = host(10, &[]);
    let path = host.path().join("sar/ticks.csv");
    let ticks = fs::read_to_string(&path).unwrap();
    let lines: Vec<_> = ticks
        .lines()
        .filter(|line| !line.contains(":04.000Z") && !line.contains(":09.000Z"))
        .collect();
    fs::write(&path, format!("{}\n", lines.join("\n"))).unwrap();
    let series = query(host.path(), &asked(&["%user"], 100), origin(0)).unwrap();
    assert_eq!((series.rows, gaps(&series)), (8, vec![(3.0, 5.0)]));
    let reason = "sar/cpu.plt:6: its time is of no tick in ticks.csv";
    assert_eq!(series.gaps[0].reason, reason);
}

#[test]
fn a_file_without_ticks_is_placed_by_its_own_times_with_a_note() {
    let host = host(4, &[]);
    fs::remove_file(host.path().join("sar/ticks.csv")).unwrap();
    let series = query(host.path(), &asked(&["%user"], 100), origin(1)).unwrap();
    assert_eq!(raw_rows(&series).0, [-1.0, 0.0, 1.0, 2.0]);
    assert_eq!(
        series.notes,
        ["sar/ticks.csv has no ticks, so sar/cpu.plt is placed by its own times, on its host's clock"]
    );
    // A run that never started, or one of an older system.
    let older = "Time,web - 1a2b3c,db - 4d5e6f\r\n2017-08-03T18:33:25Z,0.07%,1.50%\r\n2017-08-03T18:33:30Z,0.06%,\r\n";
    write(&host, "sar/docker_cpu.plt", older);
    let older = Query {
        file: "sar/docker_cpu.plt".to_owned(),
        ..asked(&[], 100)
    };
    let series = query(host.path(), &older, None).unwrap();
    assert_eq!(raw_rows(&series), (vec![0.0, 5.0], vec![Some(0.07), Some(0.06)]));
    assert_eq!((series.from, series.to), (0.0, 5.0));
}

#[test]
fn a_file_of_the_script_is_placed_by_the_hosts_clock() {
    let host = host(10, &[]);
    write(
        &host,
        "latency.plt",
        "Time,p99\n1970-01-01T00:00:02.500Z,7\n1970-01-01T00:00:02.500Z,8\n1970-01-01T00:00:12Z,9\n1970-01-01T00:00:01Z,1\n",
    );
    let own = Query {
        file: "latency.plt".to_owned(),
        ..asked(&["p99"], 100)
    };
    let series = query(host.path(), &own, origin(2)).unwrap();
    assert_eq!(
        raw_rows(&series),
        (vec![0.5, 0.5, 10.0], vec![Some(7.0), Some(8.0), Some(9.0)])
    );
    assert_eq!((series.from, series.to), (-2.0, 10.0));
    let reason = "latency.plt:5: its time is before that of the row above";
    assert_eq!(series.gaps[0].reason, reason);
}

#[test]
fn nothing_outside_the_metrics_can_be_asked_for() {
    let host = host(1, &[]);
    let sar = host.path().join("sar");
    std::os::unix::fs::symlink("/etc/passwd", sar.join("link.plt")).unwrap();
    std::os::unix::fs::symlink(&sar, host.path().join("elsewhere")).unwrap();
    let outside = host.path().join("sar/../sar/cpu.plt");
    for file in [
        "../x.plt",
        "/etc/passwd",
        outside.to_str().unwrap(),
        "results.csv",
        "sar/ticks.csv",
        "sar/link.plt",
        "elsewhere/cpu.plt",
        "sar/missing.plt",
        "sar/../sar/cpu.plt",
        "sar/cpu.plt/x.plt",
        "sar/\0.plt",
    ] {
        let bad = Query {
            file: file.to_owned(),
            ..asked(&[], 10)
        };
        assert!(
            query(host.path(), &bad, None).unwrap_err().is_not_found(),
            "{file}"
        );
    }
    let unknown = query(host.path(), &asked(&["%usr"], 10), None).unwrap_err();
    assert_eq!(unknown.to_string(), "sar/cpu.plt has no column \"%usr\"");
}

#[test]
fn more_columns_than_fit_are_refused() {
    let host = host(1, &[]);
    let names: Vec<_> = (0..300).map(|name| format!("c{name}")).collect();
    write(&host, "sar/cpu.plt", &format!("Time,{}\n", names.join(",")));
    let error = query(host.path(), &asked(&[], 10), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "300 columns of sar/cpu.plt are too many at once; ask for at most 256 by name"
    );
    assert_eq!(query(host.path(), &asked(&["c299"], 10), None).unwrap().rows, 0);
}

#[test]
fn a_live_file_gives_the_rows_that_are_whole_wherever_it_is_cut() {
    let host = host(4, &[]);
    let path = host.path().join("sar/cpu.plt");
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        let cut = &whole[..length];
        fs::write(&path, cut).unwrap();
        let lines = cut.iter().filter(|byte| **byte == b'\n').count();
        match query(host.path(), &asked(&["%user"], 100), origin(0)) {
            Ok(series) => assert_eq!(raw_rows(&series).0.len() + 1, lines, "{length}"),
            Err(error) => assert!(lines == 0 && error.is_not_found(), "{length}: {error}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_panic(
        file in proptest::collection::vec(any::<u8>(), 0..200),
        ticks in proptest::collection::vec(any::<u8>(), 0..100),
        heading in any::<bool>(),
        points in any::<u32>(),
        from in proptest::option::of(any::<f64>()),
    ) {
        let host = tempfile::tempdir().unwrap();
        fs::create_dir(host.path().join("sar")).unwrap();
        let heading: &[u8] = if heading { b"Time,%user\n1970-01-01T00:00:01.000Z,1\n" } else { b"" };
        fs::write(host.path().join("sar/cpu.plt"), [heading, &file].concat()).unwrap();
        fs::write(host.path().join("sar/ticks.csv"), ticks).unwrap();
        let _ = list(host.path()).unwrap();
        let _ = query(host.path(), &Query { from, ..asked(&[], points) }, None);
    }

    #[test]
    fn a_chart_keeps_every_extreme_of_the_file(
        values in proptest::collection::vec(0..1000_u32, 50..400), points in 1_u32..12
    ) {
        let host = host(values.len() as u64, &[]);
        let mut text = "Time,v\n".to_owned();
        for (second, value) in values.iter().enumerate() {
            writeln!(text, "{},{value}", time(second as u64)).unwrap();
        }
        write(&host, "sar/cpu.plt", &text);
        let series = query(host.path(), &asked(&["v"], points), origin(0)).unwrap();
        let Values::Buckets { step, columns } = &series.values else { panic!("{series:?}") };
        let m4 = &columns[0].1;
        for (at, (min, max)) in m4.min.iter().zip(&m4.max).enumerate() {
            let begin = (series.from + at as f64 * step) as usize;
            let end = ((series.from + (at + 1) as f64 * step) as usize).min(values.len());
            let members = values.get(begin..end).unwrap_or_default();
            prop_assert_eq!(*min, members.iter().min().map(|value| f64::from(*value)));
            prop_assert_eq!(*max, members.iter().max().map(|value| f64::from(*value)));
            prop_assert_eq!(m4.first[at], members.first().map(|value| f64::from(*value)));
            prop_assert_eq!(m4.last[at], members.last().map(|value| f64::from(*value)));
        }
        prop_assert_eq!(m4.n.iter().sum::<u64>(), values.len() as u64);
    }
}
