//! The agent: what happens on a measured host.

// The host's side, without any network.
pub mod account;
mod beneath;
pub mod boot;
mod process_tree;
pub mod run_folder;
pub mod workspace;

pub mod supervisor;

pub mod follow;
pub mod manifest;
pub mod upload;
