//! What a columnar copy knows of itself: which stretch of which file it holds, what its times count from, and what was
//! found while it was made. It stands in the copy's own footer, as JSON under the key `daytona`.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::{fs::File, io};

use serde::{Deserialize, Serialize};

use crate::elapsed::Zero;
use crate::format::plt::Place;
use crate::gap::{Gap, SoFar};
use crate::series::rows::{BadCells, LeftOut};
use crate::unit;

/// The version of all derived files. One of another version is made again.
pub const FORMAT: u32 = 1;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    pub format: u32,
    /// The file that it is a copy of, relative to the host's results.
    pub source: String,
    pub columns: Vec<String>,
    /// For readers of other programs: the unit of each column that has one.
    pub units: BTreeMap<String, String>,
    pub begin: Place,
    /// Behind the last row that is in it.
    pub end: Place,
    /// Where in the ticks to go on for the rows behind it.
    pub ticks: Place,
    pub origin: Origin,
    pub whole: Option<Whole>,
    pub rows: u64,
    /// Seconds of the first and the last row.
    pub extent: Option<(f64, f64)>,
    pub gaps: Vec<Gap>,
    pub gaps_dropped: u64,
    pub so_far: SoFar,
    pub notes: Vec<String>,
    pub left_out: Option<LeftOut>,
    /// By the position of the column.
    pub bad_cells: BTreeMap<usize, BadCells>,
}

/// What the seconds of the rows count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The script's exec, in microseconds since 1970 on the server's clock.
    pub exec_us: Option<i64>,
    pub zero: Zero,
}

/// What only a copy of a whole file that doesn't grow any more knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Whole {
    pub source: Fingerprint,
    pub ticks: Option<Fingerprint>,
    /// Seconds of all that can be shown, ticks included.
    pub extent: Option<(f64, f64)>,
}

/// By which it is told that a file is the one that was copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    pub bytes: u64,
    pub modified_s: i64,
    pub modified_ns: i64,
}

impl Fingerprint {
    pub fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self {
            bytes: metadata.len(),
            modified_s: metadata.mtime(),
            modified_ns: metadata.mtime_nsec(),
        })
    }
}

/// The units that the names of columns tell.
pub fn units(columns: &[String]) -> BTreeMap<String, String> {
    let known = columns.iter().filter_map(|column| {
        let unit = unit::of_column(column);
        (!unit.is_empty()).then(|| (column.clone(), unit.to_owned()))
    });
    known.collect()
}
