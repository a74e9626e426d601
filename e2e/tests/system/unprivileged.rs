//! The essentials with an agent that isn't root, whose scripts run as itself.

use std::fs;

use daytona_e2e::Site;
use daytona_e2e::agent::Account;
use daytona_e2e::process::wait_for;

fn site() -> Site {
    Site::start_as(&["load-1"], Account::Shared)
}

/// Processes whose results lie in this site.
fn is_anything_left(site: &Site) -> bool {
    let marker = format!("DAYTONA_RESULTS_DIR={}", site.folder().display());
    fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        fs::read(entry.path().join("environ"))
            .is_ok_and(|environment| String::from_utf8_lossy(&environment).contains(&marker))
    })
}

#[test]
fn scripts_end_clean_and_with_their_exit_codes_and_their_files_are_verified() {
    let site = site();
    site.framework(
        "ends",
        "#!/bin/bash\necho kept > kept.txt\necho rate,3 > results.csv\nexit $1\n",
        "[[arguments]]\nname = \"code\"\n",
    );
    let clean = site.wait_for_end(&site.submit(&["ends", "-a", "code=0"]));
    assert_eq!(clean["state"], "finished_clean", "{clean}");
    let run = site.submit(&["ends", "-a", "code=7"]);
    let failed = site.wait_for_end(&run);
    assert_eq!(failed["cause"]["code"], 7, "{failed}");
    let files = site.json(&["files", &run]);
    for path in ["kept.txt", "application/execution.log", "sar/cpu.plt"] {
        let file = files.as_array().unwrap().iter().find(|file| file["path"] == path);
        assert_eq!(file.unwrap()["status"]["kind"], "verified", "{path}: {files}");
    }
}

#[test]
fn an_abort_and_a_time_out_end_everything_that_was_started() {
    let site = site();
    let script = "#!/bin/bash\ntrap '' TERM\n(setsid sh -c 'trap \"\" TERM; while :; do sleep 1; done' &)\necho up\nwhile :; do sleep 1; done\n";
    site.framework("stays", script, "");
    let run = site.submit(&["stays"]);
    wait_for(
        "it to run",
        || site.run(&["logs", &run]).stdout,
        |printed| printed == b"up\n",
    );
    site.daytona(&["abort", &run]);
    assert_eq!(site.wait_for_end(&run)["state"], "aborted");
    wait_for(
        "nothing to be left",
        || is_anything_left(&site),
        |is_left| !is_left,
    );
    let late = site.wait_for_end(&site.submit(&["stays", "--timeout", "1s"]));
    assert_eq!(late["state"], "timed_out", "{late}");
    wait_for(
        "nothing to be left",
        || is_anything_left(&site),
        |is_left| !is_left,
    );
}

#[test]
fn a_killed_agent_is_followed_by_one_that_adopts_its_script_and_what_it_says() {
    let mut site = site();
    let daytona = site.open_program();
    let go = site.folder().join("go");
    let script = format!(
        "#!/bin/bash\necho before\nuntil [ -e {} ]; do sleep 0.02; done\n{} mark 'agent away' || exit 9\ntouch said\n\
         until [ -e {}-on ]; do sleep 0.02; done\necho after\n",
        go.display(),
        daytona.display(),
        go.display()
    );
    site.framework("adopted", &script, "");
    let run = site.submit(&["adopted"]);
    wait_for(
        "it to run",
        || site.run(&["logs", &run]).stdout,
        |printed| printed == b"before\n",
    );
    site.agents[0].process.kill();
    fs::write(&go, "").unwrap();
    let said = site.agents[0]
        .root()
        .join("adopted")
        .join(&run)
        .join("results/load-1/said");
    wait_for(
        "the script to have spoken",
        || said.exists(),
        |is_there| *is_there,
    );
    site.agents[0].start_again();
    fs::write(site.folder().join("go-on"), "").unwrap();
    let ended = site.wait_for_end(&run);
    assert_eq!(ended["state"], "finished_clean", "{ended}");
    assert_eq!(site.daytona(&["logs", &run]).stdout, b"before\nafter\n");
    let shown = String::from_utf8(site.daytona(&["show", &run]).stdout).unwrap();
    assert!(shown.contains("agent away"), "{shown}");
}
