//! What would make numbers of this host vary from run to run, as far as its files tell. What can't be read is not told.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::Finding;

/// More running than this share of the processors, and the host is not idle.
const BUSY: f64 = 0.2;

pub(super) fn findings(root: &Path) -> Vec<Finding> {
    let host = HostFiles { root };
    [
        governor(&host),
        turbo(&host),
        threads(&host),
        huge_pages(&host),
        swap(&host),
        load(&host),
        randomised_addresses(&host),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Files below the host's root.
struct HostFiles<'a> {
    root: &'a Path,
}

impl HostFiles<'_> {
    fn read(&self, path: &str) -> Option<String> {
        let text = fs::read_to_string(self.root.join(path)).ok()?;
        Some(text.trim().to_owned())
    }

    /// The names in a folder that begin with `cpu` and a number.
    fn processors(&self) -> Vec<String> {
        let entries = fs::read_dir(self.root.join("sys/devices/system/cpu"));
        let names = entries.into_iter().flatten().flatten();
        names
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| {
                let number = name.strip_prefix("cpu").unwrap_or_default();
                !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
            })
            .collect()
    }
}

fn governor(host: &HostFiles<'_>) -> Option<Finding> {
    const ABOUT: &str = "frequency";
    let of = |name: &String| host.read(&format!("sys/devices/system/cpu/{name}/cpufreq/scaling_governor"));
    let governors: BTreeSet<_> = host.processors().iter().filter_map(of).collect();
    if governors.is_empty() {
        // A virtual machine, mostly: its host decides.
        return None;
    }
    if governors.iter().all(|governor| governor == "performance") {
        return Some(Finding::good(
            ABOUT,
            "the governor of all processors is performance",
        ));
    }
    let named: Vec<_> = governors.into_iter().collect();
    Some(Finding::note(
        ABOUT,
        format!(
            "the governor is {}, so the clock follows the load with a delay",
            named.join(" and ")
        ),
        "cpupower frequency-set --governor performance",
    ))
}

fn turbo(host: &HostFiles<'_>) -> Option<Finding> {
    const ABOUT: &str = "turbo";
    let intel = "sys/devices/system/cpu/intel_pstate/no_turbo";
    let others = "sys/devices/system/cpu/cpufreq/boost";
    let (is_on, path, off) = match (host.read(intel), host.read(others)) {
        (Some(no_turbo), _) => (no_turbo == "0", intel, 1),
        (None, Some(boost)) => (boost == "1", others, 0),
        (None, None) => return None,
    };
    if !is_on {
        return Some(Finding::good(ABOUT, "it is off"));
    }
    Some(Finding::note(
        ABOUT,
        "it is on, so the clock depends on temperature and on what the other cores do",
        format!("echo {off} > /{path}"),
    ))
}

fn threads(host: &HostFiles<'_>) -> Option<Finding> {
    const ABOUT: &str = "hardware threads";
    match host.read("sys/devices/system/cpu/smt/active")?.as_str() {
        "1" => Some(Finding::note(
            ABOUT,
            "two share a core, so a process's speed depends on its neighbour",
            "echo off > /sys/devices/system/cpu/smt/control",
        )),
        _ => Some(Finding::good(ABOUT, "each has a core of its own")),
    }
}

fn huge_pages(host: &HostFiles<'_>) -> Option<Finding> {
    const ABOUT: &str = "huge pages";
    let text = host.read("sys/kernel/mm/transparent_hugepage/enabled")?;
    let chosen = text
        .split_ascii_whitespace()
        .find_map(|word| word.strip_prefix('[')?.strip_suffix(']'))?;
    if chosen != "always" {
        return Some(Finding::good(ABOUT, format!("transparent ones are {chosen}")));
    }
    Some(Finding::note(
        ABOUT,
        "transparent ones are always, so memory is rearranged in the background and latency varies",
        "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled",
    ))
}

