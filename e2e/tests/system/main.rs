//! The whole system on real binaries.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that can't be set up has failed, and says where"
)]

mod announcing;
mod browser;
mod check;
mod editors;
mod ends;
mod examples;
mod faults;
mod metrics;
mod nginx;
mod refusals;
mod secrets;
mod signals;
mod unprivileged;
mod workspace;
