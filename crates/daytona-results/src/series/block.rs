//! A stretch of rows, column by column: how rows go from a text file into a reduction or into a columnar copy.

use crate::format::cell::Cell;

/// Values that one block may hold: 8 MiB of them.
const VALUES: usize = 1 << 20;
const MOST_ROWS: usize = 8_192;

#[derive(Debug)]
pub struct Block {
    /// `Time` of each row, in milliseconds since 1970.
    pub times: Vec<i64>,
    /// Microseconds of each row since the script's exec.
    pub micros: Vec<i64>,
    /// Values of each column; NaN is unknown.
    pub columns: Vec<Vec<f64>>,
    most_rows: usize,
}

impl Block {
    pub fn new(columns: usize) -> Self {
        Self {
            times: Vec::new(),
            micros: Vec::new(),
            columns: vec![Vec::new(); columns],
            most_rows: (VALUES / columns.max(1)).clamp(1, MOST_ROWS),
        }
    }

    pub fn rows(&self) -> usize {
        self.micros.len()
    }

    pub fn is_full(&self) -> bool {
        self.rows() >= self.most_rows
    }

    /// Adds a row. A cell that can't be read is unknown.
    pub fn push(&mut self, time: i64, micros: i64, cells: &[Option<Cell>]) {
        self.times.push(time);
        self.micros.push(micros);
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell.map_or(f64::NAN, Cell::value));
        }
    }

    pub fn clear(&mut self) {
        self.times.clear();
        self.micros.clear();
        self.columns.iter_mut().for_each(Vec::clear);
    }
}
