//! The result tree in the data folder. Every path is opened relative to the run's folder, beneath it, without
//! following links; nothing outside can be reached whatever a name says.

mod removal;

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use daytona_domain::id::RunId;
use daytona_domain::layout;
use daytona_domain::name::{FrameworkName, HostName};
use rustix::fs::{Mode, OFlags, ResolveFlags};
use rustix::io::Errno;

/// The tree's root.
#[derive(Clone, Debug)]
pub struct Tree {
    root: PathBuf,
    folder: Arc<OwnedFd>,
}

/// The files of one host in one run.
#[derive(Clone, Debug)]
pub struct HostFolder {
    path: PathBuf,
    folder: Arc<OwnedFd>,
}

/// A file operation failed.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    #[error("{path:?} is not a path inside a run's folder")]
    Outside { path: String },
    #[error("cannot open {path}")]
    Open { path: String, source: io::Error },
    #[error("cannot make the folder {path}")]
    MakeFolder { path: String, source: io::Error },
    #[error("cannot remove {path}")]
    Remove { path: String, source: io::Error },
    #[error("cannot sync {path} to the disk")]
    Sync { path: String, source: io::Error },
}

impl Tree {
    /// The tree below `root`, which must exist.
    pub fn open(root: &Path) -> Result<Self, TreeError> {
        let folder =
            rustix::fs::open(root, OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()).map_err(|source| {
                TreeError::Open {
                    path: root.display().to_string(),
                    source: source.into(),
                }
            })?;
        Ok(Self {
            root: root.to_owned(),
            folder: Arc::new(folder),
        })
    }

    /// The folder of one host's files, or nothing if there is none yet.
    pub fn host_folder(
        &self,
        framework: &FrameworkName,
        run: RunId,
        host: &HostName,
    ) -> Result<Option<HostFolder>, TreeError> {
        self.open_relative(host_path(framework, run, host))
    }

    /// The folder of what was made of one host's files, or nothing if nothing was made yet.
    pub fn derived(
        &self,
        framework: &FrameworkName,
        run: RunId,
        host: &HostName,
    ) -> Result<Option<HostFolder>, TreeError> {
        self.open_relative(derived_path(framework, run, host))
    }

    fn open_relative(&self, relative: String) -> Result<Option<HostFolder>, TreeError> {
        match open_folder(self.folder.as_fd(), &relative) {
            Ok(folder) => Ok(Some(HostFolder {
                path: self.root.join(&relative),
                folder: Arc::new(folder),
            })),
            Err(Errno::NOENT) => Ok(None),
            Err(source) => Err(TreeError::Open {
                path: relative,
                source: source.into(),
            }),
        }
    }

    /// The folder of one host's files, made if there is none.
    pub fn make_host_folder(
        &self,
        framework: &FrameworkName,
        run: RunId,
        host: &HostName,
    ) -> Result<HostFolder, TreeError> {
        let relative = host_path(framework, run, host);
        let folder = make_folders(self.folder.as_fd(), &relative)?;
        Ok(HostFolder {
            path: self.root.join(&relative),
            folder: Arc::new(folder),
        })
    }

    /// Where what is made of one host's files lies. Agents never write there.
    pub fn derived_folder(&self, framework: &FrameworkName, run: RunId, host: &HostName) -> PathBuf {
        self.root.join(derived_path(framework, run, host))
    }

    /// Brings everything that was written below the root to the disk, with one call for all files.
    pub fn sync(&self) -> Result<(), TreeError> {
        rustix::fs::syncfs(&self.folder).map_err(|source| TreeError::Sync {
            path: self.root.display().to_string(),
            source: source.into(),
        })
    }
}

impl HostFolder {
    /// The folder's path, for readers that take paths.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file to read.
    pub fn open_file(&self, path: &str) -> Result<File, TreeError> {
        check_inside(path)?;
        open_beneath(self.folder.as_fd(), path, OFlags::RDONLY | OFlags::NONBLOCK)
    }

    /// A file to write at any offset, made with its folders if there is none.
    pub fn make_file(&self, path: &str) -> Result<File, TreeError> {
        check_inside(path)?;
        if let Some((parent, _)) = path.rsplit_once('/') {
            make_folders(self.folder.as_fd(), parent)?;
        }
        open_beneath(self.folder.as_fd(), path, OFlags::RDWR | OFlags::CREATE)
    }
}

