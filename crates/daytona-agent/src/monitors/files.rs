//! The metric files of a run: one for each kind of row, and the ticks that are the key to all their times.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
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
    open: HashMap<String, File>,
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
    Write { path: String, source: std::io::Error },
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
            let (mut file, is_new) = open(&self.folder, path)?;
            if is_new {
                file.write_all(header.as_bytes()).map_err(failed)?;
            }
            self.open.insert(path.to_owned(), file);
        }
        match self.open.get_mut(path) {
            Some(file) => file.write_all(line.as_bytes()).map_err(failed),
            None => Ok(()),
        }
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

/// The file, and whether it is a new one.
fn open(folder: &RunFolder, path: &str) -> Result<(File, bool), RunFolderError> {
    match folder.open_own_again(path) {
        Ok(file) => Ok((file, false)),
        Err(_) => folder.create_own(path).map(|file| (file, true)),
    }
}

fn written_ticks(folder: &RunFolder) -> Vec<Tick> {
    let mut text = String::new();
    let path = folder.results_path().join(TICKS);
    let read = File::open(path).and_then(|mut file| file.read_to_string(&mut text));
    if read.is_err() {
        // The first agent of this run: nothing is written yet.
        return Vec::new();
    }
    text.lines().filter_map(|line| line.parse().ok()).collect()
}
