//! The two signals that a supervisor waits for, as descriptors for its one `poll`.

use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;

use signal_hook::consts::{SIGCHLD, SIGTERM};

#[derive(Debug)]
pub(super) struct Signals {
    abort: UnixStream,
    child: UnixStream,
}

impl Signals {
    /// From now on the signals only make the descriptors readable.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            abort: register(SIGTERM)?,
            child: register(SIGCHLD)?,
        })
    }

    /// Readable when an abort was asked for.
    pub(super) fn abort(&self) -> BorrowedFd<'_> {
        self.abort.as_fd()
    }

    /// Readable when a child has ended: the script, or a daemon that became this process's child.
    pub(super) fn child(&self) -> BorrowedFd<'_> {
        self.child.as_fd()
    }

    /// Makes the abort unreadable until the next one.
    pub(super) fn clear_abort(&mut self) {
        clear(&mut self.abort);
    }

    /// Makes the end of children unreadable until the next one. To be called before the children are looked at.
    pub(super) fn clear_child(&mut self) {
        clear(&mut self.child);
    }
}

fn clear(stream: &mut UnixStream) {
    let mut buffer = [0; 64];
    while stream.read(&mut buffer).is_ok_and(|count| count > 0) {}
}

fn register(signal: i32) -> io::Result<UnixStream> {
    let (reader, writer) = UnixStream::pair()?;
    reader.set_nonblocking(true)?;
    signal_hook::low_level::pipe::register(signal, writer)?;
    Ok(reader)
}