fn host_path(framework: &FrameworkName, run: RunId, host: &HostName) -> String {
    format!(
        "{}/{}",
        layout::run_folder(framework, run),
        layout::host_folder(host)
    )
}

fn derived_path(framework: &FrameworkName, run: RunId, host: &HostName) -> String {
    format!(
        "{}/{}",
        layout::run_folder(framework, run),
        layout::derived_folder(host)
    )
}

fn check_inside(path: &str) -> Result<(), TreeError> {
    if layout::is_inside(path) {
        Ok(())
    } else {
        Err(TreeError::Outside {
            path: path.to_owned(),
        })
    }
}

const BENEATH: ResolveFlags = ResolveFlags::BENEATH.union(ResolveFlags::NO_SYMLINKS);

fn open_beneath(folder: impl AsFd, path: &str, flags: OFlags) -> Result<File, TreeError> {
    let mode = if flags.contains(OFlags::CREATE) {
        Mode::from_raw_mode(0o640)
    } else {
        Mode::empty()
    };
    rustix::fs::openat2(
        folder,
        path,
        flags | OFlags::CLOEXEC | OFlags::NOFOLLOW,
        mode,
        BENEATH,
    )
    .map(File::from)
    .map_err(|source| TreeError::Open {
        path: path.to_owned(),
        source: source.into(),
    })
}

fn open_folder(folder: impl AsFd, path: &str) -> Result<OwnedFd, Errno> {
    rustix::fs::openat2(
        folder,
        path,
        OFlags::DIRECTORY | OFlags::CLOEXEC,
        Mode::empty(),
        BENEATH,
    )
}

fn make_folders(root: impl AsFd, path: &str) -> Result<OwnedFd, TreeError> {
    if let Ok(folder) = open_folder(root.as_fd(), path) {
        return Ok(folder);
    }
    let failed = |source: Errno| TreeError::MakeFolder {
        path: path.to_owned(),
        source: source.into(),
    };
    let mut folder = open_folder(root.as_fd(), ".").map_err(failed)?;
    for part in path.split('/') {
        match rustix::fs::mkdirat(&folder, part, Mode::from_raw_mode(0o750)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(source) => return Err(failed(source)),
        }
        folder = open_folder(&folder, part).map_err(failed)?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    fn folder(tree: &Tree) -> HostFolder {
        tree.make_host_folder(
            &"gzip".parse().unwrap(),
            RunId::new(7, 1),
            &"load-1".parse().unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn files_lie_where_a_person_would_look() {
        let root = tempfile::tempdir().unwrap();
        let tree = Tree::open(root.path()).unwrap();
        folder(&tree)
            .make_file("sar/cpu.plt")
            .unwrap()
            .write_all(b"Time")
            .unwrap();
        tree.sync().unwrap();
        let path = root.path().join("gzip/7/1/results/load-1/sar/cpu.plt");
        assert_eq!(std::fs::read(path).unwrap(), b"Time");
        let mut read = String::new();
        folder(&tree)
            .open_file("sar/cpu.plt")
            .unwrap()
            .read_to_string(&mut read)
            .unwrap();
        assert_eq!(read, "Time");
    }

    #[test]
    fn no_name_and_no_link_leads_outside() {
        let root = tempfile::tempdir().unwrap();
        let tree = Tree::open(root.path()).unwrap();
        let host = folder(&tree);
        for path in ["../../x", "/etc/passwd", "a/../../x", ""] {
            assert!(
                matches!(host.make_file(path), Err(TreeError::Outside { .. })),
                "{path}"
            );
            assert!(
                matches!(host.open_file(path), Err(TreeError::Outside { .. })),
                "{path}"
            );
        }
        std::os::unix::fs::symlink("/etc", host.path().join("out")).unwrap();
        assert!(matches!(
            host.open_file("out/passwd"),
            Err(TreeError::Open { .. })
        ));
        assert!(matches!(
            host.make_file("out/new"),
            Err(TreeError::MakeFolder { .. })
        ));
    }

    #[test]
    fn a_run_without_files_has_no_folder() {
        let root = tempfile::tempdir().unwrap();
        let tree = Tree::open(root.path()).unwrap();
        let none = tree.host_folder(
            &"gzip".parse().unwrap(),
            RunId::new(7, 1),
            &"load-1".parse().unwrap(),
        );
        assert!(none.unwrap().is_none());
    }
}
