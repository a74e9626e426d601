//! Reading `/proc/<pid>/stat`: parent, session, state and start of processes.

use std::fs;

use super::ProcessId;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ProcessStat {
    pub(super) id: ProcessId,
    /// At most 15 bytes of the program's name; it changes when another program is executed.
    pub(super) name: Vec<u8>,
    pub(super) parent: i32,
    pub(super) session: i32,
    pub(super) has_ended: bool,
}

impl ProcessStat {
    /// Nothing if there is no such process.
    pub(super) fn read(pid: i32) -> Option<Self> {
        Self::parse(pid, &fs::read(format!("/proc/{pid}/stat")).ok()?)
    }

    /// The fields are counted from the last parenthesis: a process may have any name, also `a) R 1 (`.
    fn parse(pid: i32, line: &[u8]) -> Option<Self> {
        let end_of_name = line.iter().rposition(|byte| *byte == b')')?;
        let begin_of_name = line.iter().position(|byte| *byte == b'(')? + 1;
        let rest = std::str::from_utf8(line.get(end_of_name + 1..)?).ok()?;
        let mut fields = rest.split_ascii_whitespace();
        let state = fields.next()?;
        let parent = fields.next()?.parse().ok()?;
        let session = fields.nth(1)?.parse().ok()?;
        // proc(5): the start is field 22, the session field 6.
        let started_ticks = fields.nth(15)?.parse().ok()?;
        Some(Self {
            id: ProcessId { pid, started_ticks },
            name: line.get(begin_of_name..end_of_name)?.to_vec(),
            parent,
            session,
            has_ended: matches!(state, "Z" | "X"),
        })
    }
}

/// All processes that this one can see. One that ends while it is read is left out.
pub(super) fn table() -> Vec<ProcessStat> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(ProcessStat::read)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REST: &str = "S 41 42 40 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1000 200";

    #[test]
    fn parent_session_and_start_are_read() {
        let stat = ProcessStat::parse(42, format!("42 (sh) {REST}").as_bytes()).unwrap();
        assert_eq!(stat.name, b"sh");
        assert_eq!(stat.parent, 41);
        assert_eq!(stat.session, 40);
        assert_eq!(stat.id.started_ticks, 98765);
        assert!(!stat.has_ended);
    }

    #[test]
    fn a_name_that_looks_like_fields_deceives_nobody() {
        let line = [b"42 (a) Z 1 \xff (".as_slice(), b") ", REST.as_bytes()].concat();
        let stat = ProcessStat::parse(42, &line).unwrap();
        assert_eq!(stat.name, b"a) Z 1 \xff (");
        assert_eq!(stat.parent, 41);
        assert!(!stat.has_ended);
    }

    #[test]
    fn this_process_is_in_the_table_with_its_parent() {
        let own = i32::try_from(std::process::id()).unwrap();
        let stat = table().into_iter().find(|stat| stat.id.pid == own).unwrap();
        assert_eq!(
            stat.parent,
            i32::try_from(std::os::unix::process::parent_id()).unwrap()
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(line in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = ProcessStat::parse(1, &line);
        }
    }
}
