//! Copying the script's folder into the working directory, where it is archived with the run.
//!
//! The copy is the agent's: the script's user can read and execute it and change nothing. Links are not copied: they
//! would lead out of the folder that the administrator allows.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};

use daytona_domain::framework::ScriptPath;
use daytona_domain::layout::encode_path;
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;

use crate::account::Identity;
use crate::beneath::{self, Descend, EntryKind, Step};
use crate::manifest::Skipped;
use crate::run_folder::ScriptCopy;
use crate::run_folder::own_files::share_with_script;

const READ: Mode = Mode::RUSR.union(Mode::RGRP);
const EXECUTE: Mode = Mode::XUSR.union(Mode::XGRP);

/// Copies the first folder of the script's path. An error is one of the copy's side; what is wrong with the
/// administrator's folder becomes the reason why the run will fail.
pub(super) fn copy(
    scripts: &File,
    script: &ScriptPath,
    results: &OwnedFd,
    identity: Identity,
) -> io::Result<(ScriptCopy, Vec<Skipped>)> {
    let unusable = |reason: String| Ok((ScriptCopy::Unusable { reason }, Vec::new()));
    let source = match beneath::open_folder(scripts, script.folder()) {
        Ok(source) => source,
        Err(error) => return unusable(why_no_folder(script, &error)),
    };
    if let Err(error) = beneath::open(scripts, script.as_str(), OFlags::PATH, Mode::empty()) {
        return unusable(why_no_script(script, &error));
    }
    rustix::fs::mkdirat(results, script.folder(), Mode::RWXU)?;
    let copy = Copy {
        target: beneath::open_folder(results, script.folder())?,
        source,
        identity,
    };
    let skipped = copy.run()?;
    let script = script.clone();
    Ok((ScriptCopy::Copied { script }, skipped))
}

fn why_no_folder(script: &ScriptPath, error: &io::Error) -> String {
    let folder = script.folder();
    match Errno::from_io_error(error) {
        Some(Errno::NOENT) => format!("this host's scripts folder has no folder {folder}"),
        Some(Errno::NOTDIR) => format!("{folder} in this host's scripts folder is no folder"),
        Some(Errno::LOOP) => {
            format!("{folder} in this host's scripts folder is a link; put the folder itself there")
        }
        _ => format!("{folder} in this host's scripts folder can't be opened: {error}"),
    }
}

fn why_no_script(script: &ScriptPath, error: &io::Error) -> String {
    let script = script.as_str();
    match Errno::from_io_error(error) {
        Some(Errno::NOENT) => format!("{script} is missing in this host's scripts folder"),
        Some(Errno::LOOP) => {
            format!("the path {script} leads over a link, which isn't followed; put the file there")
        }
        _ => format!("{script} in this host's scripts folder can't be opened: {error}"),
    }
}

struct Copy {
    source: OwnedFd,
    target: OwnedFd,
    identity: Identity,
}

impl Copy {
    fn run(&self) -> io::Result<Vec<Skipped>> {
        let mut skipped = Vec::new();
        let mut folders = vec![b".".to_vec()];
        beneath::walk(&self.source, |step| {
            match step {
                Step::Entry(entry) => match entry.kind {
                    EntryKind::Folder => {
                        rustix::fs::mkdirat(&self.target, entry.path, Mode::RWXU)?;
                        folders.push(entry.path.to_vec());
                    }
                    EntryKind::File => self.copy_file(entry.path, &mut skipped)?,
                    EntryKind::Other(kind) => skipped.push(Skipped::new(entry.path, kind)),
                },
                Step::Unreadable { path, reason } => skipped.push(Skipped::new(path, reason)),
                Step::FolderEnds { .. } => {}
            }
            Ok::<_, io::Error>(Descend::Yes)
        })?;
        // Deepest first: a folder that can't be written any more can still be passed through.
        for path in folders.iter().rev() {
            let folder = File::from(beneath::open_folder(&self.target, path.as_slice())?);
            share_with_script(&folder, self.identity, READ | EXECUTE)?;
        }
        Ok(skipped)
    }

    fn copy_file(&self, path: &[u8], skipped: &mut Vec<Skipped>) -> io::Result<()> {
        let mut from = match beneath::open_file(&self.source, path) {
            Ok(file) => file,
            Err(error) => {
                tracing::warn!(file = encode_path(path), %error, "can't read a file of the script's folder");
                skipped.push(Skipped::new(path, &error.to_string()));
                return Ok(());
            }
        };
        let is_executable = Mode::from_raw_mode(rustix::fs::fstat(&from)?.st_mode)
            .intersects(Mode::XUSR | Mode::XGRP | Mode::XOTH);
        let mode = if is_executable { READ | EXECUTE } else { READ };
        let mut to = beneath::create_file(self.target.as_fd(), path, Mode::RUSR, OFlags::empty())?;
        io::copy(&mut from, &mut to)?;
        share_with_script(&to, self.identity, mode)
    }
}
