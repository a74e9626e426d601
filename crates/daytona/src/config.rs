//! Where the long-running parts keep their things, and their configuration from file, environment and flags; later wins.

pub mod agent;
pub mod place;
pub mod server;
