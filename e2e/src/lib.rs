//! The whole system on real binaries: servers and agents as processes of their own, the command line as its user types
//! it. Holds what the tests share; asserts nothing itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::print_stderr,
    reason = "a test that can't be set up has failed, and says where"
)]

pub mod agent;
pub mod binary;
// A dependency on the testkit would make `cargo xtask` build the whole server.
#[path = "../../crates/daytona-testkit/src/database.rs"]
pub mod database;
pub mod http;
pub mod process;
pub mod server;
pub mod site;

pub use site::Site;
