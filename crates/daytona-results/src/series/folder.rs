//! Opening files beneath a host's folder without following links.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use daytona_domain::layout::is_inside;
use rustix::fs::{Dir, FileType, Mode, OFlags, ResolveFlags};
use rustix::io::Errno;

use crate::series::SeriesError;

const BENEATH: ResolveFlags = ResolveFlags::BENEATH.union(ResolveFlags::NO_SYMLINKS);

#[derive(Debug)]
pub struct Folder(OwnedFd);

impl Folder {
    /// The folder, or nothing if there is none.
    pub fn open(path: &Path) -> Result<Option<Self>, SeriesError> {
        match rustix::fs::open(path, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()) {
            Ok(folder) => Ok(Some(Self(folder))),
            Err(Errno::NOENT) => Ok(None),
            Err(source) => Err(failed(&path.display().to_string(), source)),
        }
    }

    /// A regular file to read. Anything else by that name is no file.
    pub fn file(&self, path: &str) -> Result<File, SeriesError> {
        let no_file = || SeriesError::NoFile {
            file: path.to_owned(),
        };
        if !is_inside(path) {
            return Err(no_file());
        }
        // NONBLOCK: opening a FIFO must not wait for its writer.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = match rustix::fs::openat2(&self.0, path, flags, Mode::empty(), BENEATH) {
            Ok(file) => file,
            Err(
                Errno::NOENT | Errno::LOOP | Errno::XDEV | Errno::NOTDIR | Errno::NXIO | Errno::NAMETOOLONG,
            ) => return Err(no_file()),
            Err(source) => return Err(failed(path, source)),
        };
        let stat = rustix::fs::fstat(&file).map_err(|source| failed(path, source))?;
        if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile {
            Ok(File::from(file))
        } else {
            Err(no_file())
        }
    }

    /// The names in a folder, sorted; none if there is no such folder.
    pub fn names(&self, path: &str) -> Result<Vec<String>, SeriesError> {
        let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = match rustix::fs::openat2(&self.0, path, flags, Mode::empty(), BENEATH) {
            Ok(folder) => folder,
            Err(Errno::NOENT | Errno::LOOP | Errno::NOTDIR) => return Ok(Vec::new()),
            Err(source) => return Err(failed(path, source)),
        };
        let mut names = Vec::new();
        for entry in Dir::read_from(&folder).map_err(|source| failed(path, source))? {
            let entry = entry.map_err(|source| failed(path, source))?;
            names.extend(entry.file_name().to_str().ok().map(str::to_owned));
        }
        names.sort();
        Ok(names)
    }
}

fn failed(path: &str, source: Errno) -> SeriesError {
    SeriesError::Read {
        file: path.to_owned(),
        source: io::Error::from(source),
    }
}
