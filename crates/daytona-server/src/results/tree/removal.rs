//! Removing runs from the tree for good. Removing what isn't there is no error, so that a removal which was cut off can be
//! done again.

use std::io;
use std::os::fd::{AsFd, AsRawFd};

use daytona_domain::id::{RunId, TestId};
use daytona_domain::name::FrameworkName;
use rustix::fs::AtFlags;
use rustix::io::Errno;

use super::{Tree, TreeError, open_folder};

impl Tree {
    /// Removes a run's folder with everything in it, and brings that to the disk.
    pub fn remove_run(&self, framework: &FrameworkName, run: RunId) -> Result<(), TreeError> {
        let parent = format!("{framework}/{}", run.test);
        let path = format!("{parent}/{}", run.number);
        let failed = |source| TreeError::Remove {
            path: self.root.join(&path).display().to_string(),
            source,
        };
        let folder = match open_folder(self.folder.as_fd(), &parent) {
            Ok(folder) => folder,
            Err(Errno::NOENT) => return Ok(()),
            Err(source) => return Err(failed(source.into())),
        };
        // The descriptor's path leads to this very folder, whatever is renamed meanwhile; links below it aren't followed.
        let below = format!("/proc/self/fd/{}/{}", folder.as_raw_fd(), run.number);
        match std::fs::remove_dir_all(&below) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(source) => return Err(failed(source)),
        }
        rustix::fs::fsync(&folder).map_err(|source| failed(source.into()))
    }

    /// Removes the folder of a test that has no run any more; one that holds something else stays.
    pub fn remove_test(&self, framework: &FrameworkName, test: TestId) -> Result<(), TreeError> {
        self.remove_empty(&format!("{framework}/{test}"))
    }

    /// Removes the folder of a framework that has no test any more; one that holds something else stays.
    pub fn remove_framework(&self, framework: &FrameworkName) -> Result<(), TreeError> {
        self.remove_empty(framework.as_str())
    }

    fn remove_empty(&self, path: &str) -> Result<(), TreeError> {
        match rustix::fs::unlinkat(&self.folder, path, AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT | Errno::NOTEMPTY | Errno::EXIST) => Ok(()),
            Err(source) => Err(TreeError::Remove {
                path: self.root.join(path).display().to_string(),
                source: source.into(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_run_is_removed_with_its_files_and_nothing_beside_it() {
        let root = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("kept"), "x").unwrap();
        let run = root.path().join("gzip/7/1/results/load-1/sar");
        fs::create_dir_all(&run).unwrap();
        fs::create_dir_all(root.path().join("gzip/7/2")).unwrap();
        fs::write(run.join("cpu.plt"), "x").unwrap();
        symlink(outside.path(), run.join("link")).unwrap();
        let tree = Tree::open(root.path()).unwrap();
        let gzip = "gzip".parse().unwrap();
        for _ in 0..2 {
            tree.remove_run(&gzip, RunId::new(7, 1)).unwrap();
        }
        assert!(!root.path().join("gzip/7/1").exists());
        assert!(root.path().join("gzip/7/2").exists());
        assert!(outside.path().join("kept").exists());
        tree.remove_test(&gzip, TestId::new(7)).unwrap();
        assert!(root.path().join("gzip/7/2").exists());
        tree.remove_run(&gzip, RunId::new(7, 2)).unwrap();
        tree.remove_test(&gzip, TestId::new(7)).unwrap();
        tree.remove_framework(&gzip).unwrap();
        assert!(!root.path().join("gzip").exists());
        tree.remove_framework(&gzip).unwrap();
    }
}
