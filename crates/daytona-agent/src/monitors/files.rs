//! The metric files of a run: one for each kind of row, and the ticks that are the key to all their times.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use daytona_domain::clock::Timestamp;
use daytona_domain::layout::{METRICS_FOLDER, TICKS};
use daytona_metrics::Monotonic;
use daytona_metrics::plt::{header_line, row_line};
use daytona_metrics::row::Row;
use daytona_metrics::tick::{RowClock, TICKS_HEADER, Tick};

use crate::run_folder::{RunFolder, RunFolderError};

#[derive(Debug)]
pub struct MetricFiles {
    folder: Arc<RunFolder>,
    open: HashMap<String, MetricFile>,
    clock: RowClock,
    next_tick: u64,
    /// What went wrong last, so that the same isn't logged every second.
    complaint: Option<String>,
}

#[derive(Debug, thiserror::Error)]
enum WriteError {
    #[error(transparent)]
    Folder(#[from] RunFolderError),
    #[error("cannot write {path}")]
    Write { path: String, source: io::Error },
}

impl MetricFiles {
    /// Goes on with the ticks that an agent before this one has written.
    pub fn new(folder: Arc<RunFolder>) -> Self {
        let ticks: Vec<Tick> = written_ticks(&folder);
        let next_tick = ticks.last().map_or(1, |tick| tick.number + 1);
        let clock = RowClock::after(ticks.iter().map(|tick| tick.time));
        Self {
            folder,
            open: HashMap::new(),
            clock,
            next_tick,
            complaint: None,
        }
    }

    /// Appends the rows of one tick. A file that can't be written is told once; the others go on.
    pub fn write(&mut self, rows: &[Row], mono: Monotonic, wall: Timestamp, server_offset_us: Option<i64>) {
        let wall_us = wall.as_micros();
        let time = self.clock.stamp(wall_us);
        let tick = Tick {
            time,
            number: self.next_tick,
            mono,
            wall_us,
            server_offset_us,
        };
        self.next_tick += 1;
        for row in rows {
            let path = format!("{METRICS_FOLDER}/{}", row.file);
            let header = header_line(row.columns);
            let written = self.append(&path, &header, &row_line(time, row));
            self.complain(written);
        }
        // The tick comes last: a reader that knows a tick finds its rows.
        let written = self.append(TICKS, TICKS_HEADER, &tick.line());
        self.complain(written);
    }

    fn append(&mut self, path: &str, header: &str, line: &str) -> Result<(), WriteError> {
        let failed = |source| WriteError::Write {
            path: path.to_owned(),
            source,
        };
        if !self.open.contains_key(path) {
            let file = open(&self.folder, path)?;
            self.open.insert(path.to_owned(), file);
        }
        let Some(file) = self.open.get_mut(path) else {
            return Ok(());
        };
        let written = write_line(file, header, line);
        if written.is_err() {
            // Opened anew, it is looked at anew: part of a line may have come to the disk.
            self.open.remove(path);
        }
        written.map_err(failed)
    }

    fn complain(&mut self, written: Result<(), WriteError>) {
        let Err(error) = written else { return };
        let complaint = crate::error_chain(&error);
        if self.complaint.as_ref() != Some(&complaint) {
            tracing::warn!("a metric file is not written: {complaint}");
            self.complaint = Some(complaint);
        }
    }
}

/// A metric file, and what its next line has to follow.
#[derive(Debug)]
struct MetricFile {
    file: File,
    end: FileEnd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileEnd {
    /// The heading is missing.
    Empty,
    /// A line was cut by a full disk or by the end of an agent. It stays, on a line of its own.
    Cut,
    Whole,
}

fn write_line(metric: &mut MetricFile, header: &str, line: &str) -> io::Result<()> {
    match metric.end {
        FileEnd::Empty => metric.file.write_all(header.as_bytes())?,
        FileEnd::Cut => metric.file.write_all(b"\n")?,
        FileEnd::Whole => {}
    }
    metric.end = FileEnd::Whole;
    metric.file.write_all(line.as_bytes())
}

fn open(folder: &RunFolder, path: &str) -> Result<MetricFile, RunFolderError> {
    let file = match folder.open_own_again(path) {
        Ok(file) => file,
        Err(_) => folder.create_own(path)?,
    };
    // One that can't be looked at is taken for whole: its rows matter more.
    let end = end_of(&file).unwrap_or(FileEnd::Whole);
    Ok(MetricFile { file, end })
}

fn end_of(file: &File) -> io::Result<FileEnd> {
    let length = file.metadata()?.len();
    let Some(last) = length.checked_sub(1) else {
        return Ok(FileEnd::Empty);
    };
    let mut byte = [0];
    file.read_exact_at(&mut byte, last)?;
    Ok(if byte == *b"\n" {
        FileEnd::Whole
    } else {
        FileEnd::Cut
    })
}

/// The ticks that an agent before this one has written, through the descriptor: the script may have put anything in the
/// place of the file.
fn written_ticks(folder: &RunFolder) -> Vec<Tick> {
    let Ok(file) = folder.open_own_again(TICKS) else {
        // The first agent of this run: nothing is written yet.
        return Vec::new();
    };
    match read_all(&file) {
        Ok(bytes) => String::from_utf8_lossy(&bytes)
            .lines()
            .filter_map(|line| line.parse().ok())
            .collect(),
        Err(error) => {
            tracing::warn!("the ticks before this agent can't be read: {error}");
            Vec::new()
        }
    }
}

/// Reads without moving the offset, which the descriptor shares with others.
fn read_all(file: &File) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(file.metadata()?.len()).unwrap_or(0)];
    file.read_exact_at(&mut bytes, 0)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests;
