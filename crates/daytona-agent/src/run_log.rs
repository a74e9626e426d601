//! What the agent does for one run, line by line, in a file of the run's folder: it is mirrored like all other files there.
//!
//! Ends when the files are listed, since a listed file must not change; what comes later stands only in the agent's own
//! log. Holds no output of the script: that is the console.

use std::fs::File;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

use daytona_domain::clock::Clock;
use daytona_domain::id::RunId;

/// The most that one run's log may hold: an agent that can't connect for weeks says so again and again.
const MOST_BYTES: usize = 1 << 20;
const CUT: &str = "… more lines are not kept here; see the agent's own log\n";

/// The log of one run. Lines that come before its folder is there wait for it.
#[derive(Debug)]
pub struct RunLog {
    run: RunId,
    clock: Clock,
    place: Mutex<Place>,
}

#[derive(Debug)]
enum Place {
    Waiting(Vec<u8>),
    Open { file: File, written: usize },
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Info,
    Warn,
    Error,
}

impl RunLog {
    pub fn new(run: RunId, clock: Clock) -> Self {
        Self {
            run,
            clock,
            place: Mutex::new(Place::Waiting(Vec::new())),
        }
    }

    /// From now on lines go to this file, which is open for appending.
    pub fn attach(&self, file: File) {
        let mut place = self.lock();
        let waiting = match std::mem::replace(&mut *place, Place::Closed) {
            Place::Waiting(lines) => lines,
            Place::Open { .. } | Place::Closed => Vec::new(),
        };
        let written = file.metadata().map_or(0, |metadata| metadata.len());
        *place = Place::Open {
            file,
            written: usize::try_from(written).unwrap_or(usize::MAX),
        };
        self.append(&mut place, &waiting);
    }

    /// No line is written any more.
    pub fn close(&self) {
        *self.lock() = Place::Closed;
    }

    /// What concerns all runs and stands in the agent's own log once already.
    pub fn note(&self, text: &str) {
        self.write(Level::Info, text);
    }

    /// What is expected on a good day. In the agent's own log it is a detail.
    pub fn info(&self, text: &str) {
        tracing::debug!(run = %self.run, "run {}: {text}", self.run);
        self.write(Level::Info, text);
    }

    pub fn warn(&self, text: &str) {
        tracing::warn!(run = %self.run, "run {}: {text}", self.run);
        self.write(Level::Warn, text);
    }

    pub fn error(&self, text: &str) {
        tracing::error!(run = %self.run, "run {}: {text}", self.run);
        self.write(Level::Error, text);
    }

    fn write(&self, level: Level, text: &str) {
        let level = match level {
            Level::Info => "info ",
            Level::Warn => "warn ",
            Level::Error => "error",
        };
        // One line for one thing, whatever a file's name or a message of the system holds.
        let text = text.replace(char::is_control, " ");
        let line = format!("{} {level} {text}\n", self.clock.now());
        self.append(&mut self.lock(), line.as_bytes());
    }

    fn append(&self, place: &mut Place, lines: &[u8]) {
        match place {
            Place::Closed => {}
            Place::Waiting(waiting) => {
                if waiting.len() + lines.len() <= MOST_BYTES {
                    waiting.extend_from_slice(lines);
                }
            }
            Place::Open { file, written } => {
                let before = *written;
                *written = before.saturating_add(lines.len());
                let result = if *written <= MOST_BYTES {
                    file.write_all(lines)
                } else if before <= MOST_BYTES {
                    file.write_all(CUT.as_bytes())
                } else {
                    Ok(())
                };
                if let Err(error) = result {
                    tracing::warn!(run = %self.run, "the log of run {} can't be written: {error}", self.run);
                    *place = Place::Closed;
                }
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use daytona_domain::clock::Timestamp;

    use super::*;

    fn log() -> RunLog {
        RunLog::new(RunId::new(7, 1), Clock::manual(Timestamp::from_micros(0)))
    }

    fn file() -> (File, File) {
        let file = tempfile::NamedTempFile::new().unwrap();
        let append = File::options().append(true).open(file.path()).unwrap();
        (append, file.reopen().unwrap())
    }

    fn text(mut file: File) -> String {
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn lines_before_the_folder_is_there_are_the_first_in_the_file() {
        let (log, (append, read)) = (log(), file());
        log.info("set up");
        log.attach(append);
        log.warn("two\nlines");
        log.close();
        log.error("too late");
        let at = "1970-01-01T00:00:00.000000Z";
        assert_eq!(text(read), format!("{at} info  set up\n{at} warn  two lines\n"));
    }

    #[test]
    fn a_log_that_would_not_end_says_where_it_was_cut() {
        let (log, (append, read)) = (log(), file());
        log.attach(append);
        let long = "x".repeat(MOST_BYTES / 4);
        for _ in 0..20 {
            log.info(&long);
        }
        let text = text(read);
        assert!(text.len() <= MOST_BYTES + CUT.len());
        assert_eq!(text.matches(CUT).count(), 1);
        assert!(text.ends_with(CUT));
    }
}
