//! Sentences about lines and cells that can't be read, each with the first line that is meant.

use std::collections::BTreeMap;

use crate::series::rows::{BadCells, LeftOut};

/// What was found in one file, over all stretches in which it was read.
#[derive(Debug, Default)]
pub struct Notes {
    notes: Vec<String>,
    left_out: Option<LeftOut>,
    /// By the position of the column in the file.
    bad_cells: BTreeMap<usize, BadCells>,
    gaps_dropped: u64,
}

impl Notes {
    pub fn add(&mut self, notes: &[String]) {
        for note in notes {
            if !self.notes.contains(note) {
                self.notes.push(note.clone());
            }
        }
    }

    pub fn left_out(&mut self, next: Option<&LeftOut>) {
        match (&mut self.left_out, next) {
            (Some(left_out), Some(next)) => left_out.count += next.count,
            (None, next) => self.left_out = next.cloned(),
            (Some(_), None) => {}
        }
    }

    pub fn bad_cells(&mut self, column: usize, next: Option<BadCells>) {
        let Some(next) = next else { return };
        let bad = self.bad_cells.entry(column);
        bad.and_modify(|bad| bad.count += next.count).or_insert(next);
    }

    pub fn gaps_dropped(&mut self, count: u64) {
        self.gaps_dropped += count;
    }

    /// `columns` are the names of all columns of the file.
    pub fn finish(self, file: &str, columns: &[String]) -> Vec<String> {
        let mut notes = self.notes;
        if let Some(LeftOut { first, why, count }) = self.left_out {
            notes.push(match count {
                1 => format!("{file}:{first}: the line is left out, because {why}"),
                _ => format!(
                    "{file}:{first}: the line is left out, because {why}; so are {} other lines",
                    count - 1
                ),
            });
        }
        for (column, BadCells { first, count }) in self.bad_cells {
            let name = columns.get(column).map_or("", String::as_str);
            notes.push(match count {
                1 => format!("{file}:{first}: the cell of {name} holds no number and counts as unknown"),
                _ => format!(
                    "{file}:{first}: the cell of {name} holds no number and counts as unknown, like {} others below",
                    count - 1
                ),
            });
        }
        if self.gaps_dropped > 0 {
            notes.push(format!(
                "{file} has {} gaps more than are shown",
                self.gaps_dropped
            ));
        }
        notes
    }
}
