//! Formats of result files.

pub mod announced;
pub mod cell;
pub mod kpi_csv;
pub mod marks;
pub mod plt;
pub mod row_time;
