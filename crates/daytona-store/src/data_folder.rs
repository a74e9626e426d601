//! The server's data folder and the lock that keeps a second server out of it.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The name of the lock file; its content says who holds it.
pub const LOCK: &str = "daytona.lock";
/// The name of the database.
pub const DATABASE: &str = "daytona.db";

/// The exclusive use of a data folder. It ends when this is dropped or the process dies, however it dies.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    _lock: File,
}

/// A data folder that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum DataFolderError {
    #[error("the data folder {} is used by another server: {holder}; stop it or use another folder with --data", path.display())]
    InUse { path: PathBuf, holder: String },
    #[error("the data folder {} can't be {operation}", path.display())]
    Io {
        operation: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

impl DataFolder {
    /// Makes the folder if it is missing, readable by its owner only, and locks it in `holder`'s name.
    pub fn lock(path: &Path, holder: &str) -> Result<Self, DataFolderError> {
        let failed = |operation| {
            move |source| DataFolderError::Io {
                operation,
                path: path.to_owned(),
                source,
            }
        };
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .map_err(failed("made"))?;
        let mut lock = private_file(&path.join(LOCK)).map_err(failed("locked"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = name_of_holder(&mut lock);
                return Err(DataFolderError::InUse {
                    path: path.to_owned(),
                    holder,
                });
            }
            Err(TryLockError::Error(source)) => return Err(failed("locked")(source)),
        }
        lock.set_len(0)
            .and_then(|()| lock.write_all(holder.as_bytes()))
            .map_err(failed("locked"))?;
        Ok(Self {
            path: path.to_owned(),
            _lock: lock,
        })
    }

    pub fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Makes the file of the SQLite database if it is missing, empty and for its owner only.
    pub(crate) fn make_database(&self) -> Result<(), DataFolderError> {
        // SQLite gives its side files the mode of the database, which holds hashes of passwords.
        private_file(&self.database()).map_err(|source| DataFolderError::Io {
            operation: "written to",
            path: self.path.clone(),
            source,
        })?;
        Ok(())
    }
}

fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
}

fn name_of_holder(lock: &mut File) -> String {
    let mut holder = String::new();
    match lock.read_to_string(&mut holder) {
        Ok(length) if length > 0 => holder,
        // It has locked the file and not yet written its name.
        Ok(_) | Err(_) => "one that has only just started".to_owned(),
    }
}

/// Removes a data folder with everything in it; refused while a server uses it.
pub fn remove(path: &Path) -> Result<(), DataFolderError> {
    let folder = DataFolder::lock(path, "a reset of the data folder")?;
    fs::remove_dir_all(&folder.path).map_err(|source| DataFolderError::Io {
        operation: "removed",
        path: folder.path.clone(),
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_second_server_is_refused_and_told_who_the_first_is() {
        let dir = tempfile::tempdir().unwrap();
        let _first = DataFolder::lock(dir.path(), "process 7 at http://127.0.0.1:8080").unwrap();
        let error = DataFolder::lock(dir.path(), "process 8").unwrap_err();
        assert!(
            error.to_string().contains("process 7 at http://127.0.0.1:8080"),
            "{error}"
        );
        assert!(remove(dir.path()).is_err());
    }

    #[test]
    fn the_folder_is_free_again_after_the_first_has_ended_and_a_shorter_name_replaces_its_own() {
        let dir = tempfile::tempdir().unwrap();
        drop(DataFolder::lock(dir.path(), "a server with a long name").unwrap());
        let _second = DataFolder::lock(dir.path(), "short").unwrap();
        assert_eq!(fs::read_to_string(dir.path().join(LOCK)).unwrap(), "short");
    }

    #[test]
    fn nobody_else_can_read_the_database() {
        let dir = tempfile::tempdir().unwrap();
        let folder = DataFolder::lock(&dir.path().join("new"), "a server").unwrap();
        folder.make_database().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&dir.path().join("new")), 0o700);
        assert_eq!(mode(&folder.database()), 0o600);
    }

    #[test]
    fn a_reset_removes_everything() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data");
        drop(DataFolder::lock(&path, "a server").unwrap());
        remove(&path).unwrap();
        assert!(!path.exists());
    }
}
