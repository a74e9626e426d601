//! Reading ranges of listed files.

use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;

use daytona_agent::manifest::{self, Collected, Manifest};
use daytona_agent::run_folder::RunFolder;
use daytona_agent::upload::{UploadError, UploadFile};

use crate::support::*;

fn listed(lines: &str) -> (Host, RunFolder, Manifest) {
    let host = Host::new();
    let (folder, _) = host.run_shell(lines);
    let Collected::Files(manifest) = manifest::collect(&folder).unwrap() else {
        panic!("too large")
    };
    (host, folder, manifest)
}

fn open(folder: &RunFolder, manifest: &Manifest, path: &str) -> Result<UploadFile, UploadError> {
    UploadFile::open(folder, manifest.find(path).unwrap())
}

#[test]
fn ranges_are_read_as_they_were_listed() {
    let (_host, folder, manifest) = listed("printf 0123456789 > 'odd %'; echo hi");
    let file = open(&folder, &manifest, "odd %25").unwrap();
    assert_eq!(file.read(0, 10).unwrap(), b"0123456789");
    assert_eq!(file.read(7, 3).unwrap(), b"789");
    assert!(file.read(10, 0).unwrap().is_empty());
    let console = open(&folder, &manifest, "application/execution.log").unwrap();
    assert_eq!(console.read(0, 3).unwrap(), b"hi\n");
}

#[test]
fn a_range_beyond_the_end_is_refused() {
    let (_host, folder, manifest) = listed("printf 0123456789 > file");
    let file = open(&folder, &manifest, "file").unwrap();
    for (offset, length) in [(5, 6), (11, 0), (u64::MAX, 1)] {
        let error = file.read(offset, length).unwrap_err();
        assert!(matches!(error, UploadError::Beyond { .. }), "{error}");
        assert!(!error.is_changed());
    }
}

#[test]
fn a_file_that_changed_since_it_was_listed_is_told() {
    let (_host, folder, manifest) =
        listed("echo before > grown; echo x > replaced; echo x > linked; echo x > gone");
    let results = folder.results_path();
    let open_before = open(&folder, &manifest, "grown").unwrap();
    let mut grown = fs::OpenOptions::new()
        .append(true)
        .open(results.join("grown"))
        .unwrap();
    grown.write_all(b"after").unwrap();
    fs::write(results.join("new"), "x\n").unwrap();
    fs::rename(results.join("new"), results.join("replaced")).unwrap();
    fs::remove_file(results.join("linked")).unwrap();
    symlink("/etc/passwd", results.join("linked")).unwrap();
    fs::remove_file(results.join("gone")).unwrap();
    for path in ["grown", "replaced", "linked", "gone"] {
        let error = open(&folder, &manifest, path).unwrap_err();
        assert!(error.is_changed(), "{error}");
        assert_eq!(
            error.to_string(),
            format!("{path} is not what it was when it was listed")
        );
    }
    assert!(open_before.read(0, 3).unwrap_err().is_changed());
}
