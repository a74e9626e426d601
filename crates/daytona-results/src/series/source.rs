//! One metric file as text: its heading, and its lines from any place on.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::fs::FileExt;

use daytona_domain::layout::METRICS_FOLDER;

use crate::format::plt::{self, Lines, Place, Row};
use crate::format::row_time::RowTime;
use crate::series::{SeriesError, cannot_read};

const BUFFER: usize = 256 << 10;

#[derive(Debug)]
pub struct Source {
    /// Relative to the host's results.
    pub name: String,
    pub columns: Vec<String>,
    /// Behind the heading.
    pub body: Place,
    pub file: File,
}

impl Source {
    pub fn new(name: &str, file: File) -> Result<Self, SeriesError> {
        let mut lines = Lines::new(BufReader::new(ReadAt { file: &file, at: 0 }));
        let line = lines.next_line().map_err(|error| cannot_read(name, error))?;
        let columns = line
            .and_then(plt::columns)
            .ok_or_else(|| SeriesError::NoHeading {
                file: name.to_owned(),
            })?;
        let body = lines.place();
        Ok(Self {
            name: name.to_owned(),
            columns,
            body,
            file,
        })
    }

    /// Whether the agent writes the file, a row at every tick.
    pub fn is_of_agent(&self) -> bool {
        self.name
            .strip_prefix(METRICS_FOLDER)
            .is_some_and(|rest| rest.starts_with('/'))
    }

    pub fn length(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// The lines from a place on.
    pub fn lines(&self, from: Place) -> Lines<BufReader<ReadAt<'_>>> {
        Lines::from(reader(&self.file, from), from)
    }

    /// The time of the first row.
    pub fn first_time(&self) -> io::Result<Option<RowTime>> {
        let mut lines = self.lines(self.body);
        while let Some(line) = lines.next_line()? {
            if let Ok(row) = Row::parse(line) {
                return Ok(Some(row.time));
            }
        }
        Ok(None)
    }
}

/// Reads a file from a place on, without moving the offset that the descriptor shares with others.
#[derive(Debug)]
pub struct ReadAt<'a> {
    file: &'a File,
    at: u64,
}

pub fn reader(file: &File, from: Place) -> BufReader<ReadAt<'_>> {
    let at = from.bytes;
    BufReader::with_capacity(BUFFER, ReadAt { file, at })
}

impl Read for ReadAt<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(into, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}
