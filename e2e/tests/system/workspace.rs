//! What a script can do to its workspace.

use std::fs;

use daytona_e2e::Site;
use daytona_e2e::agent::Account;

#[test]
fn odd_things_in_the_workspace_are_named_and_nothing_outside_is_touched() {
    let site = Site::start(&["load-1"]);
    let outside = site.folder().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("secret"), "not for the results").unwrap();
    let script = format!(
        "#!/bin/bash\nrm -rf sar && ln -s /etc sar\nln -s {0} link\nln -s {0}/secret file-link\nmkfifo fifo\n\
         perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => \"socket\", Listen => 1) or die'\n\
         printf x > $'odd\\xff%name'\necho rate,1 > results.csv\nexit 0\n",
        outside.display()
    );
    site.framework("odd", &script, "");
    let run = site.submit(&["odd"]);
    let ended = site.wait_for_end(&run);
    let files = site.json(&["files", &run]);
    let status = |path: &str| {
        let file = files.as_array().unwrap().iter().find(|file| file["path"] == path);
        file.map(|file| file["status"]["kind"].as_str().unwrap().to_owned())
    };
    assert_eq!(ended["state"], "finished_clean", "{ended}");
    for skipped in ["link", "file-link", "fifo", "socket"] {
        assert_eq!(status(skipped).as_deref(), Some("skipped"), "{skipped}: {files}");
    }
    assert_eq!(status("odd%FF%25name").as_deref(), Some("verified"), "{files}");
    let kept = site.server.data().join("odd").join(&run).join("results/load-1");
    assert!(!kept.join("link").exists());
    assert!(!kept.join("sar/passwd").exists());
    assert_eq!(
        fs::read_to_string(outside.join("secret")).unwrap(),
        "not for the results"
    );
    assert!(fs::metadata("/etc").unwrap().is_dir());
}

#[test]
fn a_script_that_replaces_what_the_agent_measured_never_ends_clean() {
    let site = Site::start_as(&["load-1"], Account::Shared);
    let script = "#!/bin/bash\nmv sar moved && ln -s /etc sar && echo replaced\nsleep 2\nexit 0\n";
    site.framework("replace", script, "");
    let run = site.submit(&["replace"]);
    let ended = site.wait_for_end(&run);
    assert_eq!(ended["state"], "failed", "{ended}");
    assert_eq!(ended["cause"]["kind"], "workspace_altered", "{ended}");
    assert_eq!(ended["cause"]["paths"][0], "sar", "{ended}");
    let files = site.json(&["files", &run]);
    let kind = |path: &str| {
        let file = files.as_array().unwrap().iter().find(|file| file["path"] == path);
        file.map(|file| file["status"]["kind"].as_str().unwrap().to_owned())
    };
    // What was measured is held by its descriptors, and kept.
    assert_eq!(kind("sar/cpu.plt").as_deref(), Some("verified"), "{files}");
    assert_eq!(kind("sar/passwd"), None);
    assert!(!std::path::Path::new("/etc/cpu.plt").exists());
}

#[test]
fn results_above_the_limit_fail_the_run_and_stay_on_the_agent() {
    let site = Site::start(&["load-1"]);
    site.framework(
        "large",
        "#!/bin/bash\nmkdir scratch\ntruncate -s 3G scratch/sparse\n",
        "[results]\nmax_bytes = \"1 GiB\"\n",
    );
    let run = site.submit(&["large"]);
    let ended = site.wait_for_end(&run);
    assert_eq!(ended["cause"]["kind"], "results_too_large", "{ended}");
    assert!(
        ended["cause"]["largest_folders"][0]
            .as_str()
            .unwrap()
            .contains("scratch"),
        "{ended}"
    );
    let kept = site.agents[0]
        .root()
        .join("large")
        .join(&run)
        .join("results/load-1/scratch/sparse");
    assert_eq!(fs::metadata(kept).unwrap().len(), 3 << 30);
}
