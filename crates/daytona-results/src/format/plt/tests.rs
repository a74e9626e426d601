use proptest::prelude::*;

use super::*;

fn line(text: &str) -> Line<'_> {
    Line {
        number: 2,
        text: Some(text.as_bytes()),
    }
}

fn values(text: &str, width: usize, chosen: &[usize]) -> Result<Vec<Option<f64>>, MalformedRow> {
    let mut cells = Vec::new();
    Row::parse(line(text))?.cells(width, chosen, &mut cells)?;
    let values = cells.into_iter().map(|cell| cell.unwrap().value());
    Ok(values
        .map(|value| Some(value).filter(|value| !value.is_nan()))
        .collect())
}

fn texts(file: &[u8]) -> Vec<Option<Vec<u8>>> {
    let mut lines = Lines::new(file);
    let mut texts = Vec::new();
    while let Some(line) = lines.next_line().unwrap() {
        texts.push(line.text.map(<[u8]>::to_vec));
    }
    texts
}

#[test]
fn only_chosen_columns_are_read_and_an_empty_cell_is_unknown() {
    let row = "2026-11-25T05:49:34.042Z,1.50,,7,x";
    assert_eq!(values(row, 4, &[0, 1, 2]), Ok(vec![Some(1.5), None, Some(7.0)]));
    assert_eq!(values(row, 4, &[2]), Ok(vec![Some(7.0)]));
    assert_eq!(values(row, 4, &[]), Ok(vec![]));
}

#[test]
fn nan_and_infinity_are_unknown_and_a_percent_sign_is_taken_off() {
    let row = "2026-11-25T05:49:34Z,nan,-inf, 0.07%,1e999";
    assert_eq!(
        values(row, 4, &[0, 1, 2, 3]),
        Ok(vec![None, None, Some(0.07), None])
    );
}

#[test]
fn a_malformed_row_says_what_is_wrong() {
    let time = "2026-11-25T05:49:34.042Z";
    let cut = values(&format!("{time},1.50"), 2, &[0]);
    assert_eq!(
        cut.unwrap_err().to_string(),
        "it has 2 cells, and the heading has 3"
    );
    let two_in_one = values(&format!("{time},1.5{time},1,2"), 2, &[1]);
    assert_eq!(
        two_in_one,
        Err(MalformedRow::Cells {
            found: 4,
            expected: 3
        })
    );
    let text = format!("{time},1,fast");
    let mut cells = Vec::new();
    Row::parse(line(&text))
        .unwrap()
        .cells(2, &[1], &mut cells)
        .unwrap();
    assert_eq!(cells, [None]);
    assert_eq!(
        values("2026-11-25 05:49:34,1", 1, &[0]),
        Err(MalformedRow::NoTime)
    );
    let too_long = Row::parse(Line {
        number: 2,
        text: None,
    });
    assert_eq!(too_long.unwrap_err(), MalformedRow::TooLong);
}

#[test]
fn a_torn_last_line_counts_once_it_is_whole() {
    let whole = [Some(b"Time,a".to_vec()), Some(b"row".to_vec())];
    assert_eq!(texts(b"Time,a\nrow\r\ntor"), whole);
    assert_eq!(texts(b"Time,a\nrow\r\ntorn\n").len(), 3);
}

#[test]
fn a_line_that_never_ends_does_not_hide_the_lines_behind_it() {
    let mut file = vec![b'x'; 3 << 20];
    file.extend(b"\nrow\n");
    assert_eq!(texts(&file), [None, Some(b"row".to_vec())]);
}

#[test]
fn reading_goes_on_at_a_place_that_was_kept() {
    let file = b"Time,a\none\ntwo\ntor";
    let mut lines = Lines::new(file.as_slice());
    lines.next_line().unwrap();
    lines.next_line().unwrap();
    let place = lines.place();
    assert_eq!(place, Place { bytes: 11, lines: 2 });
    let mut again = Lines::from(&file[place.bytes as usize..], place);
    let line = again.next_line().unwrap().unwrap();
    assert_eq!((line.number, line.text), (3, Some(b"two".as_slice())));
    assert_eq!(again.next_line().unwrap(), None);
    assert_eq!(again.place(), Place { bytes: 15, lines: 3 });
}

#[test]
fn a_heading_begins_with_time() {
    let names = |text| columns(line(text));
    let user_and_idle = Some(vec!["%user".to_owned(), "%idle".to_owned()]);
    assert_eq!(names("Time,%user,%idle"), user_and_idle);
    assert_eq!(names("\u{feff}\"Time\",\"%user\", %idle"), user_and_idle);
    for bad in ["a,b", "Time", "set terminal png, plot", ""] {
        assert_eq!(names(bad), None, "{bad:?}");
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(
        file in proptest::collection::vec(any::<u8>(), 0..300),
        chosen in proptest::collection::btree_set(0usize..9, 0..4),
        width in 0usize..9,
    ) {
        let chosen: Vec<_> = chosen.into_iter().collect();
        let mut lines = Lines::new(file.as_slice());
        while let Some(line) = lines.next_line().unwrap() {
            let _ = columns(line);
            if let Ok(row) = Row::parse(line) {
                let _ = row.cells(width, &chosen, &mut Vec::new());
            }
        }
    }

    #[test]
    fn what_was_written_is_read_back(
        cells in proptest::collection::vec(proptest::option::of(-1e12..1e12f64), 1..20)
    ) {
        let mut text = "2026-11-25T05:49:34.042Z".to_owned();
        for cell in &cells {
            text.push(',');
            text.push_str(&cell.map(|value| value.to_string()).unwrap_or_default());
        }
        let chosen: Vec<_> = (0..cells.len()).collect();
        prop_assert_eq!(values(&text, cells.len(), &chosen), Ok(cells));
    }
}
