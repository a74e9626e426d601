//! The agent: what happens on a measured host. It dials the server, takes its commands, watches over scripts and measures.

pub mod agent;
pub mod check;
pub mod config;
pub mod enrol;
pub mod identity;
pub mod renew;

pub mod host;
pub mod run;

mod actions;
mod bulk;
mod clock_offset;
mod lease;
mod monitors;
mod run_log;
mod session;

// The host's side, without any network.
pub mod account;
mod beneath;
pub mod boot;
pub mod cgroup;
mod process_tree;
pub mod run_folder;
pub mod workspace;

pub mod announce;
pub mod supervisor;

pub mod follow;
pub mod manifest;
pub mod upload;

/// An error with everything that caused it, in one line.
fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
