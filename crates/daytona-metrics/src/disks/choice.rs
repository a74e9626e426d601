//! Which of the kernel's block devices are recorded, as `/sys/block` tells.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::source;

/// Whether a device has a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Recorded,
    /// Devices that a host has ready by the dozen: recorded while something is attached to them.
    WhileAttached,
    /// Partitions, memory disks, floppies, optical drives, and the single paths to a multipath disk.
    LeftOut,
}

/// The folder `/sys/block` of a host.
#[derive(Debug)]
pub(super) struct SysBlock(PathBuf);

impl SysBlock {
    pub(super) fn new(root: &Path) -> Self {
        Self(root.join("sys/block"))
    }

    pub(super) fn choose(&self, name: &[u8]) -> Choice {
        let numbered = |kind: &[u8]| name.strip_prefix(kind).is_some_and(all_digits);
        if ["ram", "fd", "sr"].iter().any(|kind| numbered(kind.as_bytes())) || is_nvme_path(name) {
            return Choice::LeftOut;
        }
        // Whole devices have a folder of their own; a partition's lies in its disk's.
        if !self.folder(name).exists() {
            return Choice::LeftOut;
        }
        let attachable = ["loop", "nbd", "zram"]
            .iter()
            .any(|kind| numbered(kind.as_bytes()));
        if attachable {
            Choice::WhileAttached
        } else {
            Choice::Recorded
        }
    }

    /// Whether there is something behind a device of the kind that may be empty.
    pub(super) fn is_attached(&self, name: &[u8]) -> bool {
        source::one_value(&self.folder(name).join("size")).is_none_or(|size| size != "0")
    }

    /// Whether the kernel counts the device's requests. An administrator may have switched that off; without
    /// the switch the kernel counts.
    pub(super) fn counts(&self, name: &[u8]) -> bool {
        source::one_value(&self.folder(name).join("queue/iostats")).is_none_or(|value| value != "0")
    }

    fn folder(&self, name: &[u8]) -> PathBuf {
        let name: Vec<u8> = name
            .iter()
            .map(|&byte| if byte == b'/' { b'!' } else { byte })
            .collect();
        self.0.join(OsStr::from_bytes(&name))
    }
}

fn all_digits(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// `nvme0c1n1` is one path to the disk `nvme0n1`, which counts the requests of all its paths.
fn is_nvme_path(name: &[u8]) -> bool {
    let Some(rest) = name.strip_prefix(b"nvme") else {
        return false;
    };
    let parts: Vec<&[u8]> = rest.split(|byte| matches!(byte, b'c' | b'n')).collect();
    rest.contains(&b'c') && parts.len() == 3 && parts.into_iter().all(all_digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake_root::FakeRoot;

    #[test]
    fn whole_devices_are_recorded_and_the_rest_is_left_out() {
        let root = FakeRoot::new();
        let whole = ["sda", "vda", "dm-0", "md127", "nvme0n1", "cciss!c0d0", "sram"];
        let other = ["ram0", "fd0", "sr1", "nvme0c1n1", "loop3", "nbd0", "zram0"];
        for name in whole.iter().chain(&other) {
            root.write(&format!("sys/block/{name}/size"), "0\n");
        }
        let sys = SysBlock::new(root.path());
        for name in ["sda", "vda", "dm-0", "md127", "nvme0n1", "cciss/c0d0", "sram"] {
            assert_eq!(sys.choose(name.as_bytes()), Choice::Recorded, "{name}");
        }
        for name in ["ram0", "fd0", "sr1", "nvme0c1n1", "sda1", "nvme0n1p1"] {
            assert_eq!(sys.choose(name.as_bytes()), Choice::LeftOut, "{name}");
        }
        for name in ["loop3", "nbd0", "zram0"] {
            assert_eq!(sys.choose(name.as_bytes()), Choice::WhileAttached, "{name}");
        }
    }

    #[test]
    fn a_device_of_no_size_has_nothing_attached() {
        let root = FakeRoot::new();
        root.write("sys/block/loop0/size", "0\n");
        root.write("sys/block/loop1/size", "2048\n");
        let sys = SysBlock::new(root.path());
        assert!(!sys.is_attached(b"loop0"));
        assert!(sys.is_attached(b"loop1"));
    }

    #[test]
    fn counting_is_on_unless_it_was_switched_off() {
        let root = FakeRoot::new();
        root.write("sys/block/sda/queue/iostats", "0\n");
        root.write("sys/block/sdb/queue/iostats", "1\n");
        let sys = SysBlock::new(root.path());
        assert!(!sys.counts(b"sda"));
        assert!(sys.counts(b"sdb"));
        assert!(sys.counts(b"sdc"));
    }
}
