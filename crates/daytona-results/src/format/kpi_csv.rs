//! `results.csv`, the KPI table: name, value and, if given, unit and better. A bad row never spoils the others: it becomes
//! a note with its line, and its KPI is not measured. What a row holds is told by `row`.

mod row;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::Read;

use daytona_domain::kpi::{Better, Kpi, KpiSpec};
use daytona_domain::name::KpiName;

use crate::format::kpi_csv::row::{BadRow, Row, Values};

/// More rows than a person could look at; a table this long is another kind of file.
const MAXIMUM_ROWS: u64 = 10_000;
/// More bytes than such a table can have.
const MAXIMUM_BYTES: u64 = 4 << 20;
/// How many notes are kept, and unknown names of bad rows; a broken file would have one for every row.
const MAXIMUM_NOTES: usize = 50;

/// What a KPI table holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KpiTable {
    /// In the order of the file.
    pub kpis: Vec<Kpi>,
    /// Declared ones that aren't in the file, and those that are in it and can't be used.
    pub not_measured: Vec<KpiName>,
    pub notes: Vec<String>,
}

/// Reads a KPI table. `file` is its path for notes. Units and directions that the file doesn't say are those of
/// `declared`; where they differ, the file's count, with a note.
pub fn read(reader: impl Read, file: &str, declared: &[KpiSpec]) -> KpiTable {
    let mut table = Table::new(file, declared);
    let mut bytes = Vec::new();
    if let Err(error) = reader.take(MAXIMUM_BYTES + 1).read_to_end(&mut bytes) {
        return KpiTable {
            notes: vec![format!("{file} can't be read, so nothing was measured: {error}")],
            ..missing(file, declared)
        };
    }
    let text = table.whole_rows(&bytes);
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text);
    let mut lines = LineCounter::new(text);
    let mut record = csv::ByteRecord::new();
    // Reading from memory never fails.
    while let Ok(true) = rows.read_byte_record(&mut record) {
        if table.rows == MAXIMUM_ROWS {
            table.note(format!("{file}: only the first {MAXIMUM_ROWS} rows were read"));
            break;
        }
        let start = record.position().map_or(0, csv::Position::byte);
        table.row(&record, lines.line_of(start));
    }
    table.finish()
}

