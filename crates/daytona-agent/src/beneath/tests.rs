use std::fs;
use std::os::unix::fs::symlink;

use super::*;

#[test]
fn a_link_is_never_followed_wherever_it_stands_in_the_path() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("real")).unwrap();
    fs::write(folder.path().join("real/file"), "x").unwrap();
    symlink("real", folder.path().join("linked")).unwrap();
    symlink("/etc/passwd", folder.path().join("passwd")).unwrap();
    let base = File::open(folder.path()).unwrap();
    assert!(open_file(&base, "real/file").is_ok());
    for path in ["linked/file", "passwd", "../../etc/passwd", "/etc/passwd"] {
        assert!(open_file(&base, path).is_err(), "{path}");
    }
    assert!(open_folder(&base, "linked").is_err());
}

#[test]
fn a_path_that_leads_to_another_file_has_another_identity() {
    let folder = tempfile::tempdir().unwrap();
    let base = File::open(folder.path()).unwrap();
    let file = create_file(&base, "a", Mode::RUSR, OFlags::empty()).unwrap();
    let identity = FileIdentity::of(&file).unwrap();
    assert_eq!(FileIdentity::at(&base, "a").unwrap(), identity);
    fs::rename(folder.path().join("a"), folder.path().join("b")).unwrap();
    symlink("b", folder.path().join("a")).unwrap();
    assert_ne!(FileIdentity::at(&base, "a").unwrap(), identity);
    assert_eq!(FileIdentity::at(&base, "b").unwrap(), identity);
}

#[test]
fn a_walk_tells_of_every_entry_once_and_does_not_follow_links() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("a/b")).unwrap();
    fs::write(folder.path().join("a/b/deep"), "x").unwrap();
    fs::write(folder.path().join("top"), "x").unwrap();
    symlink("..", folder.path().join("a/up")).unwrap();
    let base = File::open(folder.path()).unwrap();
    let mut told = Vec::new();
    walk(&base, |step| {
        if let Step::Entry(entry) = step {
            told.push(format!(
                "{} {:?}",
                String::from_utf8_lossy(entry.path),
                entry.kind
            ));
        }
        Ok::<_, io::Error>(Descend::Yes)
    })
    .unwrap();
    told.sort();
    assert_eq!(
        told,
        [
            "a Folder",
            "a/b Folder",
            "a/b/deep File",
            "a/up Other(\"link\")",
            "top File"
        ]
    );
}
