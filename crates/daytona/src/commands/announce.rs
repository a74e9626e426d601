//! `daytona mark`, `kpi` and `subject`: called by a script, answered by the supervisor of its run. They are called while
//! something is measured, so they start no runtime and no log.

use std::path::Path;

use daytona_agent::announce::{SOCKET, announce};
use daytona_domain::announcement::Announcement;

use crate::exit_code;
use crate::output::Output;

/// Says it, and gives the exit code.
pub fn run(announcement: &Announcement, out: Output) -> u8 {
    if let Err(error) = announcement.check() {
        out.error(&error.to_string());
        return exit_code::USAGE;
    }
    let Some(socket) = std::env::var_os(SOCKET) else {
        out.error(&format!(
            "this is no execution script of a run: {SOCKET} isn't set; a script that has it must pass it on to what it starts"
        ));
        return exit_code::USAGE;
    };
    match announce(Path::new(&socket), announcement) {
        Ok(()) => exit_code::DONE,
        Err(error) => {
            out.error(&super::chain(&error.into()));
            exit_code::ERROR
        }
    }
}
