//! The socket over which a run's script says something of its run: one line of JSON in, one out. Only processes that the
//! script has started are heard; who asks is told by the kernel, not by the message.
//!
//! Nothing here waits: the supervisor looks after it in its one loop, so a caller that says nothing holds nobody up.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Arc;
use std::time::Instant;

use rustix::event::epoll;
use rustix::fs::{AtFlags, Gid, Mode};

use super::announcements::Announcements;
use crate::account::Identity;
use crate::announce::Reply;
use crate::process_tree;
use crate::run_folder::RunFolder;

/// The socket's name in the run's folder.
const NAME: &str = "socket";
/// Callers that may be connected at once. One more, and the one that has said nothing for the longest is dropped.
const CALLERS: usize = 16;
/// The longest line that a caller may send.
const LINE: usize = 4 << 10;

#[derive(Debug)]
pub(super) struct ScriptSocket {
    folder: Arc<RunFolder>,
    listener: UnixListener,
    /// Readable when the listener or a caller is, so that the loop needs to know only this one.
    events: OwnedFd,
    callers: Vec<Caller>,
    announcements: Announcements,
}

#[derive(Debug)]
struct Caller {
    stream: UnixStream,
    line: Vec<u8>,
}

impl ScriptSocket {
    /// Opens the socket, for the script's user alone. `exec` is the moment from which marks count.
    pub(super) fn open(folder: Arc<RunFolder>, exec: Instant) -> io::Result<Self> {
        let directory = File::open(folder.path())?;
        // A path through the descriptor is short enough for a socket, however deep the folder lies.
        let listener = UnixListener::bind(format!("/proc/self/fd/{}/{NAME}", directory.as_raw_fd()))?;
        listener.set_nonblocking(true)?;
        let mut mode = Mode::RUSR | Mode::WUSR;
        if let Identity::Switch { gid, .. } = folder.identity() {
            let gid = Some(Gid::from_raw(gid));
            rustix::fs::chownat(&directory, NAME, None, gid, AtFlags::SYMLINK_NOFOLLOW)?;
            mode |= Mode::RGRP | Mode::WGRP;
        }
        rustix::fs::chmodat(&directory, NAME, mode, AtFlags::empty())?;
        let events = epoll::create(epoll::CreateFlags::CLOEXEC)?;
        watch(&events, &listener)?;
        Ok(Self {
            announcements: Announcements::new(Arc::clone(&folder), exec),
            folder,
            listener,
            events,
            callers: Vec::new(),
        })
    }

    /// What the script finds in `DAYTONA_SOCKET`.
    pub(super) fn path(&self) -> std::path::PathBuf {
        self.folder.path().join(NAME)
    }

    /// Readable when there is something to [`Self::serve`].
    pub(super) fn events(&self) -> BorrowedFd<'_> {
        self.events.as_fd()
    }

    /// Hears whoever is there, without waiting. `own_pid` is the process whose descendants are the run's.
    pub(super) fn serve(&mut self, own_pid: i32, now: Instant) {
        for _ in 0..CALLERS {
            match self.listener.accept() {
                Ok((stream, _)) => self.admit(stream, own_pid),
                Err(_) => break,
            }
        }
        let announcements = &mut self.announcements;
        self.callers.retain_mut(|caller| caller.hear(announcements, now));
    }

    fn admit(&mut self, mut stream: UnixStream, own_pid: i32) {
        if !is_of_the_run(&stream, own_pid) {
            let reason = "only processes that the script of this run has started may speak for it";
            return answer(&mut stream, &Reply::refused(reason));
        }
        let is_watched = stream.set_nonblocking(true).is_ok() && watch(&self.events, &stream).is_ok();
        if !is_watched {
            return;
        }
        if self.callers.len() == CALLERS {
            self.callers.remove(0);
        }
        self.callers.push(Caller {
            stream,
            line: Vec::new(),
        });
    }
}

impl Drop for ScriptSocket {
    fn drop(&mut self) {
        // What is left of it goes with the run's folder.
        let _ = std::fs::remove_file(self.path());
    }
}

impl Caller {
    /// Reads on, answers a whole line, and says whether more is to come.
    fn hear(&mut self, announcements: &mut Announcements, now: Instant) -> bool {
        let mut buffer = [0; LINE];
        let is_over = loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => break true,
                Ok(count) => self.line.extend(buffer.iter().take(count)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break false,
                Err(_) => return false,
            }
            if self.line.contains(&b'\n') || self.line.len() > LINE {
                break true;
            }
        };
        if !is_over {
            return true;
        }
        if !self.line.is_empty() {
            let reply = reply_to(&self.line, announcements, now);
            answer(&mut self.stream, &reply);
        }
        false
    }
}

fn reply_to(line: &[u8], announcements: &mut Announcements, now: Instant) -> Reply {
    let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if line.len() > LINE {
        return Reply::refused("it is longer than 4 KiB");
    }
    match serde_json::from_slice(line) {
        Ok(announcement) => match announcements.keep(&announcement, now) {
            Ok(()) => Reply::Kept,
            Err(error) => Reply::refused(&crate::error_chain(&error)),
        },
        Err(error) => Reply::refused(&format!("this supervisor doesn't understand it: {error}")),
    }
}

/// An answer fits into an empty socket. A caller that has gone misses it.
fn answer(stream: &mut UnixStream, reply: &Reply) {
    let _ = stream.set_nonblocking(true);
    let _ = stream.write_all(reply.line().as_bytes());
}

fn is_of_the_run(stream: &UnixStream, own_pid: i32) -> bool {
    let peer = rustix::net::sockopt::socket_peercred(stream);
    peer.is_ok_and(|peer| process_tree::is_descendant(peer.pid.as_raw_nonzero().get(), own_pid))
}

fn watch(events: &OwnedFd, source: impl AsFd) -> io::Result<()> {
    let data = epoll::EventData::new_u64(0);
    Ok(epoll::add(events, source, data, epoll::EventFlags::IN)?)
}
