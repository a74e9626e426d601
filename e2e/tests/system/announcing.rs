//! What a script says of its run with `daytona mark`, `daytona kpi` and `daytona subject`.

use std::fs;

use daytona_e2e::Site;
use daytona_e2e::http::exchange;
use daytona_e2e::process::wait_for;
use serde_json::Value;

fn get(site: &Site, path: &str) -> Value {
    let token = format!("Bearer {}", site.token());
    let target = format!("/api/v1{path}");
    let answer = exchange(
        &site.server.url,
        "GET",
        &target,
        &[("authorization", &token)],
        b"",
    );
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

#[test]
fn what_a_script_says_while_the_server_is_away_is_on_its_run() {
    let mut site = Site::start(&["load-1"]);
    let daytona = site.open_program();
    let (speak, finish) = (site.folder().join("speak"), site.folder().join("finish"));
    let script = format!(
        "#!/bin/bash\nset -e\n{0} mark warm-up --begin\nuntil [ -e {1} ]; do sleep 0.02; done\n\
         {0} mark warm-up --end\n{0} mark 'half time'\n{0} kpi rate 12.5 req/s --better higher\n\
         {0} kpi doubled 1\necho doubled,2 > results.csv\n{0} subject nginx 1.27.3\ntouch said\n\
         until [ -e {2} ]; do sleep 0.02; done\n",
        daytona.display(),
        speak.display(),
        finish.display(),
    );
    site.framework("says", &script, "[subjects]\nnginx = \"1.26\"\n");
    let run = site.submit(&["says"]);
    let marks_path = format!("/tests/{}/marks", run.replace('/', "/runs/"));
    let marks = |site: &Site| {
        get(site, &marks_path)["marks"]
            .as_array()
            .cloned()
            .unwrap_or_default()
    };
    // Live, by the call that serves it afterwards too.
    wait_for("the first mark", || marks(&site).len(), |count| *count == 1);
    site.server.process.kill();
    fs::write(&speak, "").unwrap();
    let said = site.agents[0]
        .root()
        .join("says")
        .join(&run)
        .join("results/load-1/said");
    wait_for(
        "the script to have spoken",
        || said.exists(),
        |is_there| *is_there,
    );
    site.server.start_again(&[]);
    fs::write(&finish, "").unwrap();
    let ended = site.wait_for_end(&run);
    assert_eq!(ended["state"], "finished_clean", "{ended}");

    let told: Vec<_> = marks(&site)
        .iter()
        .map(|mark| {
            format!(
                "{} {}",
                mark["kind"].as_str().unwrap(),
                mark["name"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(told, ["begin warm-up", "end warm-up", "moment half time"]);
    let elapsed: Vec<_> = marks(&site)
        .iter()
        .map(|mark| mark["elapsed_seconds"].as_f64().unwrap())
        .collect();
    assert!(elapsed.is_sorted() && elapsed[0] >= 0.0, "{elapsed:?}");

    let kpis = site.json(&["kpis", &run]);
    assert_eq!(kpis["kpis"].as_array().unwrap().len(), 1, "{kpis}");
    assert_eq!(kpis["kpis"][0]["value"], 12.5);
    assert_eq!(kpis["kpis"][0]["unit"], "req/s");
    assert_eq!(kpis["not_measured"][0], "doubled");
    assert!(
        kpis["notes"][0]
            .as_str()
            .unwrap()
            .contains("doubled stands in results.csv and was said with `daytona kpi` too"),
        "{kpis}"
    );

    assert_eq!(ended["subjects"]["nginx"], "1.27.3");
    let history = get(&site, &format!("/tests/{}/history", run.replace('/', "/runs/")));
    let sentences: Vec<_> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["sentence"].as_str().unwrap())
        .collect();
    assert!(
        sentences.contains(&"the script said that nginx is 1.27.3; the run was given 1.26"),
        "{sentences:?}"
    );
    let shown = String::from_utf8(site.daytona(&["show", &run]).stdout).unwrap();
    assert!(
        shown.contains("warm-up begins") && shown.contains("half time"),
        "{shown}"
    );
}

#[test]
fn outside_of_a_run_nothing_can_be_said_and_the_reason_is_told() {
    let site = Site::start(&["load-1"]);
    let expect = |arguments: &[&str], code: i32, words: &str| {
        let refused = site.run(arguments);
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(code), "{arguments:?}: {told}");
        assert!(told.contains(words), "{arguments:?}: {told}");
    };
    expect(&["mark", "x"], 2, "this is no execution script of a run");
    expect(&["kpi", "rate", "fast"], 2, "invalid");
    expect(&["kpi", "rate", "NaN"], 2, "no finite number");
    expect(
        &["kpi", "rate", "1", "--better", "more"],
        2,
        "write lower or higher",
    );
    expect(&["mark", " x"], 2, "without blanks at the ends");
    expect(&["mark", "x", "--begin", "--end"], 2, "cannot be used with");
    expect(&["subject", "nginx", "1\n2"], 2, "is no version");

    let socket = site.folder().join("socket-of-this-run");
    let script = format!(
        "#!/bin/bash\necho \"$DAYTONA_SOCKET\"\nuntil [ -e {} ]; do sleep 0.02; done\n",
        socket.display()
    );
    site.framework("waits", &script, "");
    let run = site.submit(&["waits"]);
    let path = wait_for(
        "the script to say where its socket is",
        || String::from_utf8(site.run(&["logs", &run]).stdout).unwrap(),
        |printed| printed.ends_with('\n'),
    );
    let from_outside = |arguments: &[&str]| {
        let output = std::process::Command::new(daytona_e2e::binary::daytona())
            .args(arguments)
            .env("DAYTONA_SOCKET", path.trim())
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (code, told) = from_outside(&["mark", "from outside"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(
        told.contains("only processes that the script of this run has started"),
        "{told}"
    );
    fs::write(&socket, "").unwrap();
    assert_eq!(site.wait_for_end(&run)["state"], "finished_clean");
    let (code, told) = from_outside(&["mark", "too late"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("no run listens at"), "{told}");
}
