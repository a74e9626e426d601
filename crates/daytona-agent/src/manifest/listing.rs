//! Which files a run left, and whether they are within its limits: sizes only, nothing is opened for reading.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use daytona_domain::layout::encode_path;
use daytona_domain::selection::{Selection, Verdict};
use daytona_domain::unit::ByteSize;
use rustix::fs::Stat;

use super::Skipped;
use super::left_out::LeftOut;
use crate::account::Identity;
use crate::beneath::{self, Descend, Entry, EntryKind, FileIdentity, Step};
use crate::run_folder::{RunFolder, ScriptCopy};

/// How many of the largest folders are named.
const NAMED_FOLDERS: usize = 5;

/// What is there, if it is within the limits.
#[derive(Debug)]
pub(super) enum Listed {
    Within(Listing),
    TooLarge {
        /// The agent's own files, which are collected all the same.
        own: Vec<Candidate>,
        bytes: u64,
        files: u64,
        largest_folders: Vec<String>,
    },
}

#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) files: Vec<Candidate>,
    pub(super) skipped: Vec<Skipped>,
}

/// A file to be hashed.
#[derive(Debug)]
pub(super) struct Candidate {
    /// As the file system has it.
    pub(super) path: Vec<u8>,
    pub(super) is_own: bool,
}

/// Lists the folder. What the run's patterns leave out is not counted. Beyond the limits it only counts, so that memory is bounded whatever the script left.
pub(super) fn list(folder: &RunFolder) -> Result<Listed, globset::Error> {
    let limits = &folder.order().limits;
    let selection = Selection::new(&limits.include, &limits.exclude)?;
    let mut tally = Tally::new(folder, selection);
    let Ok(()) = beneath::walk(folder.results(), |step| {
        Ok::<_, Infallible>(match step {
            Step::Entry(entry) => tally.entry(entry),
            Step::FolderEnds { path } => {
                tally.folder_ends(path);
                Descend::No
            }
            Step::Unreadable { path, reason } => {
                tally.skip(path, &format!("unreadable: {reason}"));
                Descend::No
            }
        })
    });
    for (path, own) in folder.own().files() {
        match own.file.and_then(|file| file.metadata().ok()) {
            Some(metadata) => tally.own_file(path.as_bytes(), metadata.len()),
            None => tally.skip(path.as_bytes(), "replaced while no agent ran"),
        }
    }
    tally.folder_ends(b"");
    Ok(tally.finish())
}

fn path_of(bytes: &[u8]) -> &Path {
    Path::new(OsStr::from_bytes(bytes))
}

struct Tally<'a> {
    folder: &'a RunFolder,
    own_paths: BTreeSet<Vec<u8>>,
    selection: Selection,
    left_out: LeftOut,
    listing: Listing,
    own: Vec<Candidate>,
    bytes: u64,
    files: u64,
    folder_bytes: u64,
    largest: Vec<(u64, Vec<u8>)>,
}

impl<'a> Tally<'a> {
    fn new(folder: &'a RunFolder, selection: Selection) -> Self {
        let own_paths = folder.own().files().into_iter();
        Self {
            folder,
            own_paths: own_paths.map(|(path, _)| path.into_bytes()).collect(),
            selection,
            left_out: LeftOut::default(),
            listing: Listing::default(),
            own: Vec::new(),
            bytes: 0,
            files: 0,
            folder_bytes: 0,
            largest: Vec::new(),
        }
    }

    fn entry(&mut self, entry: &Entry<'_>) -> Descend {
        if let Some(reason) = self.stands_for_own_folder(entry) {
            self.skip(entry.path, reason);
            return Descend::No;
        }
        match entry.kind {
            EntryKind::Folder => return self.folder(entry.path),
            // Collected through its descriptor. If something else stands in its place, that is told as altered.
            EntryKind::File | EntryKind::Other(_) if self.own_paths.contains(entry.path) => {}
            EntryKind::File if self.is_foreign_link(&entry.stat) => {
                self.skip(entry.path, "hard link to a file of another user");
            }
            EntryKind::File => {
                let size = u64::try_from(entry.stat.st_size).unwrap_or(0);
                self.found(entry.path, size);
            }
            EntryKind::Other(kind) => self.skip(entry.path, kind),
        }
        Descend::No
    }

