use daytona_testkit::rest::answer;
use reqwest::Method;
use serde_json::json;

use crate::world::{member, refusal, told, with_test};

#[tokio::test]
async fn a_test_is_made_with_its_first_run() {
    let world = with_test().await;
    let body = json!({
        "framework": "gzip", "title": "level 9", "arguments": {"level": "9"}, "subjects": {"gzip": "1.12"},
        "statistics_hosts": ["web-1"], "timeout": "5m",
    });
    let made = world.rest.post("/tests", &body).await;
    insta::assert_snapshot!(told(&made), @r#"
    201 Created
    {
      "framework": "gzip",
      "hosts": {
        "execution": "load-1",
        "statistics": [
          "web-1"
        ]
      },
      "may_abort": true,
      "may_edit": true,
      "owner": "ana",
      "run": "2/1",
      "sentence": "it was submitted and is picked up in a moment",
      "since": "[time]",
      "state": "scheduled",
      "submitted": "[time]",
      "title": "level 9"
    }
    "#);
    insta::assert_snapshot!(told(&world.rest.get("/tests/2").await), @r#"
    200 OK
    {
      "arguments": [
        {
          "name": "level",
          "value": "9"
        }
      ],
      "arguments_editable": false,
      "created": "[time]",
      "framework": "gzip",
      "framework_title": "gzip",
      "hosts": {
        "execution": "load-1",
        "statistics": [
          "web-1"
        ]
      },
      "id": 2,
      "may_edit": true,
      "may_run": true,
      "owner": "ana",
      "revision": 1,
      "subjects": {
        "gzip": "1.12"
      },
      "tags": [],
      "timeout": "5m",
      "title": "level 9"
    }
    "#);
}

#[tokio::test]
async fn a_run_is_told_with_all_that_was_decided() {
    let world = with_test().await;
    insta::assert_snapshot!(told(&world.rest.get("/tests/1/runs/1").await), @r#"
    200 OK
    {
      "arguments": [
        {
          "name": "level",
          "value": "6"
        }
      ],
      "command_line": "gzip/run.sh 6",
      "configuration": "[hash]",
      "file_bytes": 0,
      "files": 0,
      "framework": "gzip",
      "host_progress": [
        {
          "connected": false,
          "files_total": 0,
          "files_verified": 0,
          "host": "load-1",
          "phase": "waiting",
          "role": "execution"
        }
      ],
      "hosts": {
        "execution": "load-1",
        "statistics": []
      },
      "may_abort": true,
      "may_edit": true,
      "may_run_again": true,
      "notes": [],
      "owner": "ana",
      "revision": 1,
      "run": "1/1",
      "runs_of_test": 1,
      "sentence": "it waits for its hosts",
      "since": "[time]",
      "state": "waiting",
      "subjects": {},
      "submitted": "[time]",
      "timeout": "1d",
      "title": "gzip",
      "why_waiting": "the agent on host load-1 is not connected"
    }
    "#);
}

#[tokio::test]
async fn what_can_not_be_run_is_refused_with_the_field_and_nothing_is_made() {
    let world = with_test().await;
    let post = async |body: serde_json::Value| refusal(&world.rest.post("/tests", &body).await);
    insta::assert_snapshot!(post(json!({"framework": "nginx"})).await, @"404 not_found: there is no framework nginx");
    insta::assert_snapshot!(post(json!({"framework": "gzip", "arguments": {"lvl": "1"}})).await, @"422 unacceptable: there is no argument lvl; this framework has level [/arguments/lvl]");
    insta::assert_snapshot!(post(json!({"framework": "gzip", "title": "a\nb"})).await, @r#"422 unacceptable: "a\nb" is not a valid title: use 1 to 200 characters without control characters and without blanks at the ends []"#);
    insta::assert_snapshot!(post(json!({"framework": "gzip", "priority": 1})).await, @"422 unacceptable: unknown field `priority` []");
    insta::assert_snapshot!(post(json!({"framework": "gzip", "timeout": "2d"})).await, @"422 unacceptable: 2d is above the server's maximum of 24h [/timeout]");
    insta::assert_snapshot!(post(json!({"title": "x"})).await, @"422 unacceptable: missing field `framework` []");
    assert_eq!(
        world.rest.get("/tests").await.json["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn the_same_key_gives_the_same_run() {
    let world = with_test().await;
    let submit = |key: &str, level: &str| {
        let request = world
            .rest
            .request(Method::POST, "/tests")
            .header("idempotency-key", key);
        answer(request.json(&json!({"framework": "gzip", "arguments": {"level": level}})))
    };
    let first = submit("build-7", "1").await;
    let again = submit("build-7", "1").await;
    assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 200));
    assert_eq!(first.json["run"], again.json["run"]);
    insta::assert_snapshot!(refusal(&submit("build-7", "2").await), @r#"409 conflict: the idempotency key "build-7" was used for run 2/1 with another request; use a new key"#);
    insta::assert_snapshot!(refusal(&submit("", "2").await), @"400 bad_request: the header idempotency-key needs 1 to 200 visible ASCII characters");
}

#[tokio::test]
async fn running_again_and_cloning() {
    let world = with_test().await;
    let again = world
        .rest
        .post("/tests/1/runs", &json!({"subjects": {"gzip": "1.13"}}))
        .await;
    assert_eq!((again.status.as_u16(), &again.json["run"]), (201, &json!("1/2")));
    let without_body = answer(world.rest.request(Method::POST, "/tests/1/runs")).await;
    assert_eq!(without_body.json["run"], "1/3");
    let changes = json!({"arguments": {"level": "9"}, "execution_host": "load-2"});
    let clone = world.rest.post("/tests/1/clone", &changes).await;
    assert_eq!(
        (&clone.json["run"], &clone.json["hosts"]["execution"]),
        (&json!("2/1"), &json!("load-2"))
    );
    let page = world.rest.get("/tests/1/runs?limit=2").await.json;
    let rest = world
        .rest
        .get(&format!(
            "/tests/1/runs?cursor={}",
            page["next"].as_str().unwrap()
        ))
        .await
        .json;
    assert_eq!(
        (&page["items"][0]["run"], &rest["items"][0]["run"]),
        (&json!("1/3"), &json!("1/1"))
    );
    insta::assert_snapshot!(refusal(&world.rest.post("/tests/99/runs", &json!({})).await), @"404 not_found: there is no test 99");
}

#[tokio::test]
async fn runs_are_found_by_state_framework_owner_and_host() {
    let world = with_test().await;
    world
        .rest
        .post("/tests/1/clone", &json!({"execution_host": "load-2"}))
        .await
        .ok();
    let found = async |query: &str| {
        let page = world.rest.get(&format!("/runs?{query}")).await.ok();
        let runs = page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|run| run["run"].as_str().unwrap().to_owned());
        runs.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(found("").await, "2/1 1/1");
    assert_eq!(found("host=load-2").await, "2/1");
    assert_eq!(found("state=finished_clean,failed").await, "");
    assert_eq!(found("framework=gzip&owner=ana&limit=1").await, "2/1");
    insta::assert_snapshot!(refusal(&world.rest.get("/runs?state=done").await), @r#"400 bad_request: "done" is not a state of a run; the states are scheduled, waiting, setup, running, completed, collating, finished_clean, failed, timed_out, aborted, imported"#);
    insta::assert_snapshot!(refusal(&world.rest.get("/runs?owner=nobody").await), @"404 not_found: there is no account nobody");
    insta::assert_snapshot!(refusal(&world.rest.get("/runs?stat=failed").await), @"400 bad_request: the query can't be understood: Failed to deserialize query string: unknown field `stat`, expected one of `state`, `framework`, `owner`, `tag`, `host`, `cursor`, `limit`");
    insta::assert_snapshot!(refusal(&world.rest.get("/runs?cursor=x").await), @r#"400 bad_request: "x" is no cursor of this list; use `next` of the page before it"#);
}

#[tokio::test]
async fn the_queue_says_why_each_run_waits() {
    let world = with_test().await;
    world.rest.post("/tests/1/runs", &json!({})).await.ok();
    let queue = world.rest.get("/queue?limit=1").await.json;
    assert_eq!(
        (
            &queue["waiting_total"],
            queue["waiting"].as_array().unwrap().len()
        ),
        (&json!(2), 1)
    );
    let first = &queue["waiting"][0];
    assert_eq!((&first["run"], &first["position"]), (&json!("1/1"), &json!(1)));
    insta::assert_snapshot!(first["reason"].as_str().unwrap(), @"the agent on host load-1 is not connected");
    let why = world.rest.get("/tests/1/runs/1/why").await.json;
    assert_eq!(why["reason"], first["reason"]);
    let ben = member(&world, "ben").await;
    assert_eq!(ben.get("/queue?mine=true").await.json["waiting_total"], 0);
    assert_eq!(ben.get("/queue").await.json["waiting_total"], 2);
}

#[tokio::test]
async fn a_waiting_run_is_aborted_at_once_and_only_once() {
    let world = with_test().await;
    let aborted = world.rest.post("/tests/1/runs/1/abort", &json!({})).await.ok();
    assert_eq!(
        (&aborted["state"], &aborted["sentence"], &aborted["may_abort"]),
        (&json!("aborted"), &json!("aborted by ana"), &json!(false))
    );
    let again = world.rest.post("/tests/1/runs/1/abort", &json!({})).await;
    insta::assert_snapshot!(refusal(&again), @"409 conflict: run 1/1 has already ended (aborted)");
    let why = world.rest.get("/tests/1/runs/1/why").await.json;
    assert_eq!(why["reason"], "it is not waiting: aborted by ana");
    let history = world.rest.get("/tests/1/runs/1/history").await.json;
    let last = history["items"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["event"], &last["by"]),
        (&json!("abort_requested"), &json!({"user": "ana"}))
    );
}

#[tokio::test]
async fn a_test_that_no_longer_fits_its_framework_is_refused_with_what_to_do() {
    let world = with_test().await;
    world.framework("gzip", "load-1", json!({})).await;
    let refused = world.rest.post("/tests/1/runs", &json!({})).await;
    insta::assert_snapshot!(refusal(&refused), @"409 conflict: test 1 does not fit its framework any more: there is no argument level; this framework has none; clone the test and change that");
    assert_eq!(world.rest.post("/tests/1/clone", &json!({})).await.status, 201);
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_what_is_no_number_is_malformed() {
    let world = with_test().await;
    for path in [
        "/tests/9",
        "/tests/9/runs",
        "/tests/1/runs/9",
        "/tests/1/runs/9/kpis",
        "/tests/1/runs/9/history",
        "/tests/1/runs/9/files",
        "/tests/1/runs/9/console",
        "/tests/1/runs/9/why",
    ] {
        assert_eq!(world.rest.get(path).await.status, 404, "{path}");
    }
    insta::assert_snapshot!(refusal(&world.rest.get("/tests/x/runs/1").await), @"400 bad_request: the path can't be understood: Invalid URL: Cannot parse `id` with value `x` to a `i64`");
}
