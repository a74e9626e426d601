//! How a script can end, and that nothing of it is left behind.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use daytona_e2e::Site;
use daytona_e2e::process::wait_for;
use rustix::process::Signal;

/// A marker in the environment of everything that a run of this site starts.
fn processes_of(site: &Site) -> Vec<String> {
    let marker = site.folder().to_string_lossy().into_owned();
    let is_of_script = |environment: &[u8]| {
        let text = String::from_utf8_lossy(environment);
        text.split('\0')
            .any(|variable| variable.starts_with("DAYTONA_RESULTS_DIR=") && variable.contains(&marker))
    };
    let entries = fs::read_dir("/proc").unwrap().flatten();
    entries
        .filter(|entry| {
            fs::read(entry.path().join("environ")).is_ok_and(|environment| is_of_script(&environment))
        })
        .map(|entry| fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default())
        .collect()
}

fn nothing_is_left(site: &Site) {
    wait_for(
        "every process of the script to be gone",
        || processes_of(site),
        Vec::is_empty,
    );
}

/// Every file of the run is verified, and `path` is one of them.
fn all_verified(site: &Site, run: &str, path: &str) {
    let files = site.json(&["files", run]);
    let files = files.as_array().unwrap();
    assert!(files.iter().any(|file| file["path"] == path), "{files:?}");
    assert!(
        files
            .iter()
            .all(|file| file["status"]["kind"] == "verified" || file["status"]["kind"] == "derived"),
        "{files:?}"
    );
}

#[test]
fn exit_codes_and_scripts_that_can_not_start_say_what_happened() {
    let site = Site::start(&["load-1"]);
    site.framework(
        "seven",
        "#!/bin/bash\necho before the end\necho kept > kept.txt\nexit 7\n",
        "",
    );
    let failed = site.run(&["run", "seven", "--wait"]);
    assert_eq!(failed.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&failed.stdout).contains("the script ended with exit code 7"));
    assert_eq!(
        String::from_utf8_lossy(&site.daytona(&["logs", "1"]).stdout),
        "before the end\n"
    );
    all_verified(&site, "1/1", "kept.txt");

    site.framework("bare", "echo no interpreter line\n", "");
    let bare = site.wait_for_end(&site.submit(&["bare"]));
    assert_eq!(bare["cause"]["kind"], "cannot_start", "{bare}");
    site.framework("ghost", "#!/no/such/interpreter\n", "");
    let ghost = site.wait_for_end(&site.submit(&["ghost"]));
    assert_eq!(ghost["cause"]["kind"], "cannot_start", "{ghost}");
    assert!(
        ghost["sentence"]
            .as_str()
            .unwrap()
            .contains("/no/such/interpreter"),
        "{ghost}"
    );

    site.framework("crash", "#!/bin/bash\nkill -SEGV $$\n", "");
    let crash = site.wait_for_end(&site.submit(&["crash"]));
    assert_eq!(crash["cause"]["kind"], "signal", "{crash}");
    assert!(crash["sentence"].as_str().unwrap().contains("SIGSEGV"), "{crash}");
    site.framework("plain", "#!/bin/bash\n", "");
    let plain = site.folder().join("scripts/plain/run.sh");
    fs::set_permissions(&plain, fs::Permissions::from_mode(0o644)).unwrap();
    let plain = site.wait_for_end(&site.submit(&["plain"]));
    assert_eq!(plain["cause"]["kind"], "cannot_start", "{plain}");
    assert!(
        plain["sentence"].as_str().unwrap().contains("executable"),
        "{plain}"
    );

    site.framework("gone", "#!/bin/bash\n", "");
    fs::remove_dir_all(site.folder().join("scripts/gone")).unwrap();
    let gone = site.wait_for_end(&site.submit(&["gone"]));
    assert_eq!(gone["state"], "failed", "{gone}");
    assert!(
        gone["sentence"]
            .as_str()
            .unwrap()
            .contains("scripts folder has no folder gone"),
        "{gone}"
    );
    nothing_is_left(&site);
}

#[test]
fn a_time_out_ends_everything_also_what_ignores_term() {
    let site = Site::start(&["load-1"]);
    let script = "#!/bin/bash\necho started\necho kept > kept.txt\n(trap '' TERM; while :; do sleep 0.1; done) &\nwait\n";
    site.framework("stubborn", script, "timeout = \"1s\"\n");
    let run = site.submit(&["stubborn"]);
    let ended = site.wait_for_end(&run);
    assert_eq!(ended["state"], "timed_out", "{ended}");
    assert_eq!(ended["limit"], "1s");
    nothing_is_left(&site);
    assert_eq!(
        String::from_utf8_lossy(&site.daytona(&["logs", &run]).stdout),
        "started\n"
    );
    all_verified(&site, &run, "kept.txt");
}

#[test]
fn what_a_script_leaves_behind_is_ended_with_it() {
    let site = Site::start(&["load-1"]);
    // One daemon in a session of its own, and one child that keeps the console open.
    let script = "#!/bin/bash\nsetsid bash -c 'sleep 600 & sleep 600' < /dev/null > /dev/null 2>&1 &\nsleep 600 &\necho done\n";
    site.framework("daemons", script, "");
    let ended = site.wait_for_end(&site.submit(&["daemons"]));
    assert_eq!(ended["state"], "finished_clean", "{ended}");
    nothing_is_left(&site);
}

