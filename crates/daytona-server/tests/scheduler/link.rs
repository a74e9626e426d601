//! Cuts of the link, silence, and who may speak.

use std::time::Duration;

use daytona_protocol::dial::dial;
use daytona_protocol::pb;
use daytona_protocol::pb::link_client::LinkClient;
use daytona_protocol::tls::enrolment_config;
use daytona_server::agents::health::LinkLimits;
use daytona_testkit::{Script, SimAgent, TestServer};
use serde_json::json;

#[tokio::test]
async fn a_cut_link_is_shown_beside_the_state_and_changes_nothing() {
    let world = TestServer::start().await.with_admin().await;
    world.framework("gzip", "load-1", json!({})).await;
    let address = world.server.agent_address();
    let mut agent =
        SimAgent::connect(&address, &world.join_token().await, "load-1", Script::UntilEnded).await;
    let run = world.submit("gzip").await;
    world.wait_for_state(&run, "running").await;
    agent.disconnect();
    daytona_testkit::wait_for(
        "the cut to be shown",
        || world.run(&run),
        |run| run["disconnected"][0]["host"] == "load-1" && run["state"] == "running",
    )
    .await;
    agent.reconnect().await;
    daytona_testkit::wait_for(
        "the link to be back",
        || world.run(&run),
        |run| run["disconnected"].is_null(),
    )
    .await;
    world.rest.post("/tests/1/runs/1/abort", &json!({})).await.ok();
    world.wait_for_state(&run, "aborted").await;
    assert_eq!(agent.most_starts(), 1);
}

#[tokio::test]
async fn a_host_that_is_silent_for_too_long_is_lost_and_its_lease_stays() {
    let limits = LinkLimits {
        heartbeat: Duration::from_millis(100),
        suspect: Duration::from_millis(300),
        lost: Duration::from_millis(600),
    };
    let world = TestServer::start_with(limits).await.with_admin().await;
    world.framework("gzip", "load-1", json!({})).await;
    let address = world.server.agent_address();
    let mut agent =
        SimAgent::connect(&address, &world.join_token().await, "load-1", Script::UntilEnded).await;
    let run = world.submit("gzip").await;
    world.wait_for_state(&run, "running").await;
    agent.disconnect();
    let ended = world.wait_for_state(&run, "failed").await;
    assert_eq!(ended["cause"], json!({"kind": "lost", "host": "load-1"}));
    // The host is free again only when its agent says that nothing of the run is left.
    agent.set_script(Script::Exit {
        code: 0,
        files: vec![],
    });
    agent.reconnect().await;
    let next = world.submit("gzip").await;
    world.wait_for_state(&next, "finished_clean").await;
    assert!(agent.commands().contains(&"end_test".to_owned()));
}

#[tokio::test]
async fn an_agent_that_is_back_without_the_run_has_lost_it() {
    let world = TestServer::start().await.with_admin().await;
    world.framework("gzip", "load-1", json!({})).await;
    let address = world.server.agent_address();
    let mut agent =
        SimAgent::connect(&address, &world.join_token().await, "load-1", Script::UntilEnded).await;
    let run = world.submit("gzip").await;
    world.wait_for_state(&run, "running").await;
    agent.disconnect();
    agent.lose_memory();
    agent.reconnect().await;
    let ended = world.wait_for_state(&run, "failed").await;
    assert_eq!(ended["cause"]["kind"], "lost");
    assert_eq!(agent.most_starts(), 1);
}

#[tokio::test]
async fn without_a_certificate_only_enrolment_answers() {
    let world = TestServer::start().await.with_admin().await;
    let token: daytona_protocol::join_token::JoinToken = world.join_token().await.parse().unwrap();
    let tls = enrolment_config(token.authority).unwrap();
    let mut link = LinkClient::new(dial(&world.server.agent_address(), tls).await.unwrap());
    let refused = link
        .session(tokio_stream::empty::<pb::AgentMessage>())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Unauthenticated);
    assert!(refused.message().contains("daytona agent enroll"), "{refused}");
    let refused = link
        .bulk(tokio_stream::empty::<pb::BulkFromAgent>())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Unauthenticated);
}

#[tokio::test]
async fn a_join_token_is_used_once_and_a_server_of_another_authority_is_not_trusted() {
    let world = TestServer::start().await.with_admin().await;
    let address = world.server.agent_address();
    let token = world.join_token().await;
    daytona_testkit::identity::enrol(&address, &token, "load-1")
        .await
        .unwrap();
    let refused = daytona_testkit::identity::enrol(&address, &token, "load-2")
        .await
        .unwrap_err();
    assert!(refused.message().contains("used already"), "{refused}");
    let taken = world.join_token().await;
    let refused = daytona_testkit::identity::enrol(&address, &taken, "LOAD-1")
        .await
        .unwrap_err();
    assert!(refused.message().contains("has enrolled already"), "{refused}");
    let other = TestServer::start().await.with_admin().await;
    let of_other: daytona_protocol::join_token::JoinToken = other.join_token().await.parse().unwrap();
    let tls = enrolment_config(of_other.authority).unwrap();
    assert!(dial(&address, tls).await.is_err());
}
