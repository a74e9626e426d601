//! The announced stop of a server.

use daytona_testkit::{Script, SimAgent, TestServer};
use serde_json::json;

#[tokio::test]
async fn a_stopping_server_tells_its_agents_and_hands_the_run_over_to_its_next_start() {
    let world = TestServer::start().await.with_admin().await;
    world.framework("gzip", "load-1", json!({})).await;
    let address = world.server.agent_address();
    let mut agent =
        SimAgent::connect(&address, &world.join_token().await, "load-1", Script::UntilEnded).await;
    let run = world.submit("gzip").await;
    world.wait_for_state(&run, "running").await;
    let world = daytona_testkit::server::WithAdmin {
        server: world.server.restarted().await,
        rest: world.rest,
    };
    assert!(
        agent.commands().contains(&"stop_server".to_owned()),
        "{:?}",
        agent.commands()
    );
    let history = world.rest.get("/tests/1/runs/1/history").await.ok().to_string();
    assert!(
        history.contains("the server is stopping while this run is running"),
        "{history}"
    );
    agent.set_script(Script::Exit {
        code: 0,
        files: vec![],
    });
    agent.reconnect().await;
    world.rest.post("/tests/1/runs/1/abort", &json!({})).await.ok();
    world.wait_for_state(&run, "aborted").await;
    assert_eq!(agent.most_starts(), 1);
}
