//! Formats of result files.

pub mod kpi_csv;
pub mod plt;
pub mod row_time;