fn swap(host: &HostFiles<'_>) -> Option<Finding> {
    const ABOUT: &str = "swap";
    let text = host.read("proc/meminfo")?;
    let kilobytes = |name: &str| -> Option<u64> {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().trim_end_matches(" kB").parse().ok()
    };
    let used = kilobytes("SwapTotal:")?.checked_sub(kilobytes("SwapFree:")?)?;
    if used == 0 {
        return Some(Finding::good(ABOUT, "none is used"));
    }
    Some(Finding::note(
        ABOUT,
        format!(
            "{} MiB are used; what lies there is slow when it is needed again",
            used.div_ceil(1024)
        ),
        "swapoff -a && swapon -a",
    ))
}

fn load(host: &HostFiles<'_>) -> Option<Finding> {
    const ABOUT: &str = "load";
    let text = host.read("proc/loadavg")?;
    let minute: f64 = text.split(' ').next()?.parse().ok()?;
    let processors = u32::try_from(host.processors().len())
        .ok()
        .filter(|count| *count > 0)?;
    if minute <= BUSY * f64::from(processors) {
        return Some(Finding::good(
            ABOUT,
            format!("{minute:.2} in the last minute, on {processors} processors"),
        ));
    }
    Some(Finding::note(
        ABOUT,
        format!("{minute:.2} in the last minute, on {processors} processors: something else runs here"),
        "ps -eo pcpu,pid,user,args --sort=-pcpu | head",
    ))
}

fn randomised_addresses(host: &HostFiles<'_>) -> Option<Finding> {
    const ABOUT: &str = "addresses";
    match host.read("proc/sys/kernel/randomize_va_space")?.as_str() {
        "0" => Some(Finding::good(ABOUT, "they are the same in each run")),
        _ => Some(Finding::note(
            ABOUT,
            "they are random in each run (ASLR), which moves results a little; that is a defence against attacks too",
            "setarch -R COMMAND in the script, for the program under test alone",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)]) -> String {
        let root = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, format!("{content}\n")).unwrap();
        }
        let lines: Vec<_> = findings(root.path())
            .into_iter()
            .map(|finding| {
                let mend = finding.mend.map(|mend| format!(" -> {mend}")).unwrap_or_default();
                format!(
                    "{} {}: {}{mend}",
                    finding.verdict.as_str(),
                    finding.about,
                    finding.sentence
                )
            })
            .collect();
        lines.join("\n")
    }

    #[test]
    fn a_laptop_as_it_comes_is_told_with_a_command_for_each() {
        insta::assert_snapshot!(told(&[
            (
                "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
                "powersave"
            ),
            (
                "sys/devices/system/cpu/cpu1/cpufreq/scaling_governor",
                "schedutil"
            ),
            ("sys/devices/system/cpu/cpufreq/boost", "1"),
            ("sys/devices/system/cpu/smt/active", "1"),
            (
                "sys/kernel/mm/transparent_hugepage/enabled",
                "[always] madvise never"
            ),
            (
                "proc/meminfo",
                "MemTotal: 100 kB\nSwapTotal:      2048 kB\nSwapFree:       1000 kB"
            ),
            ("proc/loadavg", "1.50 1.00 0.50 2/300 4711"),
            ("proc/sys/kernel/randomize_va_space", "2"),
        ]));
    }

    #[test]
    fn a_host_that_is_made_for_measuring_is_good() {
        insta::assert_snapshot!(told(&[
            ("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance"),
            ("sys/devices/system/cpu/intel_pstate/no_turbo", "1"),
            ("sys/devices/system/cpu/smt/active", "0"),
            ("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never"),
            ("proc/meminfo", "SwapTotal:      0 kB\nSwapFree:       0 kB"),
            ("proc/loadavg", "0.05 0.01 0.00 1/100 12"),
            ("proc/sys/kernel/randomize_va_space", "0"),
        ]), @"
        good frequency: the governor of all processors is performance
        good turbo: it is off
        good hardware threads: each has a core of its own
        good huge pages: transparent ones are madvise
        good swap: none is used
        good load: 0.05 in the last minute, on 1 processors
        good addresses: they are the same in each run
        ");
    }

    #[test]
    fn what_can_not_be_read_is_not_told() {
        assert_eq!(told(&[]), "");
        assert_eq!(told(&[("proc/loadavg", "x"), ("proc/meminfo", "")]), "");
    }
}
