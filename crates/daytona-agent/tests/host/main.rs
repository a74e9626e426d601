//! The host's side of the agent with real processes and real files, and without any network.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]
#![expect(clippy::print_stderr, reason = "a test that can't be done says so")]

mod adoption;
mod announcing;
mod cgroups;
mod earlier_format;
mod ends;
mod follow;
mod invocation;
mod manifest;
mod other_user;
mod processes;
mod spare;
mod support;
mod upload;
mod workspace;

/// Not a test: what the tests start as the supervisor is this program with this name as its argument.
#[test]
fn supervise_entry() {
    support::supervise_if_asked();
}

/// Not a test: what scripts call to say something of their run.
#[test]
fn announce_entry() {
    support::announce_if_asked();
}

/// Not a test: an agent that starts one run and then waits to be killed.
#[test]
fn agent_entry() {
    support::start_as_agent_if_asked();
}
