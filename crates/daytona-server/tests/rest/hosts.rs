use serde_json::json;

use crate::world::{administrator, refusal};
use daytona_testkit::identity::enrol;

#[tokio::test]
async fn a_join_token_is_made_with_the_command_to_use_it() {
    let world = administrator().await;
    let token = world
        .rest
        .post("/hosts/join-tokens", &json!({"host": "web-*", "valid": "10m"}))
        .await
        .ok();
    let secret = token["token"].as_str().unwrap();
    let command = format!(
        "DAYTONA_JOIN_TOKEN={secret} daytona agent enroll --server {}",
        world.server.agent_address()
    );
    assert_eq!(
        (&token["host"], token["command"].as_str()),
        (&json!("web-*"), Some(command.as_str()))
    );
    for (body, field) in [
        (json!({"host": "a b"}), "[/host]"),
        (json!({"valid": "31d"}), "[/valid]"),
        (json!({"valid": "0"}), "[/valid]"),
    ] {
        let refused = refusal(&world.rest.post("/hosts/join-tokens", &body).await);
        assert!(
            refused.starts_with("422") && refused.ends_with(field),
            "{refused}"
        );
    }
}

#[tokio::test]
async fn an_enrolled_host_is_listed_with_how_it_is() {
    let world = administrator().await;
    for name in ["web-1", "load-1"] {
        let token = world.join_token().await;
        enrol(&world.server.agent_address(), &token, name).await.unwrap();
    }
    let page = world.rest.get("/hosts?limit=1").await.json;
    let host = &page["items"][0];
    assert_eq!(
        (&host["name"], &host["state"]),
        (&json!("load-1"), &json!("disconnected"))
    );
    assert_eq!(host["sentence"], "its agent has not connected yet");
    let rest = world
        .rest
        .get(&format!("/hosts?cursor={}", page["next"].as_str().unwrap()))
        .await
        .json;
    assert_eq!(rest["items"][0]["name"], "web-1");
}

#[tokio::test]
async fn the_server_tells_its_version_and_where_agents_connect() {
    let world = administrator().await;
    let info = world.rest.get("/server").await.json;
    assert_eq!(info["agent_address"], world.server.agent_address());
    assert_eq!((&info["demo"], &info["banners"]), (&json!(false), &json!([])));
}
