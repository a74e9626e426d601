//! Making one copy from a stretch of a metric file.

use std::io;
use std::path::Path;

use crate::columnar::about::{About, FORMAT, Origin, Whole, units};
use crate::columnar::writer::Writer;
use crate::columnar::{CopyError, make_parent};
use crate::elapsed::Axis;
use crate::format::plt::Place;
use crate::gap::SoFar;
use crate::series::placing::Placing;
use crate::series::rows::Rows;
use crate::series::source::Source;

/// Which rows of which file are copied.
#[derive(Debug)]
pub struct Stretch<'a> {
    pub source: &'a Source,
    pub axis: &'a Axis,
    pub placing: Placing<'a>,
    pub origin: Origin,
    /// The copy of the rows before, if there are any.
    pub before: Option<&'a About>,
    /// The last row is the first one that ends behind this byte.
    pub until: u64,
    /// What is known only of a file that doesn't grow any more.
    pub whole: Option<Whole>,
    pub notes: Vec<String>,
}

/// Copies the stretch to `path`; says whether it had a row.
pub fn make(stretch: Stretch<'_>, path: &Path) -> Result<bool, CopyError> {
    make_parent(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let width = stretch.source.columns.len();
    let mut writer = Writer::new(folder, width)?;
    let about = copy_rows(stretch, &mut writer)?;
    let has_rows = about.rows > 0;
    if has_rows || about.whole.is_some() {
        writer.finish(&about, path)?;
    }
    Ok(has_rows)
}

fn copy_rows(stretch: Stretch<'_>, writer: &mut Writer) -> io::Result<About> {
    let Stretch {
        source,
        axis,
        placing,
        origin,
        before,
        until,
        whole,
        notes,
    } = stretch;
    let begin = before.map_or(source.body, |before| before.end);
    let all: Vec<usize> = (0..source.columns.len()).collect();
    let rows = Rows {
        width: all.len(),
        chosen: &all,
        placing,
        from: i64::MIN,
        to: i64::MAX,
        latest: before.and_then(|before| before.extent).map(|(_, last)| last),
        until,
    };
    let mut gaps = placing.gaps(source);
    if let Some(before) = before {
        gaps = gaps.behind(before.so_far);
    }
    let mut lines = source.lines(begin);
    let found = rows.each(&mut lines, &mut gaps, |time, micros, cells| {
        writer.push(time, micros, cells)
    })?;
    let end = found.end.unwrap_or(begin);
    let (gaps, gaps_dropped, so_far) = match whole {
        Some(_) => {
            let (gaps, dropped) = gaps.finish();
            (gaps, dropped, SoFar::default())
        }
        None => gaps.pause(),
    };
    let bad_cells = found.bad_cells.iter().enumerate();
    Ok(About {
        format: FORMAT,
        source: source.name.clone(),
        units: units(&source.columns),
        columns: source.columns.clone(),
        begin,
        end,
        ticks: found
            .extent
            .map_or(Place::default(), |(_, last)| axis.place_before(last)),
        origin,
        whole: whole.map(|whole| Whole {
            extent: placing.extent(found.extent, axis),
            ..whole
        }),
        rows: found.rows,
        extent: found.extent,
        gaps,
        gaps_dropped,
        so_far,
        notes,
        left_out: found.left_out,
        bad_cells: bad_cells.filter_map(|(at, bad)| Some((at, (*bad)?))).collect(),
    })
}
