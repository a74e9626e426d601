//! The folder of scripts and the folder of workspaces: there, readable, roomy, and able to hold programs.

use std::fs;
use std::io;
use std::path::Path;

use daytona_domain::unit::ByteSize;
use rustix::fs::{StatVfsMountFlags, statvfs};

use super::Finding;

const SCRIPTS: &str = "script folder";
const WORKSPACE: &str = "workspace";
/// Less free space than this, and a run is likely to lose results.
const TOO_LITTLE: u64 = 1 << 30;
const LITTLE: u64 = 10 << 30;

pub(super) fn scripts(folder: &Path) -> Finding {
    let shown = folder.display();
    match count_folders(folder) {
        Ok(0) => Finding::note(
            SCRIPTS,
            format!("{shown} holds no script yet; each is in a folder of its own"),
            format!("mkdir {shown}/my-benchmark, and put run.sh into it"),
        ),
        Ok(1) => Finding::good(SCRIPTS, format!("{shown} holds 1 folder")),
        Ok(count) => Finding::good(SCRIPTS, format!("{shown} holds {count} folders")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Finding::wrong(
            SCRIPTS,
            format!("{shown} is missing"),
            format!("mkdir -p {shown}, or name another one in `scripts_dir`"),
        ),
        Err(error) => Finding::wrong(
            SCRIPTS,
            format!("{shown} can't be read: {error}"),
            "run this as the agent's user, who has to be able to read it",
        ),
    }
}

fn count_folders(folder: &Path) -> io::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        count += usize::from(entry?.file_type()?.is_dir());
    }
    Ok(count)
}

/// What was found of the file system that runs work on.
pub(super) fn workspace(root: &Path) -> Vec<Finding> {
    let shown = root.display();
    // What is not there yet is made in the nearest folder that is.
    let existing = root.ancestors().find(|folder| folder.exists()).unwrap_or(root);
    match statvfs(existing) {
        Ok(file_system) => {
            let free = file_system.f_bavail.saturating_mul(file_system.f_frsize);
            let mut findings = vec![space(root, free)];
            if file_system.f_flag.contains(StatVfsMountFlags::NOEXEC) {
                findings.push(Finding::wrong(
                    WORKSPACE,
                    format!("{shown} is mounted noexec, so no script can be executed there"),
                    "use another --root, or mount it with exec",
                ));
            }
            findings
        }
        Err(error) => vec![Finding::wrong(
            WORKSPACE,
            format!("{shown} can't be looked at: {error}"),
            "use another --root",
        )],
    }
}

fn space(root: &Path, free: u64) -> Finding {
    let shown = root.display();
    let sentence = format!("{shown} has {} free", ByteSize::new(rounded(free)));
    let mend = format!("make room there (du -xh --max-depth=3 {shown}), or use another --root");
    match free {
        ..TOO_LITTLE => Finding::wrong(WORKSPACE, format!("{sentence}; runs would lose results"), mend),
        TOO_LITTLE..LITTLE => Finding::note(WORKSPACE, format!("{sentence}, which is little"), mend),
        LITTLE.. => Finding::good(WORKSPACE, sentence),
    }
}

/// Down to whole gigabytes, or megabytes below one: sizes are shown exactly else.
fn rounded(bytes: u64) -> u64 {
    let unit: u64 = if bytes >= TOO_LITTLE { 1 << 30 } else { 1 << 20 };
    bytes / unit * unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn a_folder_of_scripts_is_counted_and_a_missing_one_told_with_the_command_that_makes_it() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(scripts(folder.path()).verdict, Verdict::Note);
        fs::create_dir(folder.path().join("gzip")).unwrap();
        fs::write(folder.path().join("README"), "").unwrap();
        assert!(scripts(folder.path()).sentence.ends_with("holds 1 folder"));
        let missing = scripts(&folder.path().join("none"));
        assert_eq!(missing.verdict, Verdict::Wrong);
        assert!(missing.mend.unwrap().starts_with("mkdir -p "));
    }

    #[test]
    fn little_space_is_noted_and_too_little_is_wrong() {
        let told = |free| {
            let finding = space(Path::new("/r"), free);
            format!("{} {}", finding.verdict.as_str(), finding.sentence)
        };
        assert_eq!(
            told(500 << 20),
            "wrong /r has 500 MiB free; runs would lose results"
        );
        assert_eq!(told((2 << 30) + 5), "note /r has 2 GiB free, which is little");
        assert_eq!(told(100 << 30), "good /r has 100 GiB free");
    }

    #[test]
    fn a_workspace_that_is_not_there_yet_has_the_space_of_where_it_will_be() {
        let folder = tempfile::tempdir().unwrap();
        let findings = workspace(&folder.path().join("a/b"));
        assert!(findings[0].sentence.contains("a/b has "), "{findings:?}");
    }
}
