use std::fmt::Write as _;
use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::series::{Host, Query, Series};

const FILE: &str = "sar/cpu.plt";

/// A host's results beside the folder of its copies.
struct Place {
    folder: TempDir,
    text: String,
    ticks: String,
}

impl Place {
    fn new(seconds: u64) -> Self {
        let mut place = Self {
            folder: tempfile::tempdir().unwrap(),
            text: "Time,%user,kbmemfree,late\n".to_owned(),
            ticks: "Time,tick,mono_ns,wall_us,server_offset_us\n".to_owned(),
        };
        fs::create_dir_all(place.results().join("sar")).unwrap();
        place.grow(0..seconds);
        place
    }

    fn results(&self) -> PathBuf {
        self.folder.path().join("results")
    }

    fn derived(&self) -> PathBuf {
        self.folder.path().join("derived")
    }

    fn copy(&self) -> PathBuf {
        self.derived().join("sar/cpu.plt.parquet")
    }

    fn parts(&self) -> usize {
        fs::read_dir(self.derived().join("sar/cpu.plt.parts")).map_or(0, Iterator::count)
    }

    fn grow(&mut self, seconds: std::ops::Range<u64>) {
        for second in seconds {
            let time = time(second);
            writeln!(self.ticks, "{time},1,{}000000000,{second}000000,0", second + 1).unwrap();
            let late = if second % 7 == 0 {
                String::new()
            } else {
                second.to_string()
            };
            writeln!(
                self.text,
                "{time},{}.{:02},{},{late}",
                second % 100,
                second % 97,
                1_000_000 - second
            )
            .unwrap();
        }
        self.write();
    }

    fn write(&self) {
        fs::write(self.results().join(FILE), &self.text).unwrap();
        fs::write(self.results().join("sar/ticks.csv"), &self.ticks).unwrap();
    }

    fn host(&self) -> Host {
        let exec = daytona_domain::clock::Timestamp::from_micros(5_000_000);
        Host::open(&self.results(), Some(exec)).unwrap().unwrap()
    }

    fn as_text(&self, query: &Query) -> Series {
        self.host().query(query).unwrap()
    }

    fn ended(&self, query: &Query) -> Series {
        self.host()
            .with_copies(&self.derived(), Growth::Ended)
            .query(query)
            .unwrap()
    }

    fn growing(&self, query: &Query) -> Series {
        self.host()
            .with_copies(&self.derived(), Growth::Growing)
            .query(query)
            .unwrap()
    }
}

fn time(second: u64) -> String {
    let (day, hour, minute) = (second / 86_400 + 1, second / 3600 % 24, second / 60 % 60);
    format!("1970-01-{day:02}T{hour:02}:{minute:02}:{:02}.000Z", second % 60)
}

fn asked(columns: &[&str], points: u32) -> Query {
    Query {
        file: FILE.to_owned(),
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        from: None,
        to: None,
        points,
    }
}

fn range(from: f64, to: f64, points: u32) -> Query {
    Query {
        from: Some(from),
        to: Some(to),
        ..asked(&["%user", "late"], points)
    }
}

fn questions() -> Vec<Query> {
    vec![
        asked(&["%user"], 100),
        asked(&[], 1_200),
        asked(&["late", "kbmemfree"], 4_096),
        range(10.0, 50.0, 500),
        range(1_000.5, 5_000.5, 100),
        range(-100.0, 100_000.0, 1),
        range(200_000.0, 200_001.0, 10),
    ]
}

#[test]
fn the_answer_is_the_same_from_the_text_and_from_the_copy() {
    let mut place = Place::new(10_000);
    // A gap, a line that is no row, a cell that is no number, and a column without a number.
    place.text = place
        .text
        .replace("T00:01:40.000Z,", "T00:01:4")
        .replace("1970-01-01T00:03:20.000Z,0.06", "1970-01-01T00:03:20.000Z,fast");
    place.write();
    for question in questions() {
        let (mut copied, mut text) = (place.ended(&question), place.as_text(&question));
        if question.from.is_some() {
            // A copy knows of bad cells outside of the range too.
            copied.notes.clear();
            text.notes.clear();
        }
        assert_eq!(copied, text, "{question:?}");
    }
    assert!(place.copy().exists());
}

#[test]
fn the_answer_is_the_same_while_the_file_grows_in_any_steps() {
    let mut place = Place::new(30_000);
    for until in [30_001, 90_000, 90_500, 180_000, 180_001] {
        for question in questions() {
            assert_eq!(
                place.growing(&question),
                place.as_text(&question),
                "{until} {question:?}"
            );
        }
        let now = place.text.lines().count() as u64 - 1;
        place.grow(now..until);
    }
    assert!(place.parts() >= 2, "{} parts", place.parts());
    let question = asked(&["%user"], 100);
    assert_eq!(place.ended(&question), place.as_text(&question));
    assert_eq!(place.parts(), 0, "the parts have done their work");
}

#[test]
fn what_grew_is_not_read_again() {
    let mut place = Place::new(60_000);
    let question = asked(&["%user"], 100);
    let before = place.growing(&question);
    assert_eq!(place.parts(), 1);
    place.grow(60_000..60_010);
    // Whoever would read the begin again would find nothing there.
    let body = place.text.find('\n').unwrap() + 1;
    let held = place.text.len() - 2_000;
    let mut text = place.text.clone().into_bytes();
    text[body..held].fill(b'\n');
    fs::write(place.results().join(FILE), text).unwrap();
    let after = place.growing(&question);
    assert_eq!(after.rows, before.rows + 10);
    assert_eq!(after.gaps, []);
}

