//! Saying something of a run from within its script: the caller's side of the socket that the run's supervisor holds.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use daytona_domain::announcement::Announcement;
use rustix::fs::{Mode, OFlags};
use serde::{Deserialize, Serialize};

/// The variable that tells a script where the socket is.
pub const SOCKET: &str = "DAYTONA_SOCKET";
/// How long the supervisor may take. It answers at once; on a host under load it may be waiting for its turn.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the supervisor answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// It is in a file of the run.
    Kept,
    Refused {
        reason: String,
    },
}

/// Something that was not kept.
#[derive(Debug, thiserror::Error)]
pub enum AnnounceError {
    #[error("no run listens at {socket}; it has ended, or the process that watches over it was killed")]
    NobodyListens {
        socket: String,
        #[source]
        source: io::Error,
    },
    #[error("this user may not use {socket}; only the user that the script was started as can")]
    NotAllowed {
        socket: String,
        #[source]
        source: io::Error,
    },
    #[error("the run's supervisor gave no answer")]
    NoAnswer(#[source] io::Error),
    #[error("refused: {reason}")]
    Refused { reason: String },
}

impl Reply {
    pub(crate) fn refused(reason: &str) -> Self {
        Self::Refused {
            reason: reason.to_owned(),
        }
    }

    pub(crate) fn line(&self) -> String {
        // A value of this kind can always be written.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

/// Says it to the run whose socket this is, and returns once it is kept in a file of the run; blocking.
pub fn announce(socket: &Path, announcement: &Announcement) -> Result<(), AnnounceError> {
    let mut stream = connect(socket).map_err(|source| {
        let socket = socket.display().to_string();
        if source.kind() == io::ErrorKind::PermissionDenied {
            AnnounceError::NotAllowed { socket, source }
        } else {
            AnnounceError::NobodyListens { socket, source }
        }
    })?;
    let line = serde_json::to_string(announcement).map_err(|error| AnnounceError::NoAnswer(error.into()))?;
    // One who is refused at the door can't write any more, and can still read why.
    let written = stream.write_all(format!("{line}\n").as_bytes());
    let reply =
        read_reply(&stream).map_err(|error| AnnounceError::NoAnswer(written.err().unwrap_or(error)))?;
    match reply {
        Reply::Kept => Ok(()),
        Reply::Refused { reason } => Err(AnnounceError::Refused { reason }),
    }
}

/// Through the folder's descriptor, because a socket's path may have no more than 107 bytes.
fn connect(socket: &Path) -> io::Result<UnixStream> {
    let name = socket.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let folder = socket.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = File::from(rustix::fs::open(folder, flags, Mode::empty())?);
    let through = Path::new("/proc/self/fd")
        .join(folder.as_raw_fd().to_string())
        .join(name);
    let stream = UnixStream::connect(through)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

fn read_reply(stream: &UnixStream) -> io::Result<Reply> {
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    Ok(serde_json::from_str(&line)?)
}
