//! Series of a host's metric files, live and afterwards by the same call: from the columnar copies as far as there are any,
//! and behind them from the text. Of the rows only those of the range are kept, and of many only their buckets.

mod answer;
pub(crate) mod block;
mod error;
pub(crate) mod folder;
mod notes;
pub(crate) mod placing;
pub(crate) mod reduce;
pub(crate) mod rows;
pub(crate) mod source;
#[cfg(test)]
mod tests;
pub(crate) mod times;

use std::io;
use std::path::Path;

use daytona_domain::clock::Timestamp;
use daytona_domain::kpi::Better;
use daytona_domain::layout::METRICS_FOLDER;

use crate::columnar::{Copies, CopyError};
use crate::decimate::M4;
use crate::gap::Gap;
use crate::processes::{self, Wide};
use crate::series::folder::Folder;
use crate::series::source::Source;
use crate::series::times::Times;
use crate::unit;

pub use crate::columnar::Growth;
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

/// A host's results, with its time axis: read once for all questions of a page.
#[derive(Debug)]
pub struct Host {
    folder: Folder,
    times: Times,
    copies: Option<Copies>,
}

impl Host {
    /// The host's results, or nothing if there is no such folder. `exec` is the script's on the server's clock.
    pub fn open(folder: &Path, exec: Option<Timestamp>) -> Result<Option<Self>, SeriesError> {
        let Some(folder) = Folder::open(folder)? else {
            return Ok(None);
        };
        let times = Times::open(&folder, exec)?;
        Ok(Some(Self {
            folder,
            times,
            copies: None,
        }))
    }

    /// With columnar copies below `derived`, which are made where they are missing or not of the files as they are.
    pub fn with_copies(self, derived: &Path, growth: Growth) -> Self {
        let folder = derived.to_owned();
        let copies = Some(Copies { folder, growth });
        Self { copies, ..self }
    }

    /// Every metric file: those that the script left beside its results, and the agent's, each by name.
    pub fn list(&self) -> Result<Vec<SeriesFile>, SeriesError> {
        let mut files = Vec::new();
        for file in self.names()? {
            match self.source(&file) {
                Ok(Source { columns, .. }) => files.push(SeriesFile {
                    columns: columns.into_iter().map(|name| column(&file, name)).collect(),
                    file,
                }),
                // A link, a folder, another kind of file, or one whose first line is just being written.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(files)
    }

    /// Columns of one file over a range. A row that was written since the host was opened waits for its tick.
    pub fn query(&self, query: &Query) -> Result<Series, SeriesError> {
        answer::answer(self, query)
    }

    /// Makes the copies that are due, and says which files have none and why.
    pub fn make_copies(&self) -> Result<Vec<(String, CopyError)>, SeriesError> {
        let mut failed = Vec::new();
        let Some(copies) = &self.copies else {
            return Ok(failed);
        };
        for file in self.names()? {
            match self.source(&file) {
                Ok(source) => failed.extend(copies.of(&source, &self.times).err().map(|error| (file, error))),
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(failed)
    }

    fn names(&self) -> Result<Vec<String>, SeriesError> {
        let own = self.folder.names(".")?;
        let metrics = self.folder.names(METRICS_FOLDER)?;
        let metrics = metrics.into_iter().map(|name| format!("{METRICS_FOLDER}/{name}"));
        let mut names: Vec<_> = own
            .into_iter()
            .chain(metrics)
            .filter(|file| is_plt(file))
            .collect();
        if self.has_ended() && self.folder.file(processes::LONG).is_ok() {
            let wide = Wide::ALL.iter().map(|wide| wide.file().to_owned());
            let missing: Vec<_> = wide.filter(|file| !names.contains(file)).collect();
            names.extend(missing);
        }
        Ok(names)
    }

    /// Of a name that both have, the file of the results is meant, and not the one that is made from the long table.
    fn source(&self, file: &str) -> Result<Source, SeriesError> {
        if !is_plt(file) {
            return Err(no_file(file));
        }
        match (self.folder.file(file), &self.copies) {
            (Err(SeriesError::NoFile { .. }), Some(copies))
                if Wide::of_file(file).is_some() && self.has_ended() =>
            {
                processes::make(&self.folder, &copies.folder)?;
                let derived = Folder::open(&copies.folder)?.ok_or_else(|| no_file(file))?;
                Source::new(file, derived.file(file)?)
            }
            (opened, _) => Source::new(file, opened?),
        }
    }

    /// Whether the files grow no more, so that tables can be made of them.
    fn has_ended(&self) -> bool {
        self.copies
            .as_ref()
            .is_some_and(|copies| copies.growth == Growth::Ended)
    }
}

/// Every metric file of a host.
pub fn list(host_folder: &Path) -> Result<Vec<SeriesFile>, SeriesError> {
    let host = Host::open(host_folder, None)?;
    host.map_or(Ok(Vec::new()), |host| host.list())
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

/// The columns of the per-process tables have the unit of their table.
fn column(file: &str, name: String) -> Column {
    let unit = Wide::of_file(file).map_or_else(|| unit::of_column(&name), Wide::unit);
    let better = unit::better(&name);
    Column { name, unit, better }
}
