//! `results.csv`, the KPI table: name, value and, if given, unit and better. A bad row never spoils the others: it becomes
//! a note with its line, and its KPI is not measured.

use std::collections::BTreeSet;
use std::io::Read;

use daytona_domain::kpi::{Better, Kpi, KpiSpec};
use daytona_domain::name::KpiName;

/// More rows than a person could look at; a table this long is another kind of file.
const MAXIMUM_ROWS: u64 = 10_000;
/// More bytes than such a table can have.
const MAXIMUM_BYTES: u64 = 4 << 20;
/// How many notes are kept; a broken file would have one for every row.
const MAXIMUM_NOTES: usize = 50;

/// What a KPI table holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KpiTable {
    /// In the order of the file.
    pub kpis: Vec<Kpi>,
    /// Declared, and not in the file or not usable there.
    pub not_measured: Vec<KpiName>,
    pub notes: Vec<String>,
}

/// Reads a KPI table. `file` is its path for notes; `declared` fills units and directions that the file doesn't say.
pub fn read(reader: impl Read, file: &str, declared: &[KpiSpec]) -> KpiTable {
    let mut table = Table {
        file,
        declared,
        kpis: Vec::new(),
        bad: BTreeSet::new(),
        notes: Notes::default(),
    };
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(reader.take(MAXIMUM_BYTES));
    let mut record = csv::ByteRecord::new();
    for number in 0..=MAXIMUM_ROWS {
        match rows.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) if number == MAXIMUM_ROWS => {
                table
                    .notes
                    .add(format!("{file}: only the first {MAXIMUM_ROWS} rows were read"));
            }
            Ok(true) => table.row(&record, number == 0),
            Err(error) => {
                table.notes.add(format!("{file}: it can't be read on: {error}"));
                break;
            }
        }
    }
    table.finish()
}

/// A run whose results file is missing: nothing is measured.
pub fn missing(file: &str, declared: &[KpiSpec]) -> KpiTable {
    let not_measured: Vec<_> = declared.iter().map(|spec| spec.name.clone()).collect();
    let notes = if not_measured.is_empty() {
        Vec::new()
    } else {
        vec![format!("{file} is missing, so no declared KPI was measured")]
    };
    KpiTable {
        kpis: Vec::new(),
        not_measured,
        notes,
    }
}

#[derive(Debug, Default)]
struct Notes {
    kept: Vec<String>,
    dropped: usize,
}

impl Notes {
    fn add(&mut self, note: String) {
        if self.kept.len() < MAXIMUM_NOTES {
            self.kept.push(note)
        } else {
            self.dropped += 1
        }
    }
}

struct Table<'a> {
    file: &'a str,
    declared: &'a [KpiSpec],
    kpis: Vec<Kpi>,
    /// Names that stand in the file and can't be used.
    bad: BTreeSet<KpiName>,
    notes: Notes,
}

