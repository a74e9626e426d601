//! The names in a result tree: `<framework>/<test>/<run>/results/<host>/…`. Names only, no I/O.

use crate::id::RunId;
use crate::name::{FrameworkName, HostName};

/// Where the agent writes metric files, below a host's results.
pub const METRICS_FOLDER: &str = "sar";
/// What the script printed, below the execution host's results.
pub const CONSOLE: &str = "application/execution.log";
/// When the console's bytes were printed: a sidecar of offsets and monotonic times.
pub const CONSOLE_TIMES: &str = "application/execution.times";
/// What the agent did for the run, below every host's results.
pub const AGENT_LOG: &str = "application/agent.log";
/// One row for every tick: the key to the times of all metric files.
pub const TICKS: &str = "sar/ticks.csv";
/// What a script said with `daytona mark`, `daytona kpi` and `daytona subject` while it ran. Each is there once it has said
/// something of that kind.
pub const MARKS: &str = "application/marks.csv";
pub const ANNOUNCED_KPIS: &str = "application/kpis.csv";
pub const ANNOUNCED_SUBJECTS: &str = "application/subjects.csv";
/// The KPI table that a script leaves.
pub const RESULTS_CSV: &str = "results.csv";

/// The folder of a run, relative to the data folder of a server or to the root of an agent.
pub fn run_folder(framework: &FrameworkName, run: RunId) -> String {
    format!("{framework}/{}/{}", run.test, run.number)
}

/// The folder of one host's files within a run's folder.
pub fn host_folder(host: &HostName) -> String {
    format!("results/{host}")
}

/// The folder of what the server made of one host's files, within a run's folder. All of it can be made again.
pub fn derived_folder(host: &HostName) -> String {
    format!("derived/{host}")
}

/// A file's name as it is stored and shown: bytes that aren't UTF-8, `%` and control characters become `%XX`.
pub fn encode_path(path: &[u8]) -> String {
    let mut encoded = String::with_capacity(path.len());
    for chunk in path.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c == '%' || c.is_control() {
                let mut buffer = [0; 4];
                push_escaped(&mut encoded, c.encode_utf8(&mut buffer).as_bytes());
            } else {
                encoded.push(c);
            }
        }
        push_escaped(&mut encoded, chunk.invalid());
    }
    encoded
}

fn push_escaped(encoded: &mut String, bytes: &[u8]) {
    for byte in bytes {
        encoded.push('%');
        encoded.push_str(&format!("{byte:02X}"));
    }
}

/// The bytes that an encoded path stands for; nothing if an escape is cut or no hexadecimal number.
pub fn decode_path(encoded: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = tail.get(2..)?;
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    Some(bytes)
}

/// Whether `path` is a relative path without empty parts, `.` and `..`, so that it can't leave its folder.
pub fn is_inside(path: &str) -> bool {
    !path.is_empty() && !path.contains('\0') && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_run_has_a_folder_of_its_own() {
        assert_eq!(
            run_folder(&"gzip".parse().unwrap(), RunId::new(1132, 2)),
            "gzip/1132/2"
        );
    }

    #[test]
    fn what_is_not_utf_8_is_written_as_percent_and_two_digits() {
        assert_eq!(encode_path(b"a\xff%\n\xc3\xa9"), "a%FF%25%0Aé");
    }

    #[test]
    fn paths_that_could_leave_their_folder_are_told() {
        for bad in ["", "/etc/passwd", "a/../b", "..", "a//b", "a/.", "a\0"] {
            assert!(!is_inside(bad), "{bad:?}");
        }
        assert!(is_inside("sar/cpu.plt"));
    }

    proptest! {
        #[test]
        fn every_path_survives_encoding(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(decode_path(&encode_path(&bytes)), Some(bytes));
        }
    }
}
