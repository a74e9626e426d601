//! Wrong input: the right exit code or status, one clear sentence, and nothing changed.

use std::fs;
use std::process::Command;

use daytona_e2e::Site;
use daytona_e2e::binary::daytona;

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
    expect(&["framework", "apply", "-f", file.to_str().unwrap()], 1, "line 1");
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
