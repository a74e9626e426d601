//! The scheduler on a real store, with the simulated agent on the real link.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test that can't be set up has failed, and says where"
)]

mod certificates;
mod ends;
mod link;
mod queue;
mod quiet;
mod restart;
mod stop;