#[test]
fn a_run_is_aborted_in_any_state_and_keeps_what_it_made() {
    let site = Site::start(&["load-1"]);
    site.framework(
        "long",
        "#!/bin/bash\necho running > kept.txt\necho running\nsleep 600\n",
        "",
    );
    let running = site.submit(&["long"]);
    let waiting = site.submit(&["long"]);
    site.wait_for_state(&waiting, &["waiting"]);
    site.daytona(&["abort", &waiting]);
    site.wait_for_state(&waiting, &["aborted"]);
    wait_for(
        "the script to have printed",
        || site.run(&["logs", &running]).stdout,
        |printed| printed == b"running\n",
    );
    site.daytona(&["abort", &running]);
    let ended = site.wait_for_end(&running);
    assert_eq!(ended["state"], "aborted");
    assert_eq!(ended["by"]["user"], "ana");
    let files = String::from_utf8(site.daytona(&["files", &running]).stdout).unwrap();
    assert!(files.contains("load-1/kept.txt"), "{files}");
    let again = site.run(&["abort", &running]);
    assert_eq!(again.status.code(), Some(1));
    nothing_is_left(&site);
}

/// A run on two hosts, the second of which is stopped in its tracks, stays in the state in which it needs it.
const TWO_HOSTS: &str = "[hosts]\nexecution = \"load-1\"\nstatistics = [\"web-1\"]\n";

#[test]
fn an_abort_while_a_host_prepares_ends_the_run_before_its_script_starts() {
    let site = Site::start(&["load-1", "web-1"]);
    site.framework("two", "#!/bin/bash\necho started\n", TWO_HOSTS);
    let web = &site.agents[1].process;
    web.signal(Signal::STOP);
    let run = site.submit(&["two"]);
    site.wait_for_state(&run, &["setup"]);
    site.daytona(&["abort", &run]);
    web.signal(Signal::CONT);
    let ended = site.wait_for_end(&run);
    assert_eq!(ended["state"], "aborted", "{ended}");
    assert_eq!(site.daytona(&["logs", &run]).stdout, b"");
    nothing_is_left(&site);
    // The hosts are free again.
    let next = site.wait_for_end(&site.submit(&["two"]));
    assert_eq!(next["state"], "finished_clean", "{next}");
}

#[test]
fn an_abort_after_the_end_of_the_script_is_refused_and_collecting_goes_on() {
    let site = Site::start(&["load-1", "web-1"]);
    let go_on = site.folder().join("go-on");
    let script = format!(
        "#!/bin/bash\necho started\nuntil [ -e {} ]; do sleep 0.05; done\n",
        go_on.display()
    );
    site.framework("two", &script, TWO_HOSTS);
    let run = site.submit(&["two"]);
    site.wait_for_state(&run, &["running"]);
    let web = &site.agents[1].process;
    web.signal(Signal::STOP);
    fs::write(&go_on, "").unwrap();
    site.wait_for_state(&run, &["completed", "collating"]);
    let late = site.run(&["abort", &run]);
    assert_eq!(late.status.code(), Some(1));
    let words = String::from_utf8_lossy(&late.stderr);
    assert!(words.contains("the script has already ended"), "{words}");
    web.signal(Signal::CONT);
    let ended = site.wait_for_end(&run);
    assert_eq!(ended["state"], "finished_clean", "{ended}");
}

#[test]
fn arguments_reach_the_script_unchanged_whatever_they_hold() {
    let site = Site::start(&["load-1"]);
    let script = "#!/bin/bash\nprintf '%s\\0' \"$@\" > argv\nprintf '%s' \"$DAYTONA_ARG_ODD_ONE\" > variable\nenv | sort > environment\n";
    site.framework(
        "echo",
        script,
        "[[arguments]]\nname = \"odd-one\"\n[[arguments]]\nname = \"second\"\ndefault = \"2\"\n",
    );
    let odd = "a b\"c';$(touch /tmp/x)`id`\\ \nnew line é ☃ *";
    let run = site.submit(&["echo", "-a", &format!("odd-one={odd}")]);
    let ended = site.wait_for_end(&run);
    assert_eq!(ended["state"], "finished_clean", "{ended}");
    let to = site.folder().join("downloaded");
    site.daytona(&["files", &run, "get", "--to", to.to_str().unwrap()]);
    let file = |name: &str| fs::read_to_string(to.join("load-1").join(name)).unwrap();
    assert_eq!(file("argv"), format!("{odd}\0{}\0", 2));
    assert_eq!(file("variable"), odd);
    let names: Vec<String> = file("environment")
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.to_owned())
        .collect();
    for name in [
        "DAYTONA_TEST_ID",
        "DAYTONA_RUN",
        "DAYTONA_RESULTS_DIR",
        "LANG",
        "HOME",
        "USER",
        "PATH",
    ] {
        assert!(names.contains(&name.to_owned()), "{name} is missing in {names:?}");
    }
    assert!(!names.contains(&"DAYTONA_TOKEN".to_owned()));
}
