//! `application/marks.csv`: the phases and moments that a script has marked. Does not pair beginnings with ends: a phase
//! may be open, or come again.

use std::io::Read;
use std::time::Duration;

use daytona_domain::announcement::MarkKind;
use daytona_domain::name::MarkName;

/// More bytes than the agent lets such a file have.
const MAXIMUM_BYTES: u64 = 4 << 20;
/// More rows than the agent lets a script write.
const MAXIMUM_ROWS: usize = 10_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Since the script's exec, by the monotonic clock of its host.
    pub elapsed: Duration,
    pub kind: MarkKind,
    pub name: MarkName,
}

/// The marks in the order in which they were said. A row that a full disk has cut, or that isn't written to its end yet,
/// is left out.
pub fn read(reader: impl Read) -> Vec<Mark> {
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(true)
        .flexible(true)
        .from_reader(reader.take(MAXIMUM_BYTES));
    rows.records()
        .filter_map(|row| mark(&row.ok()?))
        .take(MAXIMUM_ROWS)
        .collect()
}

fn mark(row: &csv::StringRecord) -> Option<Mark> {
    Some(Mark {
        elapsed: Duration::from_nanos(row.get(0)?.parse().ok()?),
        kind: row.get(1)?.parse().ok()?,
        name: row.get(2)?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_are_read_in_their_order() {
        let text = "elapsed_ns,kind,name\n1500000000,begin,\"load, then \"\"hold\"\"\"\n2000000000,moment,x\n3000000000,end,\"load, then \"\"hold\"\"\"\n";
        let marks = read(text.as_bytes());
        let told: Vec<_> = marks
            .iter()
            .map(|mark| format!("{:?} {} {}", mark.elapsed, mark.kind.as_str(), mark.name))
            .collect();
        assert_eq!(
            told,
            [
                "1.5s begin load, then \"hold\"",
                "2s moment x",
                "3s end load, then \"hold\""
            ]
        );
    }

    #[test]
    fn a_row_that_was_cut_spoils_no_other() {
        let text = "elapsed_ns,kind,name\n15\n1,begin,a\n2,middle,a\nx,end,a\n3,end,a\n4,mom";
        let names: Vec<_> = read(text.as_bytes()).iter().map(|mark| mark.kind).collect();
        assert_eq!(names, [MarkKind::Begin, MarkKind::End]);
        assert!(read("".as_bytes()).is_empty());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes: Vec<u8>) {
            let _ = read(bytes.as_slice());
        }
    }
}
