//! Series straight from a host's metric files, live and afterwards by the same call. A file is read as a stream, of which
//! only the asked columns are kept, and of many rows only their buckets; it is never held as a whole.

mod answer;
mod error;
mod folder;
mod placing;
mod reduce;
mod rows;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use daytona_domain::clock::Timestamp;
use daytona_domain::kpi::Better;
use daytona_domain::layout::{METRICS_FOLDER, TICKS};

use crate::decimate::M4;
use crate::elapsed::Axis;
use crate::format::plt::{self, Lines};
use crate::gap::Gap;
use crate::series::folder::Folder;
use crate::unit;

pub use crate::series::error::SeriesError;

/// More columns than one question may be about: with the most points they take some 160 MB.
const MAXIMUM_COLUMNS: usize = 256;

/// A metric file of a host.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesFile {
    /// Relative to the host's results, such as `sar/cpu.plt`.
    pub file: String,
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub unit: &'static str,
    pub better: Option<Better>,
}

/// What is asked for of one file. Seconds count from the script's exec.
#[derive(Clone, Debug)]
pub struct Query {
    /// Relative to the host's results: any `.plt` file in them.
    pub file: String,
    /// None: all.
    pub columns: Vec<String>,
    /// Absent: from the first tick or row.
    pub from: Option<f64>,
    /// Included. Absent: to the last tick or row.
    pub to: Option<f64>,
    /// Device pixels of the plot's width, 1 to 4,096.
    pub points: u32,
}

/// The answer: rows as they are, or buckets of `step` seconds from `from` on. Of buckets, `from` and `to` are where the
/// first begins and the last ends, so they may lie a bucket outside of what was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub from: f64,
    pub to: f64,
    /// Rows of the file from `from` to `to`.
    pub rows: u64,
    pub values: Values,
    /// Also where a line can't be read; the reason names file and line then.
    pub gaps: Vec<Gap>,
    /// What a reader of the numbers should know of their times.
    pub notes: Vec<String>,
}

/// Columns are in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Seconds of the rows, and for each column its values.
    Raw {
        t: Vec<f64>,
        columns: Vec<(Column, Vec<Option<f64>>)>,
    },
    Buckets {
        step: f64,
        columns: Vec<(Column, M4)>,
    },
}

/// Every metric file of a host: those that the script left beside its results, and the agent's, each by name.
pub fn list(host_folder: &Path) -> Result<Vec<SeriesFile>, SeriesError> {
    let Some(folder) = Folder::open(host_folder)? else {
        return Ok(Vec::new());
    };
    let own = folder.names(".")?;
    let metrics = folder.names(METRICS_FOLDER)?;
    let metrics = metrics.into_iter().map(|name| format!("{METRICS_FOLDER}/{name}"));
    let mut files = Vec::new();
    for file in own.into_iter().chain(metrics).filter(|file| is_plt(file)) {
        match folder.file(&file).and_then(|opened| heading(&opened, &file)) {
            Ok(names) => files.push(SeriesFile {
                file,
                columns: names.into_iter().map(column).collect(),
            }),
            // A link, a folder, another kind of file, or one whose first line is just being written.
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(files)
}

/// A host's results, with its time axis: read once for all questions of a page.
#[derive(Debug)]
pub struct Host {
    folder: Folder,
    axis: Axis,
    origin: Option<Timestamp>,
}

impl Host {
    /// The host's results, or nothing if there is no such folder. `origin` is the script's exec on the server's clock.
    pub fn open(folder: &Path, origin: Option<Timestamp>) -> Result<Option<Self>, SeriesError> {
        let Some(folder) = Folder::open(folder)? else {
            return Ok(None);
        };
        let axis = axis(&folder, origin)?;
        Ok(Some(Self { folder, axis, origin }))
    }

    /// Columns of one file over a range. A row that was written since the host was opened waits for its tick.
    pub fn query(&self, query: &Query) -> Result<Series, SeriesError> {
        answer::answer(self, query)
    }
}

/// Columns of one file over a range, by themselves.
pub fn query(host_folder: &Path, query: &Query, origin: Option<Timestamp>) -> Result<Series, SeriesError> {
    let host = Host::open(host_folder, origin)?.ok_or_else(|| no_file(&query.file))?;
    host.query(query)
}

fn no_file(file: &str) -> SeriesError {
    SeriesError::NoFile {
        file: file.to_owned(),
    }
}

fn cannot_read(file: &str, source: io::Error) -> SeriesError {
    SeriesError::Read {
        file: file.to_owned(),
        source,
    }
}

fn is_plt(file: &str) -> bool {
    file.ends_with(".plt")
}

/// The host's ticks; an empty axis if there are none.
fn axis(folder: &Folder, origin: Option<Timestamp>) -> Result<Axis, SeriesError> {
    let file = match folder.file(TICKS) {
        Ok(file) => file,
        Err(SeriesError::NoFile { .. }) => return Ok(Axis::default()),
        Err(error) => return Err(error),
    };
    Axis::read(BufReader::new(file), TICKS, origin).map_err(|error| cannot_read(TICKS, error))
}

fn heading(file: &File, name: &str) -> Result<Vec<String>, SeriesError> {
    let mut lines = Lines::new(BufReader::new(file));
    let line = lines.next_line().map_err(|error| cannot_read(name, error))?;
    line.and_then(plt::columns).ok_or_else(|| SeriesError::NoHeading {
        file: name.to_owned(),
    })
}

fn column(name: String) -> Column {
    let (unit, better) = (unit::of_column(&name), unit::better(&name));
    Column { name, unit, better }
}
