//! `mirror = "quiet"`.

use daytona_testkit::{Script, SimAgent, TestServer, wait_for};
use serde_json::json;

#[tokio::test]
async fn a_quiet_run_is_sent_nothing_but_heartbeats_until_its_script_has_ended() {
    let world = TestServer::start().await.with_admin().await;
    let hosts = json!({"mirror": "quiet", "hosts": {"execution": "load-1", "statistics": ["web-1"]}});
    world.enrol("web-1").await;
    world.framework("gzip", "load-1", hosts).await;
    let address = world.server.agent_address();
    let script = || Script::UntilEnded;
    let load = SimAgent::connect(&address, &world.join_token().await, "load-1", script()).await;
    let mut web = SimAgent::connect(&address, &world.join_token().await, "web-1", script()).await;
    let run = world.submit("gzip").await;
    world.wait_for_state(&run, "running").await;
    // Also an agent that comes back is not told to follow.
    web.reconnect().await;
    let connected = || async { world.rest.get("/hosts").await.ok()["items"][1]["state"].clone() };
    wait_for("the agent to be back", connected, |state| *state == "busy").await;
    load.heartbeat().await;
    let heard = || async { load.commands().last().cloned() };
    wait_for("the answer", heard, |last| last.as_deref() == Some("heartbeat")).await;
    assert_eq!(
        load.commands(),
        ["setup_test", "start_monitor", "start_test", "heartbeat"]
    );
    assert_eq!(web.commands(), ["setup_test", "start_monitor"]);
    world.rest.post("/tests/1/runs/1/abort", &json!({})).await.ok();
    world.wait_for_state(&run, "aborted").await;
    assert!(!load.commands().contains(&"stream_start".to_owned()));
}
