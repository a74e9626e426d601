//! Formats of result files.

pub mod kpi_csv;
pub mod plt;
