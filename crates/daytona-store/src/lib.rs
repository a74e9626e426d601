//! The SQL store: runs and their life, leases, results, hosts, frameworks, tests and accounts, one file per aggregate.
//! Every write is one short transaction. Holds no result file, decides nothing about scheduling and hashes no password.

mod column;
mod database;
mod error;
mod migration;

pub mod fail_point;

pub mod data_folder;
pub mod page;

pub mod account;
pub mod counter;
pub mod expiry;
pub mod framework;
pub mod history;
pub mod host;
pub mod idempotency;
pub mod join_token;
pub mod lease;
pub mod one_time;
pub mod results;
pub mod run;
pub mod search;
pub mod secret;
pub mod session;
pub mod submission;
pub mod tag;
pub mod test;
pub mod token;
pub mod transition;
pub mod trash;

pub mod transfer;

#[cfg(test)]
mod fixture;

pub use database::{DatabaseUrl, InvalidDatabaseUrl, OpenError, PostgresUrl, Store};
pub use error::DatabaseError;
