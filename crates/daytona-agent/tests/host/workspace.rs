//! Making and removing the folders of runs.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use daytona_agent::run_folder::{RunOrder, Task};
use daytona_agent::workspace::{Workspace, WorkspaceError};
use daytona_domain::id::{Epoch, LeaseNumber, RunId};

use crate::adoption::make_fifo;
use crate::support::*;

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o7777
}

#[test]
fn the_scripts_folder_is_copied_read_only_with_its_execute_bits_and_what_is_left_out_is_named() {
    let host = Host::new();
    host.script("bench/run.sh", "#!/bin/sh\n")
        .script("bench/lib/data", "x");
    let data = host.scripts().join("bench/lib/data");
    fs::set_permissions(&data, fs::Permissions::from_mode(0o600)).unwrap();
    symlink("/etc/passwd", host.scripts().join("bench/link")).unwrap();
    make_fifo(&host.scripts().join("bench/lib/fifo"));
    let prepared = host
        .workspace
        .create(&order(), &host.scripts(), &host.account)
        .unwrap();
    let copy = prepared.folder.results_path().join("bench");
    assert_eq!(mode(&copy.join("run.sh")), 0o550);
    assert_eq!(mode(&copy.join("lib/data")), 0o440);
    assert_eq!(mode(&copy.join("lib")), 0o550);
    let mut skipped: Vec<_> = prepared.skipped.iter().map(|entry| entry.path.as_str()).collect();
    skipped.sort_unstable();
    assert_eq!(skipped, ["lib/fifo", "link"]);
    assert!(!copy.join("link").exists());
}

#[test]
fn a_set_up_that_is_repeated_keeps_the_folder_and_one_of_another_lease_is_refused() {
    let host = Host::new();
    let folder = host.prepare_shell("true");
    fs::write(folder.results_path().join("kept"), "x").unwrap();
    let again = host.prepare(&order());
    assert!(again.results_path().join("kept").exists());
    let other = RunOrder {
        lease: LeaseNumber {
            epoch: Epoch::new(8),
            ..order().lease
        },
        ..order()
    };
    let error = host
        .workspace
        .create(&other, &host.scripts(), &host.account)
        .unwrap_err();
    assert!(matches!(error, WorkspaceError::OtherLease { .. }));
    assert!(
        error
            .to_string()
            .ends_with("gzip/1132/2 is from lease 1.7, not 1.8"),
        "{error}"
    );
}

#[test]
fn a_set_up_that_was_cut_off_begins_anew() {
    let host = Host::new();
    let folder = host.prepare_shell("true");
    fs::remove_file(folder.path().join("agent/run.json")).unwrap();
    fs::write(folder.results_path().join("half"), "x").unwrap();
    let again = host.prepare(&order());
    assert!(!again.results_path().join("half").exists());
    assert!(again.results_path().join("bench/run.sh").exists());
}

#[test]
fn a_run_that_was_started_is_never_set_up_again_even_if_its_record_is_gone() {
    let host = Host::new();
    let (folder, _) = host.run_shell("true");
    fs::remove_file(folder.path().join("agent/run.json")).unwrap();
    let error = host
        .workspace
        .create(&order(), &host.scripts(), &host.account)
        .unwrap_err();
    assert!(matches!(error, WorkspaceError::StartedBefore { .. }), "{error}");
    assert!(folder.results_path().exists());
}

#[test]
fn a_statistics_host_has_a_folder_without_script_and_console() {
    let host = Host::new();
    let order = RunOrder {
        task: Task::Statistics,
        ..order()
    };
    let folder = host.prepare(&order);
    let names = |path: &str| fs::read_dir(folder.results_path().join(path)).unwrap().count();
    assert_eq!((names("."), names("sar"), names("application")), (2, 0, 1));
    let error = daytona_agent::supervisor::start(&folder, &program()).unwrap_err();
    assert!(error.to_string().contains("has no script to start"), "{error}");
    assert!(!folder.is_started());
}

#[test]
fn a_scripts_folder_that_is_missing_is_the_administrators_to_make() {
    let host = Host::new();
    let error = host
        .workspace
        .create(&order(), Path::new("/no/such/folder"), &host.account)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "can't open the scripts folder /no/such/folder; make it, or name another one in `scripts_dir`"
    );
}

#[test]
fn a_run_is_removed_with_whatever_is_in_it_and_nothing_outside() {
    let host = Host::new();
    let outside = host.outside("precious");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("file"), "x").unwrap();
    let lines = format!(
        "ln -s {0} link; ln -s {0}/file file-link; mkfifo fifo; mkdir -p a/b/c; echo x > a/b/c/d; chmod 500 a/b/c; chmod 000 a/b; chmod 0 .",
        outside.display()
    );
    let (folder, _) = host.run_shell(&lines);
    host.workspace.remove(&folder).unwrap();
    assert!(!folder.path().exists());
    assert_eq!(fs::read_to_string(outside.join("file")).unwrap(), "x");
    assert_eq!(
        fs::read_dir(host.root()).unwrap().count(),
        0,
        "no empty folders stay"
    );
    host.workspace.remove(&folder).unwrap_err();
}

#[test]
fn removing_one_run_leaves_the_next_run_of_the_test() {
    let host = Host::new();
    let first = host.prepare_shell("true");
    let next = RunOrder {
        run: RunId::new(1132, 3),
        ..order()
    };
    let second = host.prepare(&next);
    host.workspace.remove(&first).unwrap();
    assert!(second.results_path().exists());
    assert_eq!(host.workspace.find().unwrap().len(), 1);
}

#[test]
fn a_removal_that_was_cut_off_is_finished_by_the_next_agent() {
    let host = Host::new();
    let (folder, _) = host.run_shell("true");
    fs::write(folder.path().join("agent/removing"), "1").unwrap();
    let found = Workspace::open(&host.root()).unwrap().find().unwrap();
    assert!(found.is_empty());
    assert!(!folder.path().exists());
}

#[test]
fn a_run_that_is_removed_takes_no_folder_from_the_next_one() {
    let host = Host::new();
    // Each removes its run just while others make theirs below the same test, whose folder is empty again and again.
    let make_and_remove = &|numbers: std::ops::Range<i64>| {
        for number in numbers {
            let order = RunOrder {
                run: RunId::new(1, number),
                task: Task::Statistics,
                ..order()
            };
            let prepared = host.workspace.create(&order, &host.scripts(), &host.account);
            let prepared = prepared.unwrap_or_else(|error| panic!("run {number}: {error:?}"));
            host.workspace.remove(&prepared.folder).unwrap();
        }
    };
    std::thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || make_and_remove(thread * 1000 + 1..thread * 1000 + 200));
        }
    });
}
