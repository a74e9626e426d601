//! The whole system on real binaries.

mod ends;
mod faults;
mod nginx;
mod refusals;
mod signals;
mod workspace;
