//! Rows on their way into an answer. Both forms are made in one pass, because only its end tells whether the rows are few
//! enough to be given as they are; rows beyond that are not kept.

use crate::decimate::{Buckets, M4};
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
        }
    }

    /// The seconds of which rows are needed: those of the range and of the whole buckets at its ends, which are the same
    /// whatever part of them a range shows.
    pub fn needs(&self) -> (f64, f64) {
        (self.from.min(self.buckets.from()), self.to.max(self.buckets.to()))
    }

    pub fn take(&mut self, second: f64, values: &[Option<f64>]) {
        if let Some(bucket) = self.buckets.of(second) {
            self.rows_of_buckets += 1;
            for (m4, value) in self.m4.iter_mut().zip(values) {
                if let Some(value) = value {
                    m4.add(bucket, *value);
                }
            }
        }
        if !(self.from..=self.to).contains(&second) {
            return;
        }
        self.rows_of_range += 1;
        if self.rows_of_range == self.limit + 1 {
            self.t = Vec::new();
            self.raw = Vec::new();
        }
        if self.rows_of_range <= self.limit {
            self.t.push(second);
            for (raw, value) in self.raw.iter_mut().zip(values) {
                raw.push(*value);
            }
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