#[test]
fn a_bad_time_in_the_middle_is_a_note_with_its_line_and_the_rest_is_kept() {
    let mut place = Place::new(100);
    place.text = place
        .text
        .replace("1970-01-01T00:00:50.000Z", "1970-01-01T00:00:5x.000Z");
    place.write();
    for series in [place.as_text(&asked(&[], 1_200)), place.ended(&asked(&[], 1_200))] {
        assert_eq!(series.rows, 99);
        assert_eq!(
            series.notes,
            [
                "sar/cpu.plt:52: the line is left out, because it doesn't begin with a time like 2026-01-31T14:05:00.000Z"
            ]
        );
    }
}

#[test]
fn a_copy_that_is_missing_old_or_of_another_file_is_made_again() {
    let mut place = Place::new(100);
    let question = asked(&["%user"], 1_200);
    place.ended(&question);
    let made = fs::read(place.copy()).unwrap();

    fs::remove_file(place.copy()).unwrap();
    place.ended(&question);
    assert_eq!(fs::read(place.copy()).unwrap(), made);

    let at = made
        .windows(10)
        .position(|window| window == b"\"format\":1")
        .unwrap();
    let mut old = made.clone();
    old[at + 9] = b'0';
    fs::write(place.copy(), &old).unwrap();
    place.ended(&question);
    assert_eq!(fs::read(place.copy()).unwrap(), made);

    place.grow(100..150);
    assert_eq!(place.ended(&question).rows, 150);
}

#[test]
fn a_damaged_copy_costs_no_answer() {
    let place = Place::new(5_000);
    let question = asked(&["%user"], 100);
    let right = place.ended(&question);
    let made = fs::read(place.copy()).unwrap();
    for at in (4..made.len()).step_by(101) {
        let mut damaged = made.clone();
        damaged.truncate(at);
        fs::write(place.copy(), &damaged).unwrap();
        assert_eq!(place.ended(&question), right, "cut at {at}");
    }
    let mut damaged = made.clone();
    damaged[4..made.len() / 2].fill(0xff);
    fs::write(place.copy(), &damaged).unwrap();
    assert_eq!(place.ended(&question), right);
}

#[test]
fn where_no_copy_can_be_made_the_text_answers_with_a_note() {
    let place = Place::new(100);
    fs::write(place.derived(), "a file in the way").unwrap();
    let series = place.ended(&asked(&["%user"], 1_200));
    assert_eq!(series.rows, 100);
    assert!(
        series.notes[0].starts_with("sar/cpu.plt has no columnar copy and is read as text: "),
        "{:?}",
        series.notes
    );
}

#[test]
fn a_file_without_rows_has_a_copy_without_rows() {
    let place = Place::new(0);
    let series = place.ended(&asked(&["%user"], 10));
    assert_eq!((series.rows, place.copy().exists()), (0, true));
    assert_eq!(place.ended(&asked(&["%user"], 10)), series);
}

#[test]
fn other_programs_find_typed_columns_and_their_units() {
    use parquet::file::reader::FileReader;
    let mut place = Place::new(3);
    place.text = "Time,%user,kbmemfree,Time,x,x,late\n".to_owned();
    for second in 0..3 {
        writeln!(place.text, "{},1.50,7,1,2e3,3,", time(second)).unwrap();
    }
    place.write();
    place.ended(&asked(&["%user"], 10));
    let file = fs::File::open(place.copy()).unwrap();
    let reader = parquet::file::serialized_reader::SerializedFileReader::new(file).unwrap();
    let metadata = reader.metadata().file_metadata();
    let mut schema = Vec::new();
    parquet::schema::printer::print_schema(&mut schema, metadata.schema());
    insta::assert_snapshot!(String::from_utf8(schema).unwrap(), @r"
    message series {
      REQUIRED INT64 Time (TIMESTAMP(MILLIS,true));
      REQUIRED INT64 elapsed_s (DECIMAL(18,6));
      REQUIRED INT64 %user (DECIMAL(18,2));
      REQUIRED INT64 kbmemfree;
      REQUIRED INT64 Time (2);
      REQUIRED DOUBLE x;
      REQUIRED INT64 x (2);
      OPTIONAL DOUBLE late;
    }
    ");
    let about = &metadata.key_value_metadata().unwrap()[0];
    let about: serde_json::Value = serde_json::from_str(about.value.as_ref().unwrap()).unwrap();
    assert_eq!(
        about["units"],
        serde_json::json!({"%user": "%", "kbmemfree": "kB"})
    );
    assert_eq!(about["source"], "sar/cpu.plt");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_cells_give_the_same_answer_from_the_copy(
        cells in proptest::collection::vec("[-]?[0-9]{0,4}(\\.[0-9]{0,3})?(e[0-9]{1,2})?|NaN|x", 3..60),
        points in 1_u32..40,
    ) {
        let mut place = Place::new(cells.len() as u64);
        place.text = "Time,%user,late\n".to_owned();
        for (second, cell) in cells.iter().enumerate() {
            writeln!(place.text, "{},{cell},{second}", time(second as u64)).unwrap();
        }
        place.write();
        let question = asked(&[], points);
        prop_assert_eq!(place.ended(&question), place.as_text(&question));
    }
}
