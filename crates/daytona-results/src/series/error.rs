//! Why a series can't be read.

use std::io;

use crate::columnar::CopyError;
use crate::series::MAXIMUM_COLUMNS;

/// A series can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SeriesError {
    #[error("{file:?} is not a metric file of this host")]
    NoFile { file: String },
    #[error("{file} has no column {column:?}")]
    NoColumn { file: String, column: String },
    #[error("{file} has no heading yet; it must begin with Time and a column")]
    NoHeading { file: String },
    #[error("{columns} columns of {file} are too many at once; ask for at most {MAXIMUM_COLUMNS} by name")]
    TooManyColumns { file: String, columns: usize },
    #[error("the range from {from} to {to} seconds holds no time; from must not be above to")]
    NoRange { from: f64, to: f64 },
    #[error("cannot read {file}")]
    Read { file: String, source: io::Error },
    #[error("cannot read the columnar copy of {file}")]
    Copy { file: String, source: CopyError },
}

impl SeriesError {
    /// Whether what was asked for isn't there to be had, rather than that reading failed.
    pub fn is_not_found(&self) -> bool {
        match self {
            Self::NoFile { .. }
            | Self::NoColumn { .. }
            | Self::NoHeading { .. }
            | Self::TooManyColumns { .. }
            | Self::NoRange { .. } => true,
            Self::Read { .. } | Self::Copy { .. } => false,
        }
    }
}
