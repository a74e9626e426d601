//! The list of what a run left.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;

use daytona_agent::manifest::{self, Collected, Manifest};
use daytona_agent::run_folder::{RunFolder, RunOrder};
use daytona_domain::framework::CollectionLimits;
use daytona_domain::unit::ByteSize;
use rustix::fs::{FileType, Mode, OFlags};

use crate::adoption::make_fifo;
use crate::support::*;

fn files(folder: &RunFolder) -> Manifest {
    match manifest::collect(folder).unwrap() {
        Collected::Files(manifest) => manifest,
        Collected::TooLarge { .. } => panic!("too large"),
    }
}

fn limited(max_bytes: u64, max_files: u64) -> RunOrder {
    let max_bytes = ByteSize::new(max_bytes);
    RunOrder {
        limits: CollectionLimits {
            max_bytes,
            max_files,
            ..CollectionLimits::default()
        },
        ..order()
    }
}

fn skipped(manifest: &Manifest) -> Vec<String> {
    let entries = manifest.skipped.iter();
    entries
        .map(|entry| format!("{}: {}", entry.path, entry.reason))
        .collect()
}

fn paths(manifest: &Manifest) -> Vec<&str> {
    manifest.files.iter().map(|file| file.path.as_str()).collect()
}

#[test]
fn every_file_is_listed_in_order_with_its_hash() {
    let host = Host::new();
    let (folder, _) =
        host.run_shell("mkdir -p b/c; printf two > b/c/two; printf one > a; : > empty; echo hi");
    let manifest = files(&folder);
    assert_eq!(
        paths(&manifest),
        [
            "a",
            "application/agent.log",
            "application/execution.log",
            "application/execution.times",
            "b/c/two",
            "bench/run.sh",
            "empty"
        ]
    );
    assert!(manifest.skipped.is_empty());
    let two = manifest.find("b/c/two").unwrap();
    assert_eq!((two.size(), two.hash), (3, blake3::hash(b"two")));
    let console = manifest.find("application/execution.log").unwrap();
    assert_eq!(console.hash, blake3::hash(b"hi\n"));
    assert_eq!(manifest.find("nothing"), None);
}

#[test]
fn links_fifos_and_sockets_are_named_and_names_that_are_no_text_are_encoded() {
    let host = Host::new();
    let folder = host.prepare_shell("true");
    let results = folder.results_path();
    symlink("/etc/passwd", results.join("link")).unwrap();
    symlink("/etc", results.join("folder-link")).unwrap();
    make_fifo(&results.join("fifo"));
    let _socket = UnixListener::bind(results.join("socket")).unwrap();
    fs::write(results.join(OsStr::from_bytes(b"odd \xff%\n")), "odd").unwrap();
    let manifest = files(&folder);
    assert_eq!(
        skipped(&manifest),
        ["fifo: FIFO", "folder-link: link", "link: link", "socket: socket"]
    );
    assert_eq!(manifest.find("odd %FF%25%0A").unwrap().hash, blake3::hash(b"odd"));
}

#[test]
fn a_sparse_file_of_3_gb_is_too_large_and_stays() {
    let host = Host::new();
    let folder = host.prepare_shell_with(
        "mkdir scratch; truncate -s 3000000000 scratch/sparse; echo small > small",
        &limited(1 << 30, 100),
    );
    run_to_end(&folder);
    let collected = manifest::collect(&folder).unwrap();
    let Collected::TooLarge {
        own,
        bytes,
        files,
        largest_folders,
    } = collected
    else {
        panic!("{collected:?}")
    };
    assert_eq!(
        paths(&own),
        [
            "application/agent.log",
            "application/execution.log",
            "application/execution.times"
        ],
        "what the agent measured is collected all the same"
    );
    assert!(
        bytes > 3_000_000_000 && files == 6,
        "{bytes} bytes, {files} files"
    );
    assert_eq!(
        largest_folders[0],
        format!("scratch ({})", ByteSize::new(3_000_000_000))
    );
    assert!(folder.results_path().join("scratch/sparse").exists());
}

