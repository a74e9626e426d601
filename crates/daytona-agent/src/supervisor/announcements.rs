//! Keeping what a script says: a row in one of three files of the run's folder, which the mirror copies as it does the
//! console. Nothing is synced while the script runs.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use daytona_domain::announcement::{Announcement, InvalidAnnouncement};
use daytona_domain::kpi::Better;
use daytona_domain::layout;

use crate::run_folder::{RunFolder, RunFolderError};

/// The most rows of one kind. A script that has more to say writes a file of its own.
const MOST: u32 = 1_000;

/// The files of one run.
#[derive(Debug)]
pub(super) struct Announcements {
    folder: Arc<RunFolder>,
    exec: Instant,
    marks: Table,
    kpis: Table,
    subjects: Table,
}

/// Why something was not kept.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotKept {
    #[error(transparent)]
    Invalid(#[from] InvalidAnnouncement),
    #[error("this run has {MOST} {what} already; write the rest into a file of the results")]
    TooMany { what: &'static str },
    #[error("the agent can't write it down")]
    Folder(#[from] RunFolderError),
    #[error("the agent can't write it down")]
    Write(#[source] io::Error),
}

impl Announcements {
    /// `exec` is the moment from which marks count.
    pub(super) fn new(folder: Arc<RunFolder>, exec: Instant) -> Self {
        Self {
            folder,
            exec,
            marks: Table::new("marks", layout::MARKS, "elapsed_ns,kind,name\n"),
            kpis: Table::new("KPIs", layout::ANNOUNCED_KPIS, "name,value,unit,better\n"),
            subjects: Table::new("subjects", layout::ANNOUNCED_SUBJECTS, "name,version\n"),
        }
    }

    /// Keeps what was said at `now`.
    pub(super) fn keep(&mut self, announcement: &Announcement, now: Instant) -> Result<(), NotKept> {
        announcement.check()?;
        let elapsed = now.saturating_duration_since(self.exec);
        let row = row(announcement, elapsed);
        let table = match announcement {
            Announcement::Mark { .. } => &mut self.marks,
            Announcement::Kpi { .. } => &mut self.kpis,
            Announcement::Subject { .. } => &mut self.subjects,
        };
        table.append(&self.folder, &row)
    }
}

/// The row of an announcement, with its line end.
fn row(announcement: &Announcement, elapsed: Duration) -> String {
    match announcement {
        Announcement::Mark { name, kind } => {
            format!(
                "{},{},{}\n",
                elapsed.as_nanos(),
                kind.as_str(),
                quoted(name.as_str())
            )
        }
        Announcement::Kpi {
            name,
            value,
            unit,
            better,
        } => {
            let unit = unit.as_deref().map(quoted).unwrap_or_default();
            let better = better.map_or("", |better| match better {
                Better::Lower => "lower",
                Better::Higher => "higher",
            });
            format!("{},{value},{unit},{better}\n", quoted(name.as_str()))
        }
        Announcement::Subject { name, version } => format!("{name},{}\n", quoted(version)),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// One file, made when there is something to write.
#[derive(Debug)]
struct Table {
    what: &'static str,
    path: &'static str,
    heading: &'static str,
    file: Option<File>,
    rows: u32,
    /// Whether a full disk has cut the last line.
    is_cut: bool,
}

impl Table {
    fn new(what: &'static str, path: &'static str, heading: &'static str) -> Self {
        Self {
            what,
            path,
            heading,
            file: None,
            rows: 0,
            is_cut: false,
        }
    }

    fn append(&mut self, folder: &RunFolder, row: &str) -> Result<(), NotKept> {
        if self.rows == MOST {
            return Err(NotKept::TooMany { what: self.what });
        }
        let (file, begin) = match &mut self.file {
            Some(file) => (file, if self.is_cut { "\n" } else { "" }),
            None => (self.file.insert(folder.create_own(self.path)?), self.heading),
        };
        // One write, so that a reader never sees half a row, unless the disk is full.
        let written = file.write_all(format!("{begin}{row}").as_bytes());
        self.is_cut = written.is_err();
        written.map_err(NotKept::Write)?;
        self.rows += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_units_can_hold_what_a_table_is_made_of() {
        let said = [
            r#"{"say":"mark","name":"load, then \"hold\"","kind":"begin"}"#,
            r#"{"say":"kpi","name":"p99, all","value":1.5e-3,"unit":"s","better":"lower"}"#,
            r#"{"say":"kpi","name":"rate","value":12000000}"#,
            r#"{"say":"subject","name":"nginx","version":"1.27.3, patched"}"#,
        ];
        let rows: String = said
            .iter()
            .map(|line| row(&serde_json::from_str(line).unwrap(), Duration::from_millis(1500)))
            .collect();
        insta::assert_snapshot!(rows, @r#"
        1500000000,begin,"load, then ""hold"""
        "p99, all",0.0015,"s",lower
        "rate",12000000,,
        nginx,"1.27.3, patched"
        "#);
    }
}
