//! Wrong input: the right exit code or status, one clear sentence, and nothing changed.

use std::fs;
use std::process::Command;

use daytona_e2e::Site;
use daytona_e2e::binary::daytona;
use daytona_e2e::http::{Answer, exchange};

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn the_command_line_refuses_with_the_right_exit_code() {
    let site = Site::start(&["load-1"]);
    site.framework("gzip", "#!/bin/bash\n", "");
    let expect = |arguments: &[&str], code: i32, words: &str| {
        let refused = site.run(arguments);
        assert_eq!(
            refused.status.code(),
            Some(code),
            "{arguments:?}: {}",
            stderr(&refused)
        );
        assert!(
            stderr(&refused).contains(words),
            "{arguments:?}: {}",
            stderr(&refused)
        );
    };
    expect(&["--token", "dtn_wrong", "queue"], 1, "token");
    expect(&["run", "no-such-framework"], 1, "no-such-framework");
    expect(&["run", "gzip", "-a", "levle=1"], 1, "there is no argument levle");
    expect(&["show", "99/1"], 1, "99/1");
    expect(
        &["--server", "http://127.0.0.1:9", "queue"],
        6,
        "cannot reach the server",
    );
    expect(&["run"], 2, "FRAMEWORK|TEST");
    let file = site.folder().join("broken.toml");
    fs::write(&file, "name = \"x\nscript").unwrap();
    expect(
        &["framework", "apply", "-f", file.to_str().unwrap()],
        1,
        "not valid TOML",
    );
    fs::write(
        &file,
        "name = \"x\"\nscript = \"x/run.sh\"\n[measurement]\nwarm_up = \"1s\"\n",
    )
    .unwrap();
    expect(
        &["framework", "apply", "-f", file.to_str().unwrap()],
        1,
        "doesn't have `measurement` yet",
    );
    let tests = site.json(&["test", "list"]);
    assert_eq!(tests.as_array().unwrap().len(), 0);
}

#[test]
fn a_second_server_and_an_open_web_port_are_refused() {
    let site = Site::start(&[]);
    let second = Command::new(daytona())
        .args([
            "server",
            "--listen",
            "127.0.0.1:0",
            "--agent-listen",
            "127.0.0.1:0",
            "--data",
        ])
        .arg(site.server.data())
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(
        stderr(&second).contains(&format!("process {}", site.server.process.id())),
        "{}",
        stderr(&second)
    );
    let open = Command::new(daytona())
        .args(["server", "--listen", "0.0.0.0:0", "--data"])
        .arg(site.folder().join("other"))
        .output()
        .unwrap();
    assert_eq!(open.status.code(), Some(1));
    assert!(
        stderr(&open).contains("without TLS it serves loopback only"),
        "{}",
        stderr(&open)
    );
}

/// A problem in words: the status, and what it says.
#[track_caller]
fn refused(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(answer.headers.contains("application/problem+json"), "{answer:?}");
    let problem = answer.json();
    assert!(problem["detail"].as_str().unwrap().contains(words), "{problem}");
}

#[test]
fn a_wrong_token_and_a_session_that_is_over_are_answered_with_401() {
    let site = Site::start(&[]);
    let get = |headers: &[(&str, &str)]| exchange(&site.server.url, "GET", "/api/v1/me", headers, b"");
    refused(&get(&[]), 401, "sign in");
    refused(&get(&[("authorization", "Bearer dtn_wrong")]), 401, "token");
    refused(&get(&[("cookie", "daytona_session=garbage")]), 401, "sign in");
    let sign_in = br#"{"name": "ana", "password": "correct horse battery"}"#;
    let signed_in = exchange(&site.server.url, "POST", "/api/v1/sessions", &[], sign_in);
    let cookie = signed_in.cookie();
    assert_eq!(get(&[("cookie", &cookie)]).status, 200);
    let own = [("cookie", cookie.as_str()), ("x-daytona", "1")];
    let out = exchange(&site.server.url, "DELETE", "/api/v1/sessions/current", &own, b"");
    assert_eq!(out.status, 204, "{out:?}");
    refused(&get(&[("cookie", &cookie)]), 401, "sign in");
    let wrong = br#"{"name": "ana", "password": "wrong horse battery"}"#;
    let wrong = exchange(&site.server.url, "POST", "/api/v1/sessions", &[], wrong);
    refused(&wrong, 401, "password");
}

