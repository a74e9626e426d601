//! What a host was doing: readers of the kernel's own files and the rows of rates made from two readings.
//! Synchronous and without a clock: the caller says when to read and what time it is, and writes the rows.
//!
//! The way of a number: a [`collector`] reads a file below an injected root into a sample of raw counters,
//! sets it against the sample before, and adds [`row::Row`]s; [`plt`] gives a row its exact text. Adding a
//! monitor is one file and one line in [`registry`].

pub mod registry;

pub mod collector;
pub mod facts;
pub mod plt;
pub mod row;
pub mod tick;

mod disks;
mod memory;
mod network;
mod processes;
mod stat;

mod counter;
mod device_file;
mod monotonic;
mod scan;
mod source;

#[cfg(test)]
mod fake_root;

pub use collector::{Collector, Round};
pub use monotonic::Monotonic;
pub use processes::{PROCESSES_FILE, Watched};
pub use registry::default_collectors;
pub use source::ReadError;
