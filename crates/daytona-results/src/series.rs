//! Series straight from a host's metric files, live and afterwards by the same call. A file is read twice, as a stream:
//! once to count the rows in the range, once to take them or reduce them; it is never held as a whole.

mod folder;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, BufReader, Seek};
use std::path::Path;

use daytona_domain::clock::Timestamp;
use daytona_domain::kpi::Better;
use daytona_domain::layout::{METRICS_FOLDER, TICKS};

use crate::decimate::{Buckets, M4};
use crate::elapsed::{Axis, Gap};
use crate::format::plt::{self, Lines};
use crate::series::folder::Folder;
use crate::unit;

/// Up to this many rows a pixel are given as they are.
const RAW_ROWS_A_POINT: u64 = 4;
const BUFFER: usize = 256 << 10;

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
    pub file: String,
    pub columns: Vec<String>,
    pub from: Option<f64>,
    pub to: Option<f64>,
    /// Device pixels of the plot's width.
    pub points: u32,
}

/// The answer: rows as they are, or buckets of `step` seconds from `from` on.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub from: f64,
    pub to: f64,
    /// Rows of the file within the range.
    pub rows: u64,
    pub values: Values,
    pub gaps: Vec<Gap>,
}

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

/// A series can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SeriesError {
    #[error("{file:?} is not a metric file of this host")]
    NoFile { file: String },
    #[error("{file} has no column {column:?}")]
    NoColumn { file: String, column: String },
    #[error("{file} has no heading yet")]
    NoHeading { file: String },
    #[error("cannot read {file}")]
    Read { file: String, source: io::Error },
}

impl SeriesError {
    /// Whether what was asked for isn't there, rather than that reading failed.
    pub fn is_not_found(&self) -> bool {
        match self {
            Self::NoFile { .. } | Self::NoColumn { .. } | Self::NoHeading { .. } => true,
            Self::Read { .. } => false,
        }
    }
}

/// Every metric file of a host, by name.
pub fn list(host_folder: &Path) -> Result<Vec<SeriesFile>, SeriesError> {
    let Some(folder) = Folder::open(host_folder)? else {
        return Ok(Vec::new());
    };
    let mut files = Vec::new();
    for name in folder.names(METRICS_FOLDER)? {
        if !name.ends_with(".plt") {
            continue;
        }
        let file = format!("{METRICS_FOLDER}/{name}");
        match heading(folder.file(&file)?, &file) {
            Ok(names) => files.push(SeriesFile {
                file,
                columns: names.into_iter().map(column).collect(),
            }),
            // Its first row is just being written.
            Err(SeriesError::NoHeading { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(files)
}

/// Columns of one file over a range. `origin` is the script's exec on the server's clock.
pub fn query(host_folder: &Path, query: &Query, origin: Option<Timestamp>) -> Result<Series, SeriesError> {
    let no_file = || SeriesError::NoFile {
        file: query.file.clone(),
    };
    let folder = Folder::open(host_folder)?.ok_or_else(no_file)?;
    if !query.file.starts_with(METRICS_FOLDER) || !query.file.ends_with(".plt") {
        return Err(no_file());
    }
    let read = |source| SeriesError::Read {
        file: query.file.clone(),
        source,
    };
    let axis = Axis::read(BufReader::with_capacity(BUFFER, folder.file(TICKS)?), origin).map_err(read)?;
    let mut file = folder.file(&query.file)?;
    let names = heading(file.try_clone().map_err(read)?, &query.file)?;
    let chosen = choose(&names, query)?;
    let (first, last) = axis.extent().unwrap_or((0.0, 0.0));
    let range = Range {
        from: query.from.unwrap_or(first),
        to: query.to.unwrap_or(last),
    };
    let mut rows = 0;
    each_row(&mut file, &axis, &chosen, range, |_, _| rows += 1).map_err(read)?;
    let gaps = axis
        .gaps()
        .into_iter()
        .filter(|gap| gap.to > range.from && gap.from < range.to)
        .collect();
    let columns: Vec<_> = chosen
        .iter()
        .filter_map(|at| names.get(*at).cloned())
        .map(column)
        .collect();
    if rows <= RAW_ROWS_A_POINT * u64::from(query.points) {
        let values = raw(&mut file, &axis, &chosen, range, columns).map_err(read)?;
        return Ok(Series {
            from: range.from,
            to: range.to,
            rows,
            values,
            gaps,
        });
    }
    let buckets = Buckets::over(range.from, range.to, query.points);
    let values = bucketed(&mut file, &axis, &chosen, range, &buckets, columns).map_err(read)?;
    Ok(Series {
        from: buckets.from(),
        to: buckets.to(),
        rows,
        values,
        gaps,
    })
}

#[derive(Clone, Copy, Debug)]
struct Range {
    from: f64,
    to: f64,
}

fn raw(
    file: &mut File,
    axis: &Axis,
    chosen: &[usize],
    range: Range,
    columns: Vec<Column>,
) -> io::Result<Values> {
    let mut t = Vec::new();
    let mut columns: Vec<_> = columns.into_iter().map(|column| (column, Vec::new())).collect();
    each_row(file, axis, chosen, range, |second, values| {
        t.push(second);
        for ((_, column), value) in columns.iter_mut().zip(values) {
            column.push(*value);
        }
    })?;
    Ok(Values::Raw { t, columns })
}

fn bucketed(
    file: &mut File,
    axis: &Axis,
    chosen: &[usize],
    range: Range,
    buckets: &Buckets,
    columns: Vec<Column>,
) -> io::Result<Values> {
    let mut columns: Vec<_> = columns
        .into_iter()
        .map(|column| (column, M4::new(buckets)))
        .collect();
    each_row(file, axis, chosen, range, |second, values| {
        let Some(bucket) = buckets.of(second) else { return };
        for ((_, m4), value) in columns.iter_mut().zip(values) {
            if let Some(value) = value {
                m4.add(bucket, *value);
            }
        }
    })?;
    Ok(Values::Buckets {
        step: buckets.step,
        columns,
    })
}

/// Calls `take` with the second and the values of every row in the range. A malformed row is left out.
fn each_row(
    file: &mut File,
    axis: &Axis,
    chosen: &[usize],
    range: Range,
    mut take: impl FnMut(f64, &[Option<f64>]),
) -> io::Result<()> {
    file.rewind()?;
    let mut lines = Lines::new(BufReader::with_capacity(BUFFER, file));
    let mut cursor = axis.cursor();
    let mut values = Vec::with_capacity(chosen.len());
    while let Some(line) = lines.next()? {
        let Some(time) = plt::row(line, chosen, &mut values) else {
            continue;
        };
        let Some(second) = cursor.place(time) else {
            continue;
        };
        if (range.from..=range.to).contains(&second) {
            take(second, &values);
        }
    }
    Ok(())
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

fn heading(file: File, name: &str) -> Result<Vec<String>, SeriesError> {
    let no_heading = || SeriesError::NoHeading {
        file: name.to_owned(),
    };
    let mut lines = Lines::new(BufReader::new(file));
    let line = lines.next().map_err(|source| SeriesError::Read {
        file: name.to_owned(),
        source,
    })?;
    plt::columns(line.ok_or_else(no_heading)?).ok_or_else(no_heading)
}

fn column(name: String) -> Column {
    let (unit, better) = (unit::of_column(&name), unit::better(&name));
    Column { name, unit, better }
}
