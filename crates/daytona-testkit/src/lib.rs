//! For tests only: a server on a folder of its own, a simulated agent that speaks the real link and does as it is told,
//! and waiting for conditions without sleeping blindly. Nothing here is part of a release.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::large_futures,
    clippy::wildcard_enum_match_arm,
    reason = "a test that can't be set up has failed, and says where"
)]

pub mod condition;
pub mod database;
pub mod identity;
pub mod rest;
pub mod server;
pub mod sim_agent;

pub use condition::wait_for;
pub use rest::Rest;
pub use server::TestServer;
pub use sim_agent::{Script, SimAgent};
