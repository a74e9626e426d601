//! Scripts that run as another user than the agent: what they can and can't do. Needs root.

use std::fs;
use std::io::Write;

use daytona_agent::manifest::{self, Collected};
use daytona_domain::outcome::ScriptEnd;

use crate::support::*;

#[test]
fn the_script_runs_as_its_user_without_other_groups_and_can_make_files() {
    let Some(host) = Host::as_nobody() else { return };
    let (folder, exit) = host.run_shell("id -un; id -G; umask; echo x > mine; rm mine; echo $USER $HOME");
    assert_eq!(exit.end, ScriptEnd::Exited { code: 0 });
    let home = &host.account.home;
    let group = {
        use std::os::unix::fs::MetadataExt;
        folder.results_path().metadata().unwrap().gid()
    };
    assert_eq!(
        console(&folder),
        format!("nobody\n{group}\n0022\nnobody {home}\n")
    );
}

#[test]
fn the_script_cannot_replace_or_write_what_is_the_agents_nor_enter_its_private_folder() {
    let Some(host) = Host::as_nobody() else { return };
    let folder = host.prepare_shell(
        "exec 2>/dev/null\n\
         mv sar x && echo moved sar\n\
         rm -r application && echo removed application\n\
         mv bench x && echo moved bench\n\
         rmdir sar && echo removed sar\n\
         echo x > sar/cpu.plt && echo wrote cpu\n\
         echo x > sar/new && echo made a file in sar\n\
         echo x > bench/run.sh && echo wrote the script\n\
         chmod 777 . && echo changed the folder\n\
         ls ../../agent && echo entered the private folder\n\
         cat application/execution.log >/dev/null && echo read its console\n\
         exit 0",
    );
    folder
        .create_own("sar/cpu.plt")
        .unwrap()
        .write_all(b"ours")
        .unwrap();
    run_to_end(&folder);
    assert_eq!(console(&folder), "read its console\n");
    assert!(folder.altered().is_empty());
    assert_eq!(read(&folder, "sar/cpu.plt"), b"ours");
}

#[test]
fn a_hard_link_to_a_file_of_another_user_is_named_and_not_read() {
    let Some(host) = Host::as_nobody() else { return };
    let secret = host.outside("secret");
    fs::write(&secret, "secret").unwrap();
    let (folder, _) = host.run_shell("echo mine > mine; ln mine twice");
    fs::hard_link(&secret, folder.results_path().join("stolen")).unwrap();
    let Collected::Files(manifest) = manifest::collect(&folder).unwrap() else {
        panic!("too large")
    };
    let skipped: Vec<_> = manifest.skipped.iter().map(|entry| entry.path.as_str()).collect();
    assert_eq!(skipped, ["stolen"]);
    assert!(manifest.find("mine").is_some() && manifest.find("twice").is_some());
}

#[test]
fn folders_that_the_script_closed_are_still_listed_and_removed() {
    let Some(host) = Host::as_nobody() else { return };
    let (folder, _) = host.run_shell("mkdir -p a/b; echo x > a/b/c; chmod 000 a/b/c a/b a");
    let Collected::Files(manifest) = manifest::collect(&folder).unwrap() else {
        panic!("too large")
    };
    assert!(manifest.find("a/b/c").is_some());
    host.workspace.remove(&folder).unwrap();
    assert!(!folder.path().exists());
}

#[test]
fn a_run_folder_that_the_user_cannot_reach_is_told_in_words() {
    use std::os::unix::fs::PermissionsExt;
    let Some(host) = Host::as_nobody() else { return };
    let folder = host.prepare_shell("true");
    fs::set_permissions(host.root(), fs::Permissions::from_mode(0o700)).unwrap();
    let exit = run_to_end(&folder);
    assert!(
        reason(&exit).starts_with("user nobody may not execute bench/run.sh: "),
        "{exit:?}"
    );
}