    /// Whether something stands at the path of one of our folders that isn't it.
    fn stands_for_own_folder(&self, entry: &Entry<'_>) -> Option<&'static str> {
        let name = std::str::from_utf8(entry.path).ok()?;
        let own = self.folder.own().folder(name)?;
        let identity = FileIdentity {
            device: entry.stat.st_dev,
            inode: entry.stat.st_ino,
        };
        if identity == own.identity {
            return None;
        }
        match entry.kind {
            EntryKind::Other(kind) => Some(kind),
            EntryKind::File | EntryKind::Folder => Some("stands where a folder of the agent was"),
        }
    }

    /// A script can link to any file of its file system. What its user could not read is not for it to hand out.
    fn is_foreign_link(&self, stat: &Stat) -> bool {
        match self.folder.identity() {
            Identity::Own => false,
            Identity::Switch { uid, .. } => stat.st_nlink > 1 && stat.st_uid != uid,
        }
    }

    /// Whether there is anything to be collected in a folder. One that is left out is not even listed: it may hold
    /// millions of files.
    fn folder(&mut self, path: &[u8]) -> Descend {
        if self.is_always_collected(path) {
            return Descend::Yes;
        }
        match self.selection.excluding(path_of(path)) {
            Some(pattern) => {
                self.left_out.folder(pattern);
                Descend::No
            }
            None => Descend::Yes,
        }
    }

    fn found(&mut self, path: &[u8], size: u64) {
        let verdict = self.selection.judge(path_of(path));
        if verdict != Verdict::Collected && !self.is_always_collected(path) {
            self.left_out.file(verdict, size);
            return;
        }
        self.weigh(size);
        if self.count() {
            self.listing.files.push(Candidate {
                path: path.to_vec(),
                is_own: false,
            });
        }
    }

    fn own_file(&mut self, path: &[u8], size: u64) {
        self.weigh(size);
        self.count();
        self.own.push(Candidate {
            path: path.to_vec(),
            is_own: true,
        });
    }

    fn weigh(&mut self, size: u64) {
        self.bytes = self.bytes.saturating_add(size);
        self.folder_bytes = self.folder_bytes.saturating_add(size);
    }

    /// What the patterns of a framework don't apply to: the folders of the agent, and the copy of the script's folder.
    fn is_always_collected(&self, path: &[u8]) -> bool {
        let first = path.split(|byte| *byte == b'/').next().unwrap_or(path);
        let is_script = match &self.folder.record().script {
            ScriptCopy::Copied { script } => script.folder().as_bytes() == first,
            ScriptCopy::None | ScriptCopy::Unusable { .. } => false,
        };
        is_script || std::str::from_utf8(first).is_ok_and(|name| self.folder.own().folder(name).is_some())
    }

    fn skip(&mut self, path: &[u8], reason: &str) {
        if self.count() {
            self.listing.skipped.push(Skipped::new(path, reason));
        }
    }

    /// Counts an entry, and says whether it is still to be kept.
    fn count(&mut self) -> bool {
        self.files += 1;
        self.files <= self.folder.order().limits.max_files
    }

    fn folder_ends(&mut self, path: &[u8]) {
        if self.folder_bytes > 0 {
            self.largest.push((self.folder_bytes, path.to_vec()));
            self.largest.sort_by(|a, b| b.cmp(a));
            self.largest.truncate(NAMED_FOLDERS);
        }
        self.folder_bytes = 0;
    }

    fn finish(mut self) -> Listed {
        let limits = &self.folder.order().limits;
        if self.bytes <= limits.max_bytes.get() && self.files <= limits.max_files {
            self.listing.files.append(&mut self.own);
            self.listing.skipped.extend(self.left_out.told(&limits.exclude));
            return Listed::Within(self.listing);
        }
        let host = OsStr::new(self.folder.order().host.as_str()).as_bytes();
        let named = self.largest.iter().map(|(bytes, path)| {
            let path = if path.is_empty() { host } else { path };
            format!("{} ({})", encode_path(path), ByteSize::new(*bytes))
        });
        Listed::TooLarge {
            own: self.own,
            bytes: self.bytes,
            files: self.files,
            largest_folders: named.collect(),
        }
    }
}
