//! What was measured, as a table and as the page `docs/performance.md`.

use std::fmt::Write;

use super::machine::Machine;

/// One figure beside its peer and its goal.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) what: String,
    pub(super) measured: String,
    pub(super) peer: String,
    /// Ours through the peer's.
    pub(super) ratio: Option<f64>,
    pub(super) goal: String,
    pub(super) verdict: Verdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Met,
    NotMet,
}

impl Verdict {
    pub(super) fn of(met: bool) -> Self {
        if met { Self::Met } else { Self::NotMet }
    }
}

/// Ours through the peer's; nothing if the peer's is no positive number.
pub(super) fn ratio(ours: f64, theirs: f64) -> Option<f64> {
    (theirs > 0.0).then(|| ours / theirs)
}

/// The rows as a Markdown table.
pub(super) fn table(rows: &[Row]) -> String {
    let mut text = "| What | Measured | Peer in the same run | Ours ÷ peer | Goal | Met |\n\
                    |---|---|---|---|---|---|\n"
        .to_owned();
    for row in rows {
        let ratio = row.ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}"));
        let met = match row.verdict {
            Verdict::Met => "yes",
            Verdict::NotMet => "no",
        };
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {ratio} | {} | {met} |",
            row.what, row.measured, row.peer, row.goal
        );
    }
    text
}

/// The whole page. `load` is that of the end; the machine knows the one of the beginning.
pub(super) fn document(machine: &Machine, rows: &[Row], load: f64) -> String {
    format!(
        "# Performance\n\n\
         Written by `cargo xtask bench`, which measures the release binary and each peer in the same run. The goals are \
         for a quiet machine with 2 cores; on another one the ratios say more than the times.\n\n\
         {}\n## Machine\n\n\
         - {} cores, {}, Linux {}\n\
         - Writing 4 KiB with fsync to the disk of the measurements: {}\n\
         - Load (processes that ran or waited, average of a minute): {:.1} before, {load:.1} after. {}\n\n{HOW}",
        table(rows),
        machine.cores,
        machine.processor,
        machine.kernel,
        machine.fsync.summary(),
        machine.load,
        busy(machine),
    )
}

/// Our own work adds to the load of the end, so the beginning decides.
fn busy(machine: &Machine) -> &'static str {
    let busy = machine.load * 2.0 > f64::from(u32::try_from(machine.cores).unwrap_or(u32::MAX));
    if busy {
        "**The machine was busy with other work, so the times are worse than on a quiet one.**"
    } else {
        "The machine was quiet before."
    }
}

/// What each figure means.
const HOW: &str = "## How it is measured\n\n\
    Server and agent are processes of their own on loopback, with mutual TLS between them and all default metrics on. \
    Their data lies in the folder for temporary files. All times are of one machine's clock.\n\n\
    - **Request to first instruction:** `POST /api/v1/tests/{id}/runs` over a connection that is kept. The clock is read \
    before the request; the script, in bash, writes the time as its first line. What the server and the agent have to \
    keep is on disk before the script starts. A run is asked for when the one before is clean. The peer is \
    `ssh localhost true` with a server of its own and a new connection for each call, from its start to its end; it \
    keeps nothing on disk.\n\
    - **Last act to clean:** the script writes 20 small files and, as its last line, the time. The end is `ended` in the \
    API, when every file is hashed, copied, verified and the state is set.\n\
    - **Runs one after another:** all runs are asked for at once, and one host does them. The time is from the first \
    request to the last `ended`; all of them have to be clean.\n\
    - **Console:** `yes` prints lines of 200 bytes through a pipe, a gigabyte in all. The clock is read by the script \
    before it, and by us when the server's `execution.log` has the last byte. The peer is the same command through \
    `openssl s_client` and `openssl s_server` into a file of the same disk. Neither waits for the disk at the end. \
    Memory is the growth of `VmHWM` over that run, for the server and for the agent, after a first, quiet run.\n\
    - **Chart:** a script leaves two files of a day, 200 columns at one row a second, made by generators that are part of \
    `xtask`. The copy is put out of the kernel's memory before the cold chart. The time is from the sending of \
    `POST …/series/query` until the last byte of its answer has come, over a connection that is kept. The peer is DuckDB \
    from the package index, in Python: the first, smallest, largest, last and mean value and the number of each stretch \
    of the same copy, from the question to the rows; its cold time has the start of its own threads in it.\n\
    - **Start:** from the start of the process until it has printed its address and `GET /readyz` has answered 200.\n\n\
    p50 and p99 are measured times: the smallest that 50 or 99 of 100 do not exceed.\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_what_was_measured_and_whether_the_goal_is_met() {
        let row = |ratio, verdict| Row {
            what: "Start".to_owned(),
            measured: "9 ms".to_owned(),
            peer: "`true`: 3 ms".to_owned(),
            ratio,
            goal: "≤ 10 ms".to_owned(),
            verdict,
        };
        let rows = [
            row(ratio(9.0, 3.0), Verdict::Met),
            row(ratio(9.0, 0.0), Verdict::NotMet),
        ];
        insta::assert_snapshot!(table(&rows), @r"
        | What | Measured | Peer in the same run | Ours ÷ peer | Goal | Met |
        |---|---|---|---|---|---|
        | Start | 9 ms | `true`: 3 ms | 3.00 | ≤ 10 ms | yes |
        | Start | 9 ms | `true`: 3 ms | – | ≤ 10 ms | no |
        ");
    }
}
