//! Files in, KPIs and series out. Synchronous and streaming: no file is held in memory as a whole, but a KPI table,
//! which is small. Knows nothing of a store or a server.

pub mod format;
pub mod unit;

pub mod columnar;
pub mod decimate;
pub mod elapsed;
pub mod gap;
pub mod processes;
pub mod series;