/// A member of the team who has set a password through the one-time link; returns an API token.
fn member(site: &Site, name: &str) -> String {
    let link = site.json(&["admin", "user", "add", name]);
    let secret = link["path"].as_str().unwrap().split("secret=").nth(1).unwrap();
    let body = serde_json::json!({"secret": secret, "password": "another good one"}).to_string();
    let post = |target: &str, headers: &[(&str, &str)], body: &str| {
        exchange(&site.server.url, "POST", target, headers, body.as_bytes())
    };
    let set = post("/api/v1/passwords", &[], &body);
    assert_eq!(set.status, 200, "{set:?}");
    refused(&post("/api/v1/passwords", &[], &body), 403, "link");
    let sign_in = serde_json::json!({"name": name, "password": "another good one"}).to_string();
    let cookie = post("/api/v1/sessions", &[], &sign_in).cookie();
    let title = r#"{"title": "e2e"}"#;
    let from_elsewhere = post("/api/v1/tokens", &[("cookie", &cookie)], title);
    refused(&from_elsewhere, 403, "X-Daytona");
    let token = post(
        "/api/v1/tokens",
        &[("cookie", &cookie), ("x-daytona", "1")],
        title,
    );
    token.json()["secret"].as_str().unwrap().to_owned()
}

#[test]
fn a_member_can_not_end_the_run_of_another() {
    let site = Site::start(&["load-1"]);
    site.framework("long", "#!/bin/bash\nsleep 600\n", "");
    let run = site.submit(&["long"]);
    site.wait_for_state(&run, &["running"]);
    let token = member(&site, "ben");
    let authorization = format!("Bearer {token}");
    let headers = [("authorization", authorization.as_str())];
    let target = format!("/api/v1/tests/{}/runs/{}", 1, 1);
    assert_eq!(
        exchange(&site.server.url, "GET", &target, &headers, b"").status,
        200
    );
    let abort = format!("{target}/abort");
    refused(
        &exchange(&site.server.url, "POST", &abort, &headers, b""),
        403,
        "abort",
    );
    let by_command = site.run(&["--token", &token, "abort", &run]);
    assert_eq!(by_command.status.code(), Some(1), "{}", stderr(&by_command));
    let accounts = exchange(&site.server.url, "GET", "/api/v1/users", &headers, b"");
    refused(&accounts, 403, "administrator");
    assert_eq!(site.show(&run)["state"], "running");
    site.daytona(&["abort", &run]);
    assert_eq!(site.wait_for_end(&run)["state"], "aborted");
}

#[test]
fn large_bodies_and_paths_that_leave_their_folder_are_refused_and_change_nothing() {
    let site = Site::start(&["load-1"]);
    site.framework("short", "#!/bin/bash\necho done\n", "");
    let run = site.submit(&["short"]);
    site.wait_for_end(&run);
    let authorization = format!("Bearer {}", site.token());
    let headers = [("authorization", authorization.as_str())];
    let send = |method: &str, target: &str, body: &[u8]| {
        exchange(
            &site.server.url,
            method,
            &format!("/api/v1{target}"),
            &headers,
            body,
        )
    };
    let large = format!("{{\"framework\": \"{}\"}}", "x".repeat(20_000_000));
    refused(
        &send("POST", "/tests", large.as_bytes()),
        413,
        "larger than the limit",
    );
    refused(
        &send("POST", "/tests", br#"{"framework": "no-such"}"#),
        404,
        "no-such",
    );
    refused(&send("POST", "/tests", b"{\"framework\": "), 400, "not JSON");
    for path in [
        "../../state",
        "..%2F..%2Fstate",
        "sar/%2e%2e/%2e%2e/x",
        "sar//cpu.plt",
    ] {
        let target = format!("/tests/1/runs/1/files/load-1/{path}");
        let answer = send("GET", &target, b"");
        refused(&answer, 400, "is not the path of a result file");
    }
    let outside = send("GET", "/tests/1/runs/1/files/..%2F..%2Fx/sar", b"");
    assert_eq!(outside.status, 400, "{outside:?}");
    let tests = site.json(&["test", "list"]);
    assert_eq!(tests.as_array().unwrap().len(), 1);
    assert_eq!(site.show(&run)["state"], "finished_clean");
}