/// Counts lines up to a record: the reader's own count is of the line before, where a blank line or CR LF is in between.
struct LineCounter<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line of the record that begins at this byte or behind the line ends there.
    fn line_of(&mut self, start: u64) -> u64 {
        while let Some(byte) = self.text.get(self.at) {
            if self.at as u64 >= start && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
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

struct Table<'a> {
    file: &'a str,
    declared: &'a [KpiSpec],
    heading: Option<Heading>,
    rows: u64,
    /// Nothing stands in the place of a KPI that can't be used.
    kpis: Vec<Option<Kpi>>,
    /// Every name that stands in the file, and where its KPI is.
    names: BTreeMap<KpiName, Option<usize>>,
    notes: Vec<String>,
    dropped_notes: usize,
}

/// A first row that was taken as the heading.
struct Heading {
    line: String,
    first: String,
    second: String,
}

impl<'a> Table<'a> {
    fn new(file: &'a str, declared: &'a [KpiSpec]) -> Self {
        Self {
            file,
            declared,
            heading: None,
            rows: 0,
            kpis: Vec::new(),
            names: BTreeMap::new(),
            notes: Vec::new(),
            dropped_notes: 0,
        }
    }

    fn note(&mut self, note: String) {
        if self.notes.len() < MAXIMUM_NOTES {
            self.notes.push(note);
        } else {
            self.dropped_notes += 1;
        }
    }

    /// The file without byte order mark and, if it is too large, without what is beyond its last whole row: the end of
    /// a row that is cut off would leave another value.
    fn whole_rows<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let mut text = bytes;
        if bytes.len() as u64 > MAXIMUM_BYTES {
            self.note(format!(
                "{}: only the first {} MiB were read",
                self.file,
                MAXIMUM_BYTES >> 20
            ));
            let end = bytes.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
            text = bytes.get(..end).unwrap_or_default();
        }
        text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)
    }

    fn row(&mut self, record: &csv::ByteRecord, line: u64) {
        let row = Row::parse(record, self.rows == 0);
        self.rows += u64::from(row != Row::Blank);
        let line = format!("{}:{line}", self.file);
        match row {
            Row::Blank => {}
            Row::Heading { first, second } => {
                self.heading = Some(Heading { line, first, second });
            }
            Row::Bad { name, why } => self.bad(&line, name, &why),
            Row::Kpi { name, values } => self.keep(&line, name, values),
        }
    }

    fn bad(&mut self, line: &str, name: Option<KpiName>, why: &BadRow) {
        self.note(format!("{line}: {why}"));
        let Some(name) = name else { return };
        let place = self.names.insert(name, None).flatten();
        self.drop_kpi(place);
    }

    fn drop_kpi(&mut self, place: Option<usize>) {
        if let Some(kpi) = place.and_then(|place| self.kpis.get_mut(place)) {
            *kpi = None;
        }
    }

    fn keep(&mut self, line: &str, name: KpiName, values: Values) {
        if let Some(place) = self.names.get(&name).copied() {
            self.note(format!(
                "{line}: {name} stands there twice, so it is not measured"
            ));
            self.drop_kpi(place);
            self.names.insert(name, None);
            return;
        }
        let Values {
            value,
            unit,
            better,
            unknown_better,
        } = values;
        if let Some(unknown) = unknown_better {
            self.note(format!(
                "{line}: {name} is better {unknown:?}, which is no direction; write lower or higher"
            ));
        }
        let spec = self.declared.iter().find(|spec| spec.name == name);
        let (declared_unit, declared_better) =
            spec.map_or((None, None), |spec| (spec.unit.clone(), spec.better));
        if let (Some(own), Some(declared)) = (&unit, &declared_unit)
            && own != declared
        {
            self.note(format!("{line}: {name} is in {own}, and declared in {declared}"));
        }
        if let (Some(own), Some(declared)) = (better, declared_better)
            && own != declared
        {
            let (own, declared) = (word(own), word(declared));
            self.note(format!(
                "{line}: {name} is better {own}, and declared better {declared}"
            ));
        }
        self.names.insert(name.clone(), Some(self.kpis.len()));
        self.kpis.push(Some(Kpi {
            name,
            value,
            unit: unit.or(declared_unit),
            better: better.or(declared_better),
            file: self.file.to_owned(),
        }));
    }

    fn finish(mut self) -> KpiTable {
        let mut not_measured = Vec::new();
        for spec in self.declared {
            let name = &spec.name;
            match self.names.get(name) {
                Some(Some(_)) => continue,
                // Its row has a note already.
                Some(None) => {}
                None => self.note(self.absent(name)),
            }
            not_measured.push(name.clone());
        }
        let declared = self.declared;
        let is_declared = |name: &KpiName| declared.iter().any(|spec| spec.name == *name);
        let unusable = self.names.into_iter().filter(|(_, place)| place.is_none());
        let undeclared = unusable.map(|(name, _)| name).filter(|name| !is_declared(name));
        not_measured.extend(undeclared.take(MAXIMUM_NOTES));
        if self.dropped_notes > 0 {
            self.notes.push(format!(
                "{}: and {} more like these",
                self.file, self.dropped_notes
            ));
        }
        KpiTable {
            kpis: self.kpis.into_iter().flatten().collect(),
            not_measured,
            notes: self.notes,
        }
    }

    /// Why a declared KPI isn't in the file.
    fn absent(&self, name: &KpiName) -> String {
        match &self.heading {
            Some(Heading { line, first, second }) if first == name.as_str() => {
                format!("{line}: {name} was not measured: {second:?} is no number, so the row is the heading")
            }
            Some(_) | None => format!("{}: the declared KPI {name} is missing", self.file),
        }
    }
}

fn word(better: Better) -> &'static str {
    match better {
        Better::Lower => "lower",
        Better::Higher => "higher",
    }
}
