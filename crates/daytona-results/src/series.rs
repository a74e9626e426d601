//! Series straight from a host's metric files, live and afterwards by the same call. A file is read as a stream, of which
//! only the asked columns are kept, and of many rows only their buckets; it is never held as a whole.

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

use crate::decimate::{M4, MAXIMUM_POINTS};
use crate::elapsed::Axis;
use crate::format::plt::{self, Lines};
use crate::gap::Gap;
use crate::series::folder::Folder;
use crate::series::placing::Placing;
use crate::series::reduce::{Reduced, Reduction};
use crate::series::rows::Rows;
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

/// Columns of one file over a range. `origin` is the script's exec on the server's clock.
pub fn query(host_folder: &Path, query: &Query, origin: Option<Timestamp>) -> Result<Series, SeriesError> {
    let name = query.file.as_str();
    let folder = Folder::open(host_folder)?.ok_or_else(|| no_file(name))?;
    // Before the rows, so that none of them is newer than what is known of its tick.
    let axis = axis(&folder, origin)?;
    let mut opened = Opened::open(&folder, query)?;
    let mut notes = axis.notes().to_vec();
    let (placing, extent) = placing(&mut opened.file, name, &axis, origin, &mut notes)
        .map_err(|error| cannot_read(name, error))?;
    let (from, to) = range(query, extent)?;
    let points = query.points.clamp(1, MAXIMUM_POINTS);
    let mut reduction = Reduction::new(from, to, points, opened.chosen.len());
    let (from, to) = reduction.needs();
    let rows = Rows {
        name,
        width: opened.names.len(),
        chosen: &opened.chosen,
        placing,
        is_regular: is_of_agent(name),
        from,
        to,
    };
    let found = rows
        .each(&mut opened.file, |second, values| reduction.take(second, values))
        .map_err(|error| cannot_read(name, error))?;
    if found.gaps_dropped > 0 {
        notes.push(format!(
            "{name} has {} gaps more than are shown",
            found.gaps_dropped
        ));
    }
    let Reduced {
        from,
        to,
        rows,
        values,
    } = reduction.finish(opened.columns());
    let is_shown = |gap: &Gap| gap.to >= from && gap.from <= to;
    Ok(Series {
        from,
        to,
        rows,
        values,
        gaps: found.gaps.into_iter().filter(is_shown).collect(),
        notes,
    })
}

/// A metric file, and which of its columns are asked for.
struct Opened {
    file: File,
    names: Vec<String>,
    chosen: Vec<usize>,
}

impl Opened {
    fn open(folder: &Folder, query: &Query) -> Result<Self, SeriesError> {
        let name = query.file.as_str();
        if !is_plt(name) {
            return Err(no_file(name));
        }
        let file = folder.file(name)?;
        let names = heading(&file, name)?;
        let chosen = choose(&names, query)?;
        if chosen.len() > MAXIMUM_COLUMNS {
            return Err(SeriesError::TooManyColumns {
                file: name.to_owned(),
                columns: chosen.len(),
            });
        }
        Ok(Self { file, names, chosen })
    }

    fn columns(&self) -> Vec<Column> {
        let names = self.chosen.iter().filter_map(|at| self.names.get(*at).cloned());
        names.map(column).collect()
    }
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

/// Whether the agent writes the file, a row at every tick.
fn is_of_agent(file: &str) -> bool {
    file.strip_prefix(METRICS_FOLDER)
        .is_some_and(|rest| rest.starts_with('/'))
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

/// How the file's rows are placed, and the first and last second of all that can be shown.
fn placing<'a>(
    file: &mut File,
    name: &str,
    axis: &'a Axis,
    origin: Option<Timestamp>,
    notes: &mut Vec<String>,
) -> io::Result<(Placing<'a>, Option<(f64, f64)>)> {
    if is_of_agent(name) && !axis.is_empty() {
        return Ok((Placing::Tick(axis), axis.extent()));
    }
    let times = rows::times(file)?;
    let placing = if axis.is_empty() {
        notes.push(format!(
            "{TICKS} has no ticks, so {name} is placed by its own times, on its host's clock"
        ));
        let first = times.map_or(0, |(first, _)| first.as_millis() * 1000);
        let zero = origin.unwrap_or(Timestamp::from_micros(first));
        Placing::Time { zero }
    } else {
        Placing::Clock(axis)
    };
    let of_rows = times
        .and_then(|(first, last)| Some((placing.second(first)?, placing.second(last)?)))
        .map(|(first, last)| (first.min(last), last.max(first)));
    let extent = match (of_rows, axis.extent()) {
        (Some(rows), Some(ticks)) => Some((rows.0.min(ticks.0), rows.1.max(ticks.1))),
        (rows, ticks) => rows.or(ticks),
    };
    Ok((placing, extent))
}

fn range(query: &Query, extent: Option<(f64, f64)>) -> Result<(f64, f64), SeriesError> {
    let (first, last) = extent.unwrap_or((0.0, 0.0));
    let from = query.from.unwrap_or_else(|| first.min(query.to.unwrap_or(first)));
    let to = query.to.unwrap_or_else(|| last.max(from));
    if from <= to {
        Ok((from, to))
    } else {
        Err(SeriesError::NoRange { from, to })
    }
}

/// The positions of the asked columns, in the order of the file. None asked: all.
fn choose(names: &[String], query: &Query) -> Result<Vec<usize>, SeriesError> {
    if query.columns.is_empty() {
        return Ok((0..names.len()).collect());
    }
    let position = |column: &String| {
        let missing = || SeriesError::NoColumn {
            file: query.file.clone(),
            column: column.clone(),
        };
        names.iter().position(|name| name == column).ok_or_else(missing)
    };
    let mut chosen = query
        .columns
        .iter()
        .map(position)
        .collect::<Result<Vec<_>, _>>()?;
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
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
