//! Which boot of the machine this is. Does not judge what a reboot means for a run.

use std::fs;
use std::io;

/// The kernel's id of this boot: another one after every start of the machine.
pub fn boot_id() -> io::Result<String> {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id")?;
    Ok(id.trim().to_owned())
}
