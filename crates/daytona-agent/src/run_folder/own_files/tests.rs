use std::fs;
use std::os::unix::fs::{FileExt, symlink};
use std::path::Path;

use super::*;

struct Folder {
    temporary: tempfile::TempDir,
    state: OwnedFd,
    results: OwnedFd,
}

impl Folder {
    fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let open = |name: &str| {
            let path = temporary.path().join(name);
            fs::create_dir(&path).unwrap();
            OwnedFd::from(File::open(path).unwrap())
        };
        let (state, results) = (open("agent"), open("results"));
        Self {
            temporary,
            state,
            results,
        }
    }

    fn create(&self) -> OwnFiles {
        OwnFiles::create(&self.state, &self.results, &["sar", "application"], Identity::Own).unwrap()
    }

    fn results_path(&self) -> std::path::PathBuf {
        self.temporary.path().join("results")
    }
}

fn replace_by_link(path: &Path, target: &str) {
    fs::rename(path, path.with_extension("moved")).unwrap();
    symlink(target, path).unwrap();
}

#[test]
fn what_nobody_touched_is_not_altered() {
    let folder = Folder::new();
    let own = folder.create();
    own.create_file("sar/cpu.plt", Identity::Own).unwrap();
    assert!(own.altered(&folder.results).is_empty());
    let again = OwnFiles::reopen(&folder.state, &folder.results).unwrap();
    assert!(again.altered(&folder.results).is_empty());
    assert!(again.file("sar/cpu.plt").unwrap().file.is_some());
}

#[test]
fn a_folder_replaced_by_a_link_is_told_and_still_written_to_where_it_went() {
    let folder = Folder::new();
    let own = folder.create();
    replace_by_link(&folder.results_path().join("sar"), "/etc");
    let mut file = own.create_file("sar/late.plt", Identity::Own).unwrap();
    file.write_all(b"x").unwrap();
    assert_eq!(own.altered(&folder.results), ["sar"]);
    assert!(folder.results_path().join("sar.moved/late.plt").exists());
    assert!(!Path::new("/etc/late.plt").exists());
}

#[test]
fn a_file_replaced_by_another_is_told_and_its_bytes_are_still_read() {
    let folder = Folder::new();
    let own = folder.create();
    let mut file = own.create_file("sar/cpu.plt", Identity::Own).unwrap();
    file.write_all(b"ours").unwrap();
    replace_by_link(&folder.results_path().join("sar/cpu.plt"), "/etc/passwd");
    assert_eq!(own.altered(&folder.results), ["sar/cpu.plt"]);
    let mut bytes = [0; 4];
    let held = own.file("sar/cpu.plt").unwrap().file.unwrap();
    held.read_exact_at(&mut bytes, 0).unwrap();
    assert_eq!(&bytes, b"ours");
}

#[test]
fn a_file_replaced_while_no_agent_ran_is_told_by_the_next_one() {
    let folder = Folder::new();
    folder.create().create_file("sar/cpu.plt", Identity::Own).unwrap();
    replace_by_link(&folder.results_path().join("sar/cpu.plt"), "/etc/passwd");
    let again = OwnFiles::reopen(&folder.state, &folder.results).unwrap();
    assert_eq!(again.altered(&folder.results), ["sar/cpu.plt"]);
    assert!(again.file("sar/cpu.plt").unwrap().file.is_none());
}

#[test]
fn our_files_are_only_made_in_our_folders() {
    let folder = Folder::new();
    let own = folder.create();
    for path in ["x", "other/x", "sar/a/b", "sar/../x", "/x"] {
        assert!(own.create_file(path, Identity::Own).is_err(), "{path}");
    }
}

#[test]
fn a_file_that_the_runs_other_process_makes_is_learned_of() {
    let folder = Folder::new();
    let agent = folder.create();
    agent.create_file("sar/cpu.plt", Identity::Own).unwrap();
    let supervisor = OwnFiles::reopen(&folder.state, &folder.results).unwrap();
    let mut file = supervisor
        .create_file("application/marks.csv", Identity::Own)
        .unwrap();
    file.write_all(b"said").unwrap();
    let files = agent.files();
    let paths: Vec<_> = files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["application/marks.csv", "sar/cpu.plt"]);
    let mut bytes = [0; 4];
    let held = files[0].1.file.as_ref().unwrap();
    held.read_exact_at(&mut bytes, 0).unwrap();
    assert_eq!(&bytes, b"said");
    agent.create_file("sar/mem.plt", Identity::Own).unwrap();
    assert_eq!(agent.files().len(), 3);
    assert!(agent.altered(&folder.results).is_empty());
}
