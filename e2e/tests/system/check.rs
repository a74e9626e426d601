//! `daytona agent check` on real hosts.

use std::fs;
use std::process::Output;

use daytona_e2e::Site;
use daytona_e2e::agent::Account;
use serde_json::Value;

fn finding(output: &Output, about: &str) -> Value {
    let findings: Value = serde_json::from_slice(&output.stdout).unwrap();
    let of_this = findings
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["about"] == about);
    of_this
        .unwrap_or_else(|| panic!("nothing about {about} in {findings}"))
        .clone()
}

#[test]
fn a_host_whose_runs_work_is_told_so_and_one_whose_server_is_away_is_not() {
    let mut site = Site::start(&["load-1"]);
    site.framework("gzip", "#!/bin/bash\n", "");
    let good = site.agents[0].check(&["-o", "json"]);
    assert_eq!(
        good.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&good.stdout)
    );
    let link = finding(&good, "link");
    assert_eq!(link["verdict"], "good", "{link}");
    assert!(
        link["sentence"]
            .as_str()
            .unwrap()
            .ends_with("its agent is connected"),
        "{link}"
    );
    for about in [
        "certificate",
        "clock",
        "rights",
        "script folder",
        "workspace",
        "load",
    ] {
        finding(&good, about);
    }
    assert!(
        finding(&good, "certificate")["sentence"]
            .as_str()
            .unwrap()
            .contains("valid until 20")
    );
    // Looking has disturbed nothing.
    let run = site.wait_for_end(&site.submit(&["gzip"]));
    assert_eq!(run["state"], "finished_clean");

    site.server.process.terminate();
    let away = site.agents[0].check(&["-o", "json"]);
    assert_eq!(away.status.code(), Some(1));
    let link = finding(&away, "link");
    assert_eq!(link["verdict"], "wrong", "{link}");
    assert!(link["mend"].as_str().unwrap().contains("firewall"), "{link}");
    let table = String::from_utf8(site.agents[0].check(&[]).stdout).unwrap();
    assert!(table.contains("wrong  link"), "{table}");
}

#[test]
fn a_host_that_has_not_enrolled_and_lacks_its_scripts_is_told_what_to_do() {
    let site = Site::start(&["load-1"]);
    fs::remove_dir(site.folder().join("scripts")).unwrap();
    let other = site.folder().join("not-enrolled");
    let output = site.agents[0].check(&["-o", "json", "-v"]);
    assert_eq!(output.status.code(), Some(1));
    let scripts = finding(&output, "script folder");
    assert!(
        scripts["mend"].as_str().unwrap().starts_with("mkdir -p "),
        "{scripts}"
    );
    let output = site.run(&[
        "agent",
        "check",
        "--server",
        "127.0.0.1:9",
        "--root",
        other.to_str().unwrap(),
        "-o",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(1));
    let certificate = finding(&output, "certificate");
    assert!(
        certificate["mend"]
            .as_str()
            .unwrap()
            .starts_with("daytona agent enroll "),
        "{certificate}"
    );
}

#[test]
fn an_agent_without_rights_is_told_what_follows_from_it_and_works() {
    let site = Site::start_as(&["load-1"], Account::Shared);
    site.framework("gzip", "#!/bin/bash\n", "");
    let output = site.agents[0].check(&["-o", "json"]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    let rights = finding(&output, "rights");
    assert_eq!(rights["verdict"], "note");
    assert!(
        rights["sentence"].as_str().unwrap().contains("that works"),
        "{rights}"
    );
}
