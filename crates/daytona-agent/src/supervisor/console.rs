//! Moves what the script prints from its pipe to the console file, byte for byte, in bounded memory.
//!
//! Nothing is synced while the script runs: that would disturb the disks under test.

use std::fs::File;
use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

use super::times::Times;

/// Size of the pipe and of a read. The kernel gives less to a user who has many pipes, and that works too.
const BUFFER: usize = 1 << 20;
/// A script that prints line by line doesn't wake the supervisor more often than this, which would disturb it.
const BETWEEN_SMALL_READS: Duration = Duration::from_millis(2);
const SMALL_READ: usize = 64 << 10;

#[derive(Debug)]
pub(super) struct Console {
    pipe: Option<PipeReader>,
    buffer: Vec<u8>,
    output: Output<File>,
    times: Times,
    exec: Instant,
    not_before: Option<Instant>,
}

impl Console {
    /// The console, and the end of the pipe that the script is given.
    pub(super) fn open(console: File, times: File) -> io::Result<(Self, PipeWriter)> {
        let (reader, writer) = io::pipe()?;
        fcntl_setfl(&reader, fcntl_getfl(&reader)? | OFlags::NONBLOCK)?;
        // Fails where the user's share is used up; the pipe is smaller then.
        let _ = rustix::pipe::fcntl_setpipe_size(&reader, BUFFER);
        let console = Self {
            pipe: Some(reader),
            buffer: vec![0; BUFFER],
            output: Output::new(console),
            times: Times::begin(times)?,
            exec: Instant::now(),
            not_before: None,
        };
        Ok((console, writer))
    }

    /// Sets the moment from which the times in the sidecar count.
    pub(super) fn begin(&mut self, exec: Instant) {
        self.exec = exec;
    }

    /// The pipe, if there can be more in it.
    pub(super) fn pipe(&self) -> Option<BorrowedFd<'_>> {
        self.pipe.as_ref().map(AsFd::as_fd)
    }

    /// When it is worth looking at the pipe again; nothing: at once.
    pub(super) fn not_before(&self) -> Option<Instant> {
        self.not_before
    }

    /// Moves what is in the pipe now, at most one buffer.
    pub(super) fn move_some(&mut self, now: Instant) -> usize {
        self.not_before = None;
        let Some(pipe) = &mut self.pipe else { return 0 };
        let count = match pipe.read(&mut self.buffer) {
            Ok(0) => {
                self.pipe = None;
                return 0;
            }
            Ok(count) => count,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
                ) =>
            {
                return 0;
            }
            Err(_) => {
                self.pipe = None;
                return 0;
            }
        };
        if count < SMALL_READ {
            self.not_before = Some(now + BETWEEN_SMALL_READS);
        }
        // The sidecar is a convenience: without a row, a line is placed by the row before it.
        let _ = self
            .times
            .note(self.output.written, now.saturating_duration_since(self.exec));
        self.output.write(self.buffer.get(..count).unwrap_or_default());
        count
    }

    /// Moves what is left after the last process of the script has ended. Bounded, because a process that could not be
    /// ended may go on printing.
    pub(super) fn drain(&mut self) {
        for _ in 0..4 {
            if self.move_some(Instant::now()) == 0 {
                break;
            }
        }
        self.pipe = None;
        self.output.tell_what_is_lost();
    }

    /// Bytes that could not be written.
    pub(super) fn lost_bytes(&self) -> u64 {
        self.output.lost_in_all
    }
}

/// The file, and what could not be written to it: a gap is counted, and told in its place when there is room again.
#[derive(Debug)]
struct Output<W> {
    file: W,
    written: u64,
    lost_here: u64,
    lost_in_all: u64,
}

impl<W: Write> Output<W> {
    fn new(file: W) -> Self {
        Self {
            file,
            written: 0,
            lost_here: 0,
            lost_in_all: 0,
        }
    }

    fn write(&mut self, bytes: &[u8]) {
        if !self.tell_what_is_lost() {
            return self.lose(bytes.len());
        }
        let left = self.write_until_refused(bytes);
        self.lose(left);
    }

    /// Whether nothing more has to be told.
    fn tell_what_is_lost(&mut self) -> bool {
        if self.lost_here == 0 {
            return true;
        }
        let line = format!(
            "\n[daytona: {} bytes could not be written here]\n",
            self.lost_here
        );
        if self.write_until_refused(line.as_bytes()) > 0 {
            return false;
        }
        self.lost_here = 0;
        true
    }

    /// Writes what it can, and says how many bytes are left.
    fn write_until_refused(&mut self, mut bytes: &[u8]) -> usize {
        while !bytes.is_empty() {
            match self.file.write(bytes) {
                Ok(0) => break,
                Ok(count) => {
                    self.written += count as u64;
                    bytes = bytes.get(count..).unwrap_or_default();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        bytes.len()
    }

    fn lose(&mut self, count: usize) {
        self.lost_here += count as u64;
        self.lost_in_all += count as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk with room for so many bytes.
    struct Disk {
        content: Vec<u8>,
        room: usize,
    }

    impl Write for &mut Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.room == 0 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            let count = bytes.len().min(self.room);
            self.room -= count;
            self.content.extend_from_slice(bytes.get(..count).unwrap());
            Ok(count)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_full_disk_makes_a_counted_gap_that_is_told_when_there_is_room_again() {
        let mut disk = Disk {
            content: Vec::new(),
            room: 4,
        };
        let mut output = Output::new(&mut disk);
        output.write(b"one two");
        output.write(b"three");
        assert_eq!((output.written, output.lost_in_all), (4, 8));
        output.file.room = 1000;
        output.write(b"four");
        assert_eq!((output.lost_here, output.lost_in_all), (0, 8));
        let written = output.written;
        let text = String::from_utf8(disk.content).unwrap();
        assert_eq!(text, "one \n[daytona: 8 bytes could not be written here]\nfour");
        assert_eq!(written, text.len() as u64);
    }

    #[test]
    fn bytes_that_are_no_text_are_kept_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("console");
        let times = File::create(folder.path().join("times")).unwrap();
        let (mut console, mut writer) = Console::open(File::create(&path).unwrap(), times).unwrap();
        writer.write_all(b"\xff\0\r\x1b[31m").unwrap();
        drop(writer);
        console.drain();
        assert_eq!(std::fs::read(&path).unwrap(), b"\xff\0\r\x1b[31m");
        assert!(console.pipe().is_none());
    }
}
