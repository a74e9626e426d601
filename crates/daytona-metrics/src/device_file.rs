//! File names made from the names of devices and interfaces, which may hold almost any byte.

use std::fmt::Write;

/// The longest name that a device contributes to a file's name. The kernel's own limits are far lower.
const LONGEST: usize = 100;

/// A device's name as part of a file's name: `/` and `!` become `!` (the kernel itself writes `cciss!c0d0`
/// for `cciss/c0d0`), other bytes outside `A-Z a-z 0-9 . _ -` become `%XX`.
pub(crate) fn stem(device: &[u8]) -> String {
    let mut stem = String::new();
    for &byte in device {
        let before = stem.len();
        match byte {
            b'/' | b'!' => stem.push('!'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'-' => stem.push(char::from(byte)),
            // Writing to a String can't fail.
            _ => drop(write!(stem, "%{byte:02X}")),
        }
        if stem.len() > LONGEST {
            stem.truncate(before);
            break;
        }
    }
    stem
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn usual_names_stay_as_they_are() {
        for name in ["eth0", "enp3s0.100", "br-1f2e", "nvme0n1", "dm-0"] {
            assert_eq!(stem(name.as_bytes()), name);
        }
    }

    #[test]
    fn slashes_and_odd_bytes_are_written_so_that_the_file_stays_in_its_folder() {
        assert_eq!(stem(b"cciss/c0d0"), "cciss!c0d0");
        assert_eq!(stem(b"cciss!c0d0"), "cciss!c0d0");
        assert_eq!(stem(b"eth%d:1,\xff"), "eth%25d%3A1%2C%FF");
    }

    #[test]
    fn a_long_name_is_cut_before_the_byte_that_is_too_much() {
        assert_eq!(stem(&[b'a'; 300]).len(), 100);
        assert_eq!(stem(&[b','; 300]), "%2C".repeat(33));
    }

    proptest! {
        #[test]
        fn every_name_gives_a_safe_file_name(name: Vec<u8>) {
            let stem = stem(&name);
            prop_assert!(stem.len() <= LONGEST);
            let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"._-!%".contains(&byte);
            prop_assert!(stem.bytes().all(safe), "{stem}");
        }
    }
}
