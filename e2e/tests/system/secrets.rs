//! Secret arguments: they reach the script, and nobody else.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use daytona_e2e::Site;
use daytona_e2e::http::exchange;
use daytona_e2e::process::wait_for;

const SECRET: &str = "correct-7f3a-horse";

/// Every file below the folder that holds the secret, but for the program.
fn files_with_the_secret(folder: &Path) -> Vec<PathBuf> {
    let found = Command::new("grep")
        .args([
            "--recursive",
            "--files-with-matches",
            "--text",
            "--exclude=daytona",
            SECRET,
        ])
        .arg(folder)
        .output()
        .unwrap();
    let listed = String::from_utf8(found.stdout).unwrap();
    listed.lines().map(PathBuf::from).collect()
}

fn sha256(text: &str) -> String {
    let command = format!("printf %s '{text}' | sha256sum");
    let output = Command::new("sh").args(["-c", &command]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What the script got: the hashes of its variable and of its argument.
fn got(site: &Site, run: &str) -> String {
    let path = site
        .server
        .data()
        .join("login")
        .join(run)
        .join("results/load-1/got");
    fs::read_to_string(path).unwrap()
}

#[test]
fn a_secret_argument_reaches_the_script_and_is_nowhere_to_be_read() {
    let mut site = Site::start(&["load-1"]);
    site.server.process.terminate();
    site.server.start_again(&[("RUST_LOG", "trace")]);
    let go = site.folder().join("go");
    let script = format!(
        "#!/bin/bash\nprintf %s \"$DAYTONA_ARG_PASSWORD\" | sha256sum > got\nprintf %s \"$2\" | sha256sum >> got\n\
         until [ -e {} ]; do sleep 0.02; done\n",
        go.display()
    );
    site.framework(
        "login",
        &script,
        "pass_arguments = \"named\"\n[[arguments]]\nname = \"user\"\ndefault = \"ana\"\n\
         [[arguments]]\nname = \"password\"\nkind = \"secret\"\n",
    );
    let missing = site.run(&["run", "login"]);
    let told = String::from_utf8_lossy(&missing.stderr).into_owned();
    assert!(
        told.contains("argument password is secret and has no value yet"),
        "{told}"
    );
    let file = site.folder().join("password");
    fs::write(&file, format!("{SECRET}\n")).unwrap();
    let given = format!("password={}", file.display());
    let run = site.submit(&["login", "--arg-file", &given]);
    fs::remove_file(&file).unwrap();
    site.wait_for_state(&run, &["running"]);

    // While it runs, the order lies on the host, for the agent alone.
    let order = site.agents[0].root().join("login").join(&run).join("agent");
    wait_for(
        "the order",
        || files_with_the_secret(site.folder()).len(),
        |count| *count == 1,
    );
    assert_eq!(files_with_the_secret(site.folder()), [order.join("run.json")]);
    assert_eq!(
        fs::metadata(order.join("run.json")).unwrap().mode() & 0o777,
        0o600
    );
    assert_eq!(fs::metadata(&order).unwrap().mode() & 0o777, 0o700);
    fs::write(&go, "").unwrap();
    assert_eq!(site.wait_for_end(&run)["state"], "finished_clean");
    let expected = format!("{}{}", sha256(SECRET), sha256(&format!("--password={SECRET}")));
    assert_eq!(got(&site, &run), expected);

    // The test's next run and a clone have it too, without being given it.
    let again = site.submit(&["1"]);
    let clone = site.submit(&["1", "-a", "user=ben"]);
    for next in [&again, &clone] {
        assert_eq!(site.wait_for_end(next)["state"], "finished_clean");
        assert_eq!(got(&site, next), expected);
    }
    let shown = site.show(&run);
    assert_eq!(shown["command_line"], "login/run.sh --user=ana '--password=***'");
    assert_eq!(shown["arguments"][1]["secret"], true);
    assert_eq!(shown["configuration"], site.show(&again)["configuration"]);
    nothing_printed_tells(&site, &run);

    let root = site.agents[0].root().join("login");
    wait_for(
        "the agent to have cleaned up",
        || root.exists(),
        |is_there| !is_there,
    );
    // The database with its log is among them, and so are the logs of server and agent.
    site.server.process.terminate();
    assert_eq!(files_with_the_secret(site.folder()), Vec::<PathBuf>::new());
}

fn nothing_printed_tells(site: &Site, run: &str) {
    let commands: [&[&str]; 9] = [
        &["show", run],
        &["show", run, "-o", "json"],
        &["test", "show", "1"],
        &["test", "show", "1", "-o", "json"],
        &["test", "list", "-o", "json"],
        &["framework", "show", "login", "-o", "json"],
        &["queue", "-o", "json"],
        &["why", run],
        &["kpis", run, "-o", "json"],
    ];
    for command in commands {
        let output = site.run(command);
        let printed = [output.stdout, output.stderr].concat();
        assert!(!String::from_utf8_lossy(&printed).contains(SECRET), "{command:?}");
    }
    let token = format!("Bearer {}", site.token());
    let (test, number) = run.split_once('/').unwrap();
    let of_run = format!("/api/v1/tests/{test}/runs/{number}");
    for target in [
        "/api/v1/runs".to_owned(),
        format!("{of_run}/history"),
        format!("{of_run}/files"),
        of_run,
    ] {
        let answer = exchange(
            &site.server.url,
            "GET",
            &target,
            &[("authorization", &token)],
            b"",
        );
        assert_eq!(answer.status, 200, "{target}");
        assert!(!answer.body.contains(SECRET), "{target}");
    }
}

#[test]
fn a_secret_that_the_server_can_not_read_any_more_starts_nothing() {
    let mut site = Site::start(&["load-1"]);
    site.framework(
        "login",
        "#!/bin/bash\n",
        "[[arguments]]\nname = \"password\"\nkind = \"secret\"\n",
    );
    let run = site.submit(&["login", "-a", &format!("password={SECRET}")]);
    assert_eq!(site.wait_for_end(&run)["state"], "finished_clean");
    site.agents[0].process.terminate();
    let waiting = site.submit(&["1"]);
    site.server.process.terminate();
    fs::remove_file(site.server.data().join("secrets.key")).unwrap();
    site.server.start_again(&[]);
    site.agents[0].start_again();
    let ended = site.wait_for_end(&waiting);
    assert_eq!(ended["state"], "failed", "{ended}");
    let sentence = ended["sentence"].as_str().unwrap();
    assert!(
        sentence.contains("the secret argument password can't be read"),
        "{sentence}"
    );
    let refused = site.run(&["run", "1"]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("clone the test and give it anew"), "{told}");
    let anew = site.submit(&["1", "-a", "password=another"]);
    assert_eq!(site.wait_for_end(&anew)["state"], "finished_clean");
}
