//! Rows on their way into an answer, a stretch at a time and column by column. Both forms are made in one pass, because
//! only its end tells whether the rows are few enough to be given as they are; rows beyond that are not kept.

use std::ops::Range;

use crate::decimate::{Buckets, M4, micros};
use crate::series::{Column, Values};

/// Up to this many rows a pixel are given as they are.
const RAW_ROWS_A_POINT: u64 = 4;

#[derive(Debug)]
pub struct Reduction {
    from: f64,
    to: f64,
    limit: u64,
    buckets: Buckets,
    m4: Vec<M4>,
    t: Vec<f64>,
    raw: Vec<Vec<Option<f64>>>,
    rows_of_range: u64,
    rows_of_buckets: u64,
    /// Which rows of the present stretch belong to which bucket.
    runs: Vec<(usize, Range<usize>)>,
    /// Which rows of the present stretch are kept as they are.
    kept: Range<usize>,
}

/// Seconds, rows and values of the answer.
#[derive(Debug)]
pub struct Reduced {
    pub from: f64,
    pub to: f64,
    pub rows: u64,
    pub values: Values,
}

impl Reduction {
    pub fn new(from: f64, to: f64, points: u32, columns: usize) -> Self {
        let buckets = Buckets::over(from, to, points);
        Self {
            from,
            to,
            limit: RAW_ROWS_A_POINT * u64::from(points),
            m4: vec![M4::new(&buckets); columns],
            buckets,
            t: Vec::new(),
            raw: vec![Vec::new(); columns],
            rows_of_range: 0,
            rows_of_buckets: 0,
            runs: Vec::new(),
            kept: 0..0,
        }
    }

    /// The microseconds of which rows are needed, both included: those of the range and of the whole buckets at its ends,
    /// which are the same whatever part of them a range shows.
    pub fn needs(&self) -> (i64, i64) {
        let from = self.from.min(self.buckets.from());
        let to = self.to.max(self.buckets.to());
        (micros(from), micros(to))
    }

    /// Begins a stretch of rows, which are in the order of time and behind those of all stretches before.
    pub fn begin(&mut self, rows: &[i64]) {
        self.runs.clear();
        let mut at = 0;
        while let Some(row) = rows.get(at) {
            let Some(bucket) = self.buckets.of_micros(*row) else {
                at += 1;
                continue;
            };
            let end = self.buckets.end_micros(bucket);
            let behind = rows.get(at..).unwrap_or_default();
            let until = at + behind.partition_point(|row| *row < end);
            self.rows_of_buckets += (until - at) as u64;
            self.runs.push((bucket, at..until));
            at = until;
        }
        let (from, to) = (micros(self.from), micros(self.to));
        let first = rows.partition_point(|row| *row < from);
        let inside = first..rows.partition_point(|row| *row <= to).max(first);
        self.rows_of_range += inside.len() as u64;
        self.kept = if self.rows_of_range <= self.limit {
            inside
        } else {
            0..0
        };
        if self.rows_of_range > self.limit {
            self.t = Vec::new();
            self.raw = Vec::new();
        }
        let kept = rows.get(self.kept.clone()).unwrap_or_default();
        self.t.extend(kept.iter().map(|row| *row as f64 / 1e6));
    }

    /// The values of one column in the rows that were begun; NaN is unknown.
    pub fn column(&mut self, column: usize, values: &[f64]) {
        if let Some(m4) = self.m4.get_mut(column) {
            for (bucket, rows) in &self.runs {
                m4.add(*bucket, values.get(rows.clone()).unwrap_or_default());
            }
        }
        if let Some(raw) = self.raw.get_mut(column) {
            let kept = values.get(self.kept.clone()).unwrap_or_default();
            raw.extend(
                kept.iter()
                    .map(|value| Some(*value).filter(|value| !value.is_nan())),
            );
        }
    }

    pub fn finish(self, columns: Vec<Column>) -> Reduced {
        if self.rows_of_range <= self.limit {
            return Reduced {
                from: self.from,
                to: self.to,
                rows: self.rows_of_range,
                values: Values::Raw {
                    t: self.t,
                    columns: columns.into_iter().zip(self.raw).collect(),
                },
            };
        }
        Reduced {
            from: self.buckets.from(),
            to: self.buckets.to(),
            rows: self.rows_of_buckets,
            values: Values::Buckets {
                step: self.buckets.step(),
                columns: columns.into_iter().zip(self.m4).collect(),
            },
        }
    }
}
