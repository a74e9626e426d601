//! Facts about a host that explain its results, as far as an agent tells them when it says hello.
//! Only files are read; what can't be read is unknown and doesn't stop the rest.

use std::path::Path;

use crate::memory::Meminfo;
use crate::scan;
use crate::source::{self, SourceFile};

/// What a host is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostFacts {
    pub hostname: Option<String>,
    /// As `uname -r` shows it.
    pub kernel_release: Option<String>,
    /// The processor's name, or its maker's and its own number where it has no name, as on ARM.
    pub cpu_model: Option<String>,
    /// Logical processors that are online: hardware threads, not cores.
    pub online_cpus: Option<u64>,
    pub memory_bytes: Option<u64>,
    /// The distribution's own name for itself, such as `Debian GNU/Linux 12 (bookworm)`.
    pub os_name: Option<String>,
    /// Another one after every boot of the kernel.
    pub boot_id: Option<String>,
}

impl HostFacts {
    /// Reads the facts below `root`, which is `/` or where the root of the host is mounted.
    pub fn read(root: &Path) -> Self {
        let cpuinfo = whole_file(root, "proc/cpuinfo");
        let cpuinfo = cpuinfo.as_deref().unwrap_or_default();
        let online = source::one_value(&root.join("sys/devices/system/cpu/online"));
        Self {
            hostname: source::one_value(&root.join("proc/sys/kernel/hostname")),
            kernel_release: source::one_value(&root.join("proc/sys/kernel/osrelease")),
            cpu_model: cpu_model(cpuinfo),
            online_cpus: online
                .and_then(|list| length_of_list(&list))
                .or_else(|| count_processors(cpuinfo)),
            memory_bytes: whole_file(root, "proc/meminfo").and_then(|text| memory_bytes(&text)),
            os_name: ["etc/os-release", "usr/lib/os-release"]
                .iter()
                .find_map(|file| os_name(&whole_file(root, file)?)),
            boot_id: source::one_value(&root.join("proc/sys/kernel/random/boot_id")),
        }
    }
}

fn whole_file(root: &Path, path: &str) -> Option<Vec<u8>> {
    SourceFile::new(root.join(path)).read().ok().map(<[u8]>::to_vec)
}

fn cpu_model(cpuinfo: &[u8]) -> Option<String> {
    if let Some(name) = value_of(cpuinfo, &["model name", "cpu model", "cpu"]) {
        return Some(name);
    }
    let implementer = value_of(cpuinfo, &["CPU implementer"])?;
    let part = value_of(cpuinfo, &["CPU part"])?;
    Some(format!("implementer {implementer} part {part}"))
}

/// The first value under one of these names, the earlier name first.
fn value_of(cpuinfo: &[u8], names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let of_this_name = |line| {
            let (key, value) = scan::cut(line, b':')?;
            (key.trim_ascii() == name.as_bytes()).then(|| value.trim_ascii())
        };
        let value = scan::lines(cpuinfo).find_map(of_this_name)?;
        (!value.is_empty()).then(|| String::from_utf8_lossy(value).into_owned())
    })
}

fn count_processors(cpuinfo: &[u8]) -> Option<u64> {
    let is_processor =
        |line: &&[u8]| scan::cut(line, b':').is_some_and(|(key, _)| key.trim_ascii() == b"processor");
    let count = scan::lines(cpuinfo).filter(is_processor).count() as u64;
    (count > 0).then_some(count)
}

/// How many numbers are in a list such as `0-3,8,10-11`.
fn length_of_list(list: &str) -> Option<u64> {
    list.split(',').try_fold(0_u64, |sum, part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
        sum.checked_add(last.checked_sub(first)?.checked_add(1)?)
    })
}

fn memory_bytes(meminfo: &[u8]) -> Option<u64> {
    Meminfo::parse(meminfo)?.total.checked_mul(1024)
}

fn os_name(os_release: &[u8]) -> Option<String> {
    let value = scan::lines(os_release).find_map(|line| line.strip_prefix(b"PRETTY_NAME="))?;
    let value = String::from_utf8_lossy(value.trim_ascii()).into_owned();
    let bare = value.trim_matches(['"', '\'']);
    (!bare.is_empty()).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fake_root::FakeRoot;

    #[test]
    fn a_host_is_described_from_its_files() {
        let root = FakeRoot::new();
        root.write("proc/sys/kernel/hostname", "db-3\n");
        root.write("proc/sys/kernel/osrelease", "6.1.0-28-amd64\n");
        root.write(
            "proc/sys/kernel/random/boot_id",
            "6a1c24f1-1111-2222-3333-444455556666\n",
        );
        root.write(
            "proc/cpuinfo",
            "processor\t: 0\nmodel name\t: AMD EPYC 7R13\n\nprocessor\t: 1\n",
        );
        root.write("proc/meminfo", "MemTotal:       24683656 kB\n");
        root.write("sys/devices/system/cpu/online", "0-3,8,10-11\n");
        root.write(
            "etc/os-release",
            "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
        );
        let expected = HostFacts {
            hostname: Some("db-3".into()),
            kernel_release: Some("6.1.0-28-amd64".into()),
            cpu_model: Some("AMD EPYC 7R13".into()),
            online_cpus: Some(7),
            memory_bytes: Some(25_276_063_744),
            os_name: Some("Debian GNU/Linux 12 (bookworm)".into()),
            boot_id: Some("6a1c24f1-1111-2222-3333-444455556666".into()),
        };
        assert_eq!(HostFacts::read(root.path()), expected);
    }

    #[test]
    fn what_cannot_be_read_is_unknown() {
        assert_eq!(HostFacts::read(FakeRoot::new().path()), HostFacts::default());
    }

    #[test]
    fn without_sysfs_processors_are_counted_and_without_a_name_they_are_numbered() {
        let root = FakeRoot::new();
        root.write(
            "proc/cpuinfo",
            "processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd0c\n\nprocessor\t: 1\nCPU part\t: 0xd0c\n",
        );
        root.write("usr/lib/os-release", "PRETTY_NAME=Alpine\n");
        let facts = HostFacts::read(root.path());
        assert_eq!(facts.cpu_model.as_deref(), Some("implementer 0x41 part 0xd0c"));
        assert_eq!(facts.online_cpus, Some(2));
        assert_eq!(facts.os_name.as_deref(), Some("Alpine"));
    }

    #[test]
    fn a_list_that_makes_no_sense_has_no_length() {
        assert_eq!(length_of_list("0"), Some(1));
        for list in ["", "3-1", "a-b", "0-18446744073709551615", "0,,1"] {
            assert_eq!(length_of_list(list), None, "{list}");
        }
    }

    proptest! {
        #[test]
        fn no_content_panics(content: Vec<u8>, list: String) {
            let _ = (cpu_model(&content), count_processors(&content), memory_bytes(&content), os_name(&content));
            let _ = length_of_list(&list);
        }
    }
}
