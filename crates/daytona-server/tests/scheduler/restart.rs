//! A server that is started again at any point of a run.

use daytona_testkit::{Script, SimAgent, TestServer};
use serde_json::json;

#[tokio::test]
async fn a_run_that_was_waiting_starts_after_the_restart() {
    let mut world = TestServer::start().await.with_admin().await;
    world.framework("gzip", "load-1", json!({})).await;
    let token = world.join_token().await;
    let run = world.submit("gzip").await;
    world.server = world.server.restarted().await;
    let done = Script::Exit {
        code: 0,
        files: vec![],
    };
    let agent = SimAgent::connect(&world.server.agent_address(), &token, "load-1", done).await;
    world.wait_for_state(&run, "finished_clean").await;
    assert_eq!(agent.most_starts(), 1);
}

#[tokio::test]
async fn a_running_script_goes_on_and_is_not_started_again() {
    let mut world = TestServer::start().await.with_admin().await;
    world.framework("gzip", "load-1", json!({})).await;
    let token = world.join_token().await;
    let address = world.server.agent_address();
    let mut agent = SimAgent::connect(&address, &token, "load-1", Script::UntilEnded).await;
    let run = world.submit("gzip").await;
    world.wait_for_state(&run, "running").await;
    world.server = world.server.restarted().await;
    let seen = world.run(&run).await;
    assert_eq!(
        (seen["state"].as_str(), seen["disconnected"][0]["host"].as_str()),
        (Some("running"), Some("load-1"))
    );
    agent.reconnect().await;
    world.rest.post("/tests/1/runs/1/abort", &json!({})).await.ok();
    world.wait_for_state(&run, "aborted").await;
    assert_eq!(agent.most_starts(), 1);
    let history = world.rest.get("/tests/1/runs/1/history").await.ok();
    let events: Vec<_> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["event"].as_str().unwrap())
        .collect();
    assert!(events.contains(&"server_restarted"), "{events:?}");
}
