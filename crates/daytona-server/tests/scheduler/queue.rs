//! What waits, why, and that nothing runs twice or together.

use daytona_testkit::{Script, SimAgent, TestServer};
use serde_json::json;

#[tokio::test]
async fn a_waiting_run_says_why_and_starts_when_its_host_is_free() {
    let world = TestServer::start().await.with_admin().await;
    world.framework("gzip", "load-1", json!({})).await;
    let first = world.submit("gzip").await;
    let why = world.rest.get("/tests/1/runs/1/why").await.ok();
    assert_eq!(why["reason"], "the agent on host load-1 is not connected");
    let token = world.join_token().await;
    let agent = SimAgent::connect(
        &world.server.agent_address(),
        &token,
        "load-1",
        Script::UntilEnded,
    )
    .await;
    world.wait_for_state(&first, "running").await;
    let second = world.submit("gzip").await;
    world.wait_for_state(&second, "waiting").await;
    let why = world.rest.get("/tests/2/runs/1/why").await.ok();
    assert_eq!(why["reason"], "host load-1 is used by run 1/1");
    agent.set_script(Script::Exit {
        code: 0,
        files: vec![],
    });
    world.rest.post("/tests/1/runs/1/abort", &json!({})).await.ok();
    world.wait_for_state(&second, "finished_clean").await;
    assert_eq!(agent.most_starts(), 1);
}

#[tokio::test]
async fn a_waiting_run_is_aborted_at_once_and_no_host_hears_of_it() {
    let world = TestServer::start().await.with_admin().await;
    world.framework("gzip", "load-1", json!({})).await;
    let run = world.submit("gzip").await;
    world.rest.post("/tests/1/runs/1/abort", &json!({})).await.ok();
    world.wait_for_state(&run, "aborted").await;
}

#[tokio::test]
async fn the_same_submit_twice_makes_one_run() {
    let world = TestServer::start().await.with_admin().await;
    world.framework("gzip", "load-1", json!({})).await;
    let submit = |title: &'static str| {
        let request = world.rest.request(reqwest::Method::POST, "/tests");
        let body = json!({"framework": "gzip", "title": title});
        daytona_testkit::rest::answer(request.header("idempotency-key", "k1").json(&body))
    };
    let (first, second) = (submit("a").await.ok(), submit("a").await.ok());
    assert_eq!(first["run"], second["run"]);
    let other = submit("b").await;
    assert_eq!(other.status, 409, "{}", other.text);
}

#[tokio::test]
async fn a_run_with_a_statistics_host_waits_for_both_and_measures_on_both() {
    let world = TestServer::start().await.with_admin().await;
    let done = Script::Exit {
        code: 0,
        files: vec![("sar/cpu.plt".to_owned(), b"Time,%user\n".to_vec())],
    };
    let address = world.server.agent_address();
    let load = SimAgent::connect(&address, &world.join_token().await, "load-1", done.clone()).await;
    let web = SimAgent::connect(&address, &world.join_token().await, "web-1", done).await;
    world
        .framework(
            "nginx",
            "load-1",
            json!({"hosts": {"execution": "load-1", "statistics": ["web-1"]}}),
        )
        .await;
    let run = world.submit("nginx").await;
    let ended = world.wait_for_state(&run, "finished_clean").await;
    assert_eq!(ended["files"], 2);
    assert!(load.commands().contains(&"start_test".to_owned()));
    assert!(!web.commands().contains(&"start_test".to_owned()));
    assert!(web.commands().contains(&"stop_monitor".to_owned()));
}
