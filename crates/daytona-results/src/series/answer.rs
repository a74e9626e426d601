//! One question answered: which columns of the file, on which axis, over which range, and then its rows.

use std::fs::File;
use std::io;

use daytona_domain::clock::Timestamp;
use daytona_domain::layout::{METRICS_FOLDER, TICKS};

use crate::decimate::MAXIMUM_POINTS;
use crate::elapsed::Axis;
use crate::gap::Gap;
use crate::series::folder::Folder;
use crate::series::placing::Placing;
use crate::series::reduce::{Reduced, Reduction};
use crate::series::rows::{self, Rows};
use crate::series::{
    Column, Host, MAXIMUM_COLUMNS, Query, Series, SeriesError, cannot_read, column, heading, is_plt, no_file,
};

pub(super) fn answer(host: &Host, query: &Query) -> Result<Series, SeriesError> {
    let Host { folder, axis, origin } = host;
    let name = query.file.as_str();
    let mut opened = Opened::open(folder, query)?;
    let mut notes = axis.notes().to_vec();
    let (placing, extent) = placing(&mut opened.file, name, axis, *origin, &mut notes)
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

/// Whether the agent writes the file, a row at every tick.
fn is_of_agent(file: &str) -> bool {
    file.strip_prefix(METRICS_FOLDER)
        .is_some_and(|rest| rest.starts_with('/'))
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
