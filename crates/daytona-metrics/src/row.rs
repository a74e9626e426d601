//! A row of a metric file before it is text: the file, its columns and a value or nothing for each.
//! Does not know the time of the row: all rows of a tick share one.

/// How the numbers of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Rates, percentages, loads, latencies: `0.00`.
    TwoDecimals,
    /// Sizes in KiB, counts and queue lengths: `0`.
    Integer,
    /// What the row is about: its label.
    Label,
}

/// A column of a metric file, named as `sar` or `iostat` name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub format: Format,
}

impl Column {
    pub(crate) const fn decimal(name: &'static str) -> Self {
        Self {
            name,
            format: Format::TwoDecimals,
        }
    }

    pub(crate) const fn integer(name: &'static str) -> Self {
        Self {
            name,
            format: Format::Integer,
        }
    }
}

impl Column {
    pub(crate) const fn label(name: &'static str) -> Self {
        Self {
            name,
            format: Format::Label,
        }
    }
}

/// One line of one metric file. A file's columns never change, so a file is named and given its header by
/// the first row that appears for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The file's name below `sar/`, such as `cpu.plt`.
    pub file: String,
    pub columns: &'static [Column],
    /// A value for each column; `None` is unknown and becomes an empty cell.
    pub cells: Vec<Option<f64>>,
    /// What the row is about, where a file has several rows a tick. Holds no comma, quote or line end.
    pub label: Option<String>,
}

impl Row {
    pub(crate) fn new<const N: usize>(
        file: &str,
        columns: &'static [Column; N],
        cells: [Option<f64>; N],
    ) -> Self {
        Self {
            file: file.to_owned(),
            columns,
            cells: cells.to_vec(),
            label: None,
        }
    }

    pub(crate) fn about(self, label: String) -> Self {
        let label = Some(label);
        Self { label, ..self }
    }
}
