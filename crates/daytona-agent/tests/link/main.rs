//! A whole agent against a made-up server: real TLS on loopback, real processes, real files.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod agent;
mod certificate;
mod commands;
mod enrolment;
mod quiet;
mod reconnecting;
mod restart;
mod server;

use std::path::Path;

/// Not a test: what an agent within this program starts as the supervisor is this program with this name and the run's
/// folder as its arguments.
#[test]
fn supervise() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == "supervise") {
        let code = match arguments.next() {
            Some(folder) => daytona_agent::supervisor::process::supervise(Path::new(&folder)),
            None => daytona_agent::supervisor::process::supervise_next(),
        };
        std::process::exit(i32::from(code != std::process::ExitCode::SUCCESS));
    }
}
