//! One question answered: which columns of the file, on which axis, over which range, and then its rows, from its copies and
//! from the text behind them.

use std::borrow::Cow;
use std::io;

use crate::columnar::{About, Copy};
use crate::decimate::MAXIMUM_POINTS;
use crate::elapsed::Axis;
use crate::format::plt::Place;
use crate::gap::Gap;
use crate::series::block::Block;
use crate::series::notes::Notes;
use crate::series::placing::either;
use crate::series::reduce::{Reduced, Reduction};
use crate::series::rows::{Rows, times};
use crate::series::source::Source;
use crate::series::{Column, Host, MAXIMUM_COLUMNS, Query, Series, SeriesError, cannot_read, column};

pub(super) fn answer(host: &Host, query: &Query) -> Result<Series, SeriesError> {
    let source = host.source(&query.file)?;
    let chosen = choose(&source, query)?;
    let mut notes = Notes::default();
    let copies = match &host.copies {
        Some(copies) => copies.of(&source, &host.times).unwrap_or_else(|error| {
            notes.add(&[format!(
                "{} has no columnar copy and is read as text: {error}",
                source.name
            )]);
            Vec::new()
        }),
        None => Vec::new(),
    };
    let question = Question {
        host,
        query,
        source: &source,
        chosen: &chosen,
    };
    match question.answer(&copies, notes) {
        Err(SeriesError::Copy { .. }) => {
            // It is damaged: made again the next time, and not needed for an answer now.
            let removed = host.copies.as_ref().map(|copies| copies.remove(&source.name));
            removed
                .unwrap_or(Ok(()))
                .map_err(|error| cannot_read(&source.name, error))?;
            question.answer(&[], Notes::default())
        }
        answer => answer,
    }
}

struct Question<'a> {
    host: &'a Host,
    query: &'a Query,
    source: &'a Source,
    /// Positions of the asked columns, in the order of the file.
    chosen: &'a [usize],
}