#[test]
fn what_the_patterns_leave_out_is_not_weighed_and_told_in_one_line_each() {
    let host = Host::new();
    let patterns = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
    let mut order = limited(1 << 20, 20);
    order.limits.include = patterns(&["*.csv", "scratch", "deep/**"]);
    order.limits.exclude = patterns(&["scratch/", "**/*.tmp"]);
    let folder = host.prepare_shell_with(
        "mkdir scratch deep; truncate -s 3000000000 scratch/sparse; echo a > results.csv; echo b > other.txt; \
         echo c > deep/kept; echo d > deep/x.tmp; echo e > deep/y.tmp",
        &order,
    );
    run_to_end(&folder);
    let manifest = files(&folder);
    assert_eq!(
        paths(&manifest),
        [
            "application/agent.log",
            "application/execution.log",
            "application/execution.times",
            "bench/run.sh",
            "deep/kept",
            "results.csv"
        ]
    );
    let skipped: Vec<_> = manifest
        .skipped
        .iter()
        .map(|skipped| format!("{}: {}", skipped.path, skipped.reason))
        .collect();
    assert_eq!(
        skipped,
        [
            "**: not included by the framework: 1 file of 2 B",
            "**/*.tmp: excluded by the framework: 2 files of 4 B",
            "scratch: excluded by the framework: 1 folder"
        ]
    );
}

#[test]
fn too_many_files_are_counted_and_the_five_largest_folders_named() {
    let host = Host::new();
    let folder = host.prepare_shell_with("true", &limited(1 << 30, 20));
    for number in 1..=7_u8 {
        let path = folder.results_path().join(format!("d{number}"));
        fs::create_dir(&path).unwrap();
        for file in 0..5 {
            fs::write(path.join(format!("f{file}")), vec![0; usize::from(number) * 1000]).unwrap();
        }
    }
    let Collected::TooLarge {
        files,
        largest_folders,
        ..
    } = manifest::collect(&folder).unwrap()
    else {
        panic!("within the limits")
    };
    assert_eq!(files, 39);
    let names: Vec<_> = largest_folders
        .iter()
        .filter_map(|folder| folder.split(' ').next())
        .collect();
    assert_eq!(names, ["d7", "d6", "d5", "d4", "d3"]);
}

#[test]
fn what_stands_where_a_folder_of_the_agent_was_is_named_and_the_agents_files_are_collected() {
    let host = Host::new();
    let folder = host.prepare_shell("mv sar elsewhere; ln -s /etc sar; rm application/execution.log; ln -s /etc/passwd application/execution.log; echo printed");
    let mut cpu = folder.create_own("sar/cpu.plt").unwrap();
    cpu.write_all(b"before ").unwrap();
    run_to_end(&folder);
    cpu.write_all(b"after").unwrap();
    assert_eq!(folder.altered(), ["sar", "application/execution.log"]);
    let manifest = files(&folder);
    assert_eq!(skipped(&manifest), ["sar: link"]);
    assert_eq!(
        manifest.find("sar/cpu.plt").unwrap().hash,
        blake3::hash(b"before after")
    );
    let console = manifest.find("application/execution.log").unwrap();
    assert_eq!(console.hash, blake3::hash(b"printed\n"));
    assert!(!paths(&manifest).iter().any(|path| path.contains("passwd")));
}

#[test]
fn a_file_that_may_not_be_read_is_named() {
    if rustix::process::geteuid().is_root() {
        eprintln!("skipped: root may read every file");
        return;
    }
    let host = Host::new();
    let (folder, _) = host.run_shell("echo x > secret; chmod 000 secret; mkdir closed; chmod 000 closed");
    let told = skipped(&files(&folder));
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|line| line.contains("unreadable: ")), "{told:?}");
    fs::set_permissions(
        folder.results_path().join("closed"),
        fs::Permissions::from_mode(0o700),
    )
    .unwrap();
}

#[test]
fn a_folder_nested_thousands_deep_is_listed_or_named_and_removed() {
    let host = Host::new();
    let folder = host.prepare_shell("true");
    let mut deepest = OwnedFd::from(fs::File::open(folder.results_path()).unwrap());
    for _ in 0..2100 {
        rustix::fs::mkdirat(&deepest, "d", Mode::RWXU).unwrap();
        deepest = rustix::fs::openat(&deepest, "d", OFlags::DIRECTORY, Mode::empty()).unwrap();
    }
    rustix::fs::mknodat(&deepest, "deep", FileType::RegularFile, Mode::RUSR, 0).unwrap();
    let manifest = files(&folder);
    assert!(
        skipped(&manifest)
            .iter()
            .all(|line| line.contains("unreadable: "))
    );
    assert_eq!(skipped(&manifest).len(), 1, "the part that no path can name");
    host.workspace.remove(&folder).unwrap();
    assert!(!folder.path().exists());
}
