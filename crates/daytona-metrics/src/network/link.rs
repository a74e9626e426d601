//! What `/sys/class/net` tells about an interface: whether it is recorded, its index, speed and duplex.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::source;

/// The beginnings of names that container engines, virtual machines and traffic shaping give to interfaces
/// that they make by the dozen. A container's own end of such a pair has another name and is recorded.
const MADE_BY_THE_DOZEN: [&[u8]; 6] = [b"veth", b"cali", b"lxc", b"tap", b"ifb", b"docker"];

/// How fast an interface may be. Only what is known for sure can give a utilization.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    FullDuplex { mbit_per_s: u64 },
    HalfDuplex { mbit_per_s: u64 },
    Unknown,
}

impl Link {
    /// Reading the speed fails for loopback, for links that are down and for many virtual interfaces; others
    /// give -1, 0 or all ones in 16 or 32 bits when they don't know it.
    pub(super) fn read(class: &Path, name: &[u8]) -> Self {
        let folder = folder(class, name);
        let speed = source::one_value(&folder.join("speed")).and_then(|text| text.parse::<u64>().ok());
        let mbit_per_s = match speed {
            None | Some(0 | 0xffff | 0xffff_ffff) => return Self::Unknown,
            Some(speed) => speed,
        };
        match source::one_value(&folder.join("duplex")).as_deref() {
            Some("full") => Self::FullDuplex { mbit_per_s },
            Some("half") => Self::HalfDuplex { mbit_per_s },
            Some(_) | None => Self::Unknown,
        }
    }
}

/// The number that the kernel gave the interface when it was made.
pub(super) fn index(class: &Path, name: &[u8]) -> Option<u64> {
    source::one_value(&folder(class, name).join("ifindex"))?
        .parse()
        .ok()
}

/// Hardware, and every virtual interface but those made by the dozen.
pub(super) fn is_recorded(class: &Path, name: &[u8]) -> bool {
    let by_the_dozen = MADE_BY_THE_DOZEN
        .iter()
        .any(|beginning| name.starts_with(beginning));
    !by_the_dozen || folder(class, name).join("device").exists()
}

fn folder(class: &Path, name: &[u8]) -> PathBuf {
    class.join(OsStr::from_bytes(name))
}