impl Question<'_> {
    fn answer(&self, copies: &[Copy], mut notes: Notes) -> Result<Series, SeriesError> {
        let failed = |error| cannot_read(&self.source.name, error);
        let last = copies.last().map(|copy| &copy.about);
        let whole = last.and_then(|about| about.whole.as_ref());
        let axis = match whole {
            Some(_) => None,
            None => Some(self.axis(last).map_err(failed)?),
        };
        let extent = match (whole, &axis) {
            (Some(whole), _) => whole.extent,
            (None, Some(axis)) => self.extent(copies, axis).map_err(failed)?,
            (None, None) => None,
        };
        let (from, to) = range(self.query, extent)?;
        let points = self.query.points.clamp(1, MAXIMUM_POINTS);
        let mut reduction = Reduction::new(from, to, points, self.chosen.len());
        let mut gaps = Vec::new();
        for copy in copies {
            self.copy(copy, &mut reduction, &mut gaps, &mut notes)?;
        }
        if let Some(axis) = axis {
            gaps.extend(
                self.text(last, &axis, &mut reduction, &mut notes)
                    .map_err(failed)?,
            );
        }
        let Reduced {
            from,
            to,
            rows,
            values,
        } = reduction.finish(self.columns());
        gaps.retain(|gap| gap.to >= from && gap.from <= to);
        gaps.sort_by(|a, b| a.from.total_cmp(&b.from));
        Ok(Series {
            from,
            to,
            rows,
            values,
            gaps,
            notes: notes.finish(&self.source.name, &self.source.columns),
        })
    }

    /// The ticks of the rows that no copy holds.
    fn axis(&self, last: Option<&About>) -> io::Result<Cow<'_, Axis>> {
        self.host
            .times
            .axis(last.map(|about| about.ticks).unwrap_or_default())
    }

    /// The first and the last second of all that can be shown.
    fn extent(&self, copies: &[Copy], axis: &Axis) -> io::Result<Option<(f64, f64)>> {
        let placing = self.host.times.placing(axis, self.source, &mut Vec::new())?;
        if self.source.is_of_agent() && !axis.is_empty() {
            return Ok(axis.extent());
        }
        let of_copies = copies.iter().map(|copy| copy.about.extent).fold(None, either);
        let of_text = times(
            &mut self
                .source
                .lines(self.begin(copies.last().map(|copy| &copy.about))),
        )?;
        let of_text = of_text.and_then(|(first, last)| Some((placing.second(first)?, placing.second(last)?)));
        Ok(placing.extent(either(of_copies, of_text), axis))
    }

    fn copy(
        &self,
        copy: &Copy,
        reduction: &mut Reduction,
        gaps: &mut Vec<Gap>,
        notes: &mut Notes,
    ) -> Result<(), SeriesError> {
        let (from, to) = reduction.needs();
        copy.read(self.chosen, from, to, reduction)
            .map_err(|source| SeriesError::Copy {
                file: self.source.name.clone(),
                source,
            })?;
        let about = &copy.about;
        gaps.extend(about.gaps.iter().cloned());
        notes.gaps_dropped(about.gaps_dropped);
        notes.add(&about.notes);
        notes.left_out(about.left_out.as_ref());
        for column in self.chosen {
            notes.bad_cells(*column, about.bad_cells.get(column).copied());
        }
        Ok(())
    }

    /// Reads what no copy holds, and says where it has gaps.
    fn text(
        &self,
        last: Option<&About>,
        axis: &Axis,
        reduction: &mut Reduction,
        notes: &mut Notes,
    ) -> io::Result<Vec<Gap>> {
        notes.add(axis.notes());
        let mut of_placing = Vec::new();
        let placing = self.host.times.placing(axis, self.source, &mut of_placing)?;
        notes.add(&of_placing);
        let (from, to) = reduction.needs();
        let rows = Rows {
            width: self.source.columns.len(),
            chosen: self.chosen,
            placing,
            from,
            to,
            latest: last.and_then(|about| about.extent).map(|(_, latest)| latest),
            until: u64::MAX,
        };
        let mut gaps = placing.gaps(self.source);
        if let Some(last) = last {
            gaps = gaps.behind(last.so_far);
        }
        let mut block = Block::new(self.chosen.len());
        let mut lines = self.source.lines(self.begin(last));
        let found = rows.each(&mut lines, &mut gaps, |time, micros, cells| {
            block.push(time, micros, cells);
            if block.is_full() {
                hand_over(&mut block, reduction);
            }
            Ok(())
        })?;
        hand_over(&mut block, reduction);
        notes.left_out(found.left_out.as_ref());
        for (column, bad) in self.chosen.iter().zip(found.bad_cells) {
            notes.bad_cells(*column, bad);
        }
        let (gaps, dropped) = gaps.finish();
        notes.gaps_dropped(dropped);
        Ok(gaps)
    }

    fn begin(&self, last: Option<&About>) -> Place {
        last.map_or(self.source.body, |about| about.end)
    }

    fn columns(&self) -> Vec<Column> {
        let columns = &self.source.columns;
        let names = self.chosen.iter().filter_map(|at| columns.get(*at).cloned());
        names.map(|name| column(&self.source.name, name)).collect()
    }
}

fn hand_over(block: &mut Block, reduction: &mut Reduction) {
    reduction.begin(&block.micros);
    for (at, values) in block.columns.iter().enumerate() {
        reduction.column(at, values);
    }
    block.clear();
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
fn choose(source: &Source, query: &Query) -> Result<Vec<usize>, SeriesError> {
    let names = &source.columns;
    let position = |column: &String| {
        let missing = || SeriesError::NoColumn {
            file: query.file.clone(),
            column: column.clone(),
        };
        names.iter().position(|name| name == column).ok_or_else(missing)
    };
    let mut chosen = if query.columns.is_empty() {
        (0..names.len()).collect()
    } else {
        query
            .columns
            .iter()
            .map(position)
            .collect::<Result<Vec<_>, _>>()?
    };
    chosen.sort_unstable();
    chosen.dedup();
    if chosen.len() > MAXIMUM_COLUMNS {
        return Err(SeriesError::TooManyColumns {
            file: query.file.clone(),
            columns: chosen.len(),
        });
    }
    Ok(chosen)
}