impl Table<'_> {
    fn row(&mut self, record: &csv::ByteRecord, is_first: bool) {
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<_> = record
            .iter()
            .map(|cell| String::from_utf8_lossy(cell).into_owned())
            .collect();
        // Some tools begin their files with a byte order mark.
        let mut cells: Vec<&str> = cells
            .iter()
            .map(|cell| cell.trim_start_matches('\u{feff}').trim())
            .collect();
        while cells.len() > 2 && cells.last() == Some(&"") {
            cells.pop();
        }
        if cells.iter().all(|cell| cell.is_empty()) {
            return;
        }
        let number = cells
            .get(1)
            .and_then(|cell| cell.parse::<f64>().ok())
            .filter(|value| value.is_finite());
        if is_first && number.is_none() {
            return;
        }
        let name = cells.first().and_then(|cell| cell.parse::<KpiName>().ok());
        let (Some(name), Some(value)) = (name.clone(), number) else {
            let what = cells.join(",");
            self.notes.add(format!(
                "{}:{line}: {what:?} is no name with a finite number",
                self.file
            ));
            self.bad.extend(name);
            return;
        };
        if cells.len() > 4 {
            self.notes.add(format!(
                "{}:{line}: {name} has more than name, value, unit and better",
                self.file
            ));
            self.bad.insert(name);
            return;
        }
        self.keep(name, value, &cells, line);
    }

    fn keep(&mut self, name: KpiName, value: f64, cells: &[&str], line: u64) {
        if self.kpis.iter().any(|kpi| kpi.name == name) || self.bad.contains(&name) {
            self.notes.add(format!(
                "{}:{line}: {name} stands there twice, so it is not measured",
                self.file
            ));
            self.kpis.retain(|kpi| kpi.name != name);
            self.bad.insert(name);
            return;
        }
        let better = match cells.get(3) {
            None => None,
            Some(&"lower") => Some(Better::Lower),
            Some(&"higher") => Some(Better::Higher),
            Some(other) => {
                self.notes.add(format!(
                    "{}:{line}: better is {other:?}; write lower or higher",
                    self.file
                ));
                None
            }
        };
        let unit = cells
            .get(2)
            .filter(|unit| !unit.is_empty())
            .map(|unit| (*unit).to_owned());
        let spec = self.declared.iter().find(|spec| spec.name == name);
        let (declared_unit, declared_better) =
            spec.map_or((None, None), |spec| (spec.unit.clone(), spec.better));
        if let (Some(own), Some(declared)) = (&unit, &declared_unit)
            && own != declared
        {
            self.notes.add(format!(
                "{}:{line}: {name} is in {own}, and declared in {declared}",
                self.file
            ));
        }
        if better.is_some() && declared_better.is_some() && better != declared_better {
            self.notes.add(format!(
                "{}:{line}: {name} has another direction than declared",
                self.file
            ));
        }
        self.kpis.push(Kpi {
            name,
            value,
            unit: unit.or(declared_unit),
            better: better.or(declared_better),
            file: self.file.to_owned(),
        });
    }

    fn finish(self) -> KpiTable {
        let Self {
            file,
            declared,
            kpis,
            bad: _,
            mut notes,
        } = self;
        let mut not_measured = Vec::new();
        for spec in declared {
            if !kpis.iter().any(|kpi| kpi.name == spec.name) {
                notes.add(format!("{file}: the declared KPI {} was not measured", spec.name));
                not_measured.push(spec.name.clone());
            }
        }
        if notes.dropped > 0 {
            notes
                .kept
                .push(format!("{file}: and {} more like these", notes.dropped));
        }
        KpiTable {
            kpis,
            not_measured,
            notes: notes.kept,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn declared(names: &[&str]) -> Vec<KpiSpec> {
        let spec = |name: &&str| KpiSpec {
            name: name.parse().unwrap(),
            unit: Some("ms".to_owned()),
            better: None,
        };
        names.iter().map(spec).collect()
    }

    fn table(text: &str, names: &[&str]) -> KpiTable {
        read(text.as_bytes(), "results.csv", &declared(names))
    }

    fn values(table: &KpiTable) -> Vec<(&str, f64)> {
        table
            .kpis
            .iter()
            .map(|kpi| (kpi.name.as_str(), kpi.value))
            .collect()
    }

    #[test]
    fn two_to_four_columns_with_or_without_a_heading() {
        let text = "\u{feff}name,value,unit,better\r\nrps,48213.5,req/s,higher\r\n\r\n\"p99, all\",12e-3,s,lower\r\nerrors,0\r\n";
        let read = table(text, &[]);
        assert_eq!(
            values(&read),
            [("rps", 48213.5), ("p99, all", 0.012), ("errors", 0.0)]
        );
        assert_eq!(read.kpis[0].better, Some(Better::Higher));
        assert_eq!(read.kpis[2].unit, None);
        assert_eq!(read.notes, Vec::<String>::new());
        assert_eq!(values(&table("rps,1\n", &[])), [("rps", 1.0)]);
    }

    #[test]
    fn a_bad_row_is_a_note_with_its_line_and_the_others_count() {
        let read = table(
            "a,1\nb,fast\nc,NaN\nd,1.000,5\nd2,1\n,7\ne,2,ms,sideways\n",
            &["b"],
        );
        assert_eq!(values(&read), [("a", 1.0), ("d", 1.0), ("d2", 1.0), ("e", 2.0)]);
        assert_eq!(read.not_measured, ["b".parse().unwrap()]);
        assert!(
            read.notes[0].starts_with("results.csv:2: \"b,fast\""),
            "{:?}",
            read.notes
        );
        assert!(read.notes[1].starts_with("results.csv:3:"), "{:?}", read.notes);
        assert!(read.notes[2].starts_with("results.csv:6:"), "{:?}", read.notes);
        assert!(
            read.notes[3].contains("better is \"sideways\""),
            "{:?}",
            read.notes
        );
    }

    #[test]
    fn a_doubled_name_is_not_measured_at_all() {
        let read = table("a,1\nb,2\na,3\na,4\n", &["a"]);
        assert_eq!(values(&read), [("b", 2.0)]);
        assert_eq!(read.not_measured.len(), 1);
        assert!(
            read.notes[0].contains("results.csv:3: a stands there twice"),
            "{:?}",
            read.notes
        );
    }

    #[test]
    fn a_declaration_fills_what_the_file_does_not_say_and_a_conflict_is_noted() {
        let read = table("a,1\nb,2,s\n", &["a", "b"]);
        assert_eq!(read.kpis[0].unit.as_deref(), Some("ms"));
        assert_eq!(read.kpis[1].unit.as_deref(), Some("s"));
        assert!(read.notes[0].contains("b is in s, and declared in ms"));
    }

    #[test]
    fn a_decimal_comma_is_no_number_with_a_unit() {
        let read = table("name,value\nlatency,1,5,ms,lower\n", &[]);
        assert_eq!(values(&read), []);
        assert!(read.notes[0].contains("more than name, value, unit and better"));
    }

    #[test]
    fn a_missing_file_measures_nothing() {
        assert_eq!(missing("results.csv", &declared(&["a"])).not_measured.len(), 1);
        assert_eq!(missing("results.csv", &[]), KpiTable::default());
    }

    proptest! {
        #[test]
        fn no_bytes_panic_and_every_value_is_finite(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let read = read(bytes.as_slice(), "results.csv", &declared(&["a"]));
            prop_assert!(read.kpis.iter().all(|kpi| kpi.value.is_finite()));
            prop_assert!(read.notes.len() <= MAXIMUM_NOTES + 1);
        }
    }
}
