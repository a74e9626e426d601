//! One row of a KPI table, by itself.

use daytona_domain::kpi::Better;
use daytona_domain::name::KpiName;

/// Name, value, unit and better.
const CELLS: usize = 4;
/// The longest unit, in characters.
const UNIT: usize = 40;
/// So much of a cell is shown in a note.
const SHOWN: usize = 60;

#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    Blank,
    Heading {
        first: String,
        second: String,
    },
    Kpi {
        name: KpiName,
        values: Values,
    },
    Bad {
        /// The KPI that is not measured because of it.
        name: Option<KpiName>,
        why: BadRow,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Values {
    /// Finite.
    pub value: f64,
    pub unit: Option<String>,
    pub better: Option<Better>,
    /// What stands in the place of a direction.
    pub unknown_better: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadRow {
    #[error("the row isn't UTF-8")]
    NotText,
    #[error("{name:?} can't be the name of a KPI")]
    NoName { name: String },
    #[error("{name:?} has no value")]
    NoValue { name: String },
    #[error("{name} is {value:?}, which is no finite number; write it like 1234.5")]
    NoNumber { name: KpiName, value: String },
    #[error("{name} has more than value, unit and better; a number is written without commas, like 1234.5")]
    TooManyCells { name: KpiName },
    #[error("{name} has the unit {unit:?}; a number is written without commas, like 1234.5")]
    NumberAsUnit { name: KpiName, unit: String },
    #[error("{name} has the unit {unit:?}; a unit is one line of at most {UNIT} characters")]
    NoUnit { name: KpiName, unit: String },
}

impl Row {
    /// `may_be_heading` for the first row that isn't blank: it is the heading if its second cell is no number.
    pub fn parse(record: &csv::ByteRecord, may_be_heading: bool) -> Self {
        let bad = |name: Option<KpiName>, why| Self::Bad { name, why };
        let cells: Result<Vec<&str>, _> = record.iter().take(CELLS).map(cell).collect();
        let Ok(cells) = cells else {
            return bad(None, BadRow::NotText);
        };
        let has_more = record
            .iter()
            .skip(CELLS)
            .any(|cell| !cell.trim_ascii().is_empty());
        if cells.iter().all(|cell| cell.is_empty()) && !has_more {
            return Self::Blank;
        }
        let at = |at: usize| cells.get(at).copied().filter(|cell| !cell.is_empty());
        let first = at(0).unwrap_or_default();
        let Some(second) = at(1) else {
            let why = BadRow::NoValue { name: shown(first) };
            return bad(first.parse().ok(), why);
        };
        let number: Option<f64> = second.parse().ok();
        if may_be_heading && number.is_none() {
            return Self::Heading {
                first: first.to_owned(),
                second: shown(second),
            };
        }
        let Ok(name) = first.parse::<KpiName>() else {
            return bad(None, BadRow::NoName { name: shown(first) });
        };
        let Some(value) = number.filter(|value| value.is_finite()) else {
            let value = shown(second);
            return bad(Some(name.clone()), BadRow::NoNumber { name, value });
        };
        if has_more {
            return bad(Some(name.clone()), BadRow::TooManyCells { name });
        }
        if let Some(unit) = at(2).filter(|unit| unit.parse::<f64>().is_ok()) {
            let unit = shown(unit);
            return bad(Some(name.clone()), BadRow::NumberAsUnit { name, unit });
        }
        if let Some(unit) =
            at(2).filter(|unit| unit.chars().count() > UNIT || unit.contains(char::is_control))
        {
            let unit = shown(unit);
            return bad(Some(name.clone()), BadRow::NoUnit { name, unit });
        }
        let (better, unknown_better) = match at(3) {
            None => (None, None),
            Some("lower") => (Some(Better::Lower), None),
            Some("higher") => (Some(Better::Higher), None),
            Some(other) => (None, Some(shown(other))),
        };
        let values = Values {
            value,
            unit: at(2).map(str::to_owned),
            better,
            unknown_better,
        };
        Self::Kpi { name, values }
    }
}

fn cell(bytes: &[u8]) -> Result<&str, std::str::Utf8Error> {
    std::str::from_utf8(bytes).map(str::trim)
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
