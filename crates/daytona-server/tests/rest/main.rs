//! The REST API of a real server on a real database, over HTTP.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that can't be set up has failed, and says where"
)]

mod accounts;
mod events;
mod files;
mod frameworks;
mod hosts;
mod problems;
mod revisions;
mod rights;
mod runs;
mod series;
mod tests;
mod trash;
mod world;
