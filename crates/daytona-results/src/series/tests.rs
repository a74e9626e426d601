use tempfile::TempDir;

use super::*;

/// A host's folder with `seconds` ticks, of which some are left out, and a saw in `cpu.plt`.
fn host(seconds: u64, left_out: &[u64]) -> TempDir {
    let host = tempfile::tempdir().unwrap();
    std::fs::create_dir(host.path().join("sar")).unwrap();
    let mut ticks = "Time,tick,mono_ns,wall_us,server_offset_us\n".to_owned();
    let mut cpu = "Time,%user,%system,%idle\n".to_owned();
    for second in (0..seconds).filter(|second| !left_out.contains(second)) {
        let (hour, minute) = (second / 3600, second / 60 % 60);
        let time = format!("1970-01-01T{hour:02}:{minute:02}:{:02}.000Z", second % 60);
        ticks.push_str(&format!(
            "{time},1,{},{},0\n",
            second * 1_000_000_000,
            second * 1_000_000
        ));
        cpu.push_str(&format!(
            "{time},{}.00,,{}.00\n",
            second % 100,
            100 - second % 100
        ));
    }
    std::fs::write(host.path().join("sar/ticks.csv"), ticks).unwrap();
    std::fs::write(host.path().join("sar/cpu.plt"), cpu).unwrap();
    host
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

#[test]
fn the_list_names_files_columns_and_units() {
    let host = host(3, &[]);
    let files = list(host.path()).unwrap();
    let [SeriesFile { file, columns }] = files.as_slice() else {
        panic!("{files:?}")
    };
    assert_eq!(file, "sar/cpu.plt");
    let columns: Vec<_> = columns
        .iter()
        .map(|column| (column.name.as_str(), column.unit))
        .collect();
    assert_eq!(columns, [("%user", "%"), ("%system", "%"), ("%idle", "%")]);
    assert_eq!(list(&host.path().join("nothing")).unwrap(), []);
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
}

#[test]
fn many_rows_become_buckets_that_keep_the_extremes() {
    let host = host(3600, &[]);
    let series = query(host.path(), &asked(&["%user"], 36), origin(0)).unwrap();
    let Values::Buckets { step, columns } = &series.values else {
        panic!("{series:?}")
    };
    assert_eq!((series.rows, *step, series.from), (3600, 100.0, 0.0));
    let m4 = &columns[0].1;
    assert_eq!(m4.n, vec![100; 36]);
    assert_eq!(
        (m4.min[7], m4.max[7], m4.mean[7]),
        (Some(0.0), Some(99.0), Some(49.5))
    );
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
    assert_eq!(series.rows, 14);
    assert_eq!(series.gaps.len(), 1);
    assert_eq!((series.gaps[0].from, series.gaps[0].to), (19.0, 22.0));
}

#[test]
fn a_row_that_is_still_being_written_is_not_there_yet() {
    let host = host(3, &[]);
    let path = host.path().join("sar/cpu.plt");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text[..text.len() - 3]).unwrap();
    assert_eq!(
        query(host.path(), &asked(&["%user"], 100), origin(0))
            .unwrap()
            .rows,
        2
    );
}

#[test]
fn nothing_outside_the_metrics_can_be_asked_for() {
    let host = host(1, &[]);
    std::os::unix::fs::symlink("/etc/passwd", host.path().join("sar/link.plt")).unwrap();
    for file in [
        "../x.plt",
        "/etc/passwd",
        "results.csv",
        "sar/link.plt",
        "sar/missing.plt",
        "sar/../sar/cpu.plt",
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
