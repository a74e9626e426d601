//! How runs end.

use daytona_testkit::{Script, SimAgent, TestServer, wait_for};
use serde_json::json;

fn leaves(code: i32, files: &[(&str, &str)]) -> Script {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
        .collect();
    Script::Exit { code, files }
}

async fn world(script: Script) -> (daytona_testkit::server::WithAdmin, SimAgent) {
    let world = TestServer::start().await.with_admin().await;
    let token = world.join_token().await;
    let agent = SimAgent::connect(&world.server.agent_address(), &token, "load-1", script).await;
    world
        .framework(
            "gzip",
            "load-1",
            json!({"kpis": [{"name": "rate", "better": "higher"}]}),
        )
        .await;
    (world, agent)
}

#[tokio::test]
async fn exit_code_0_with_every_file_verified_is_clean() {
    let (world, agent) = world(leaves(
        0,
        &[("results.csv", "rate,48.5,MB/s\n"), ("notes/a.txt", "")],
    ))
    .await;
    let run = world.submit("gzip").await;
    let ended = world.wait_for_state(&run, "finished_clean").await;
    assert_eq!(ended["kpis"][0]["value"], 48.5);
    assert_eq!(ended["files"], 2);
    let kept = world.server.data().join("gzip/1/1/results/load-1/results.csv");
    assert_eq!(std::fs::read_to_string(kept).unwrap(), "rate,48.5,MB/s\n");
    wait_for(
        "the agent to be told to clean up",
        async || agent.commands(),
        |commands| commands.ends_with(&["cleanup_test".to_owned(), "finish_test".to_owned()]),
    )
    .await;
}

#[tokio::test]
async fn another_exit_code_fails_and_keeps_the_files() {
    let (world, _agent) = world(leaves(7, &[("results.csv", "rate,1\n")])).await;
    let run = world.submit("gzip").await;
    let ended = world.wait_for_state(&run, "failed").await;
    assert_eq!(ended["cause"], json!({"kind": "exit_code", "code": 7}));
    assert_eq!(ended["sentence"], "the script ended with exit code 7");
    assert_eq!(ended["files"], 1);
}

#[tokio::test]
async fn a_file_whose_hash_is_wrong_is_never_clean() {
    let script = Script::WrongHashes {
        files: vec![("results.csv".to_owned(), b"rate,1\n".to_vec())],
    };
    let (world, _agent) = world(script).await;
    let run = world.submit("gzip").await;
    let ended = world.wait_for_state(&run, "failed").await;
    assert_eq!(ended["cause"]["kind"], "collation");
    assert!(
        ended["sentence"]
            .as_str()
            .unwrap()
            .contains("the hash of results.csv"),
        "{ended}"
    );
}

#[tokio::test]
async fn a_host_that_can_not_be_set_up_fails_the_run_with_its_reason_and_is_free_again() {
    let (world, agent) = world(Script::SetupFails {
        reason: "the disk is full".to_owned(),
    })
    .await;
    let run = world.submit("gzip").await;
    let ended = world.wait_for_state(&run, "failed").await;
    assert_eq!(ended["cause"]["reason"], "the disk is full");
    agent.set_script(leaves(0, &[]));
    let run = world.submit("gzip").await;
    world.wait_for_state(&run, "finished_clean").await;
}

#[tokio::test]
async fn an_abort_of_a_running_script_names_who_aborted() {
    let (world, _agent) = world(Script::UntilEnded).await;
    let run = world.submit("gzip").await;
    world.wait_for_state(&run, "running").await;
    world
        .rest
        .post(
            &format!("/tests/{}/abort", run.replace('/', "/runs/")),
            &json!({}),
        )
        .await
        .ok();
    let ended = world.wait_for_state(&run, "aborted").await;
    assert_eq!(ended["by"], json!({"user": "ana"}));
    let again = world
        .rest
        .post(
            &format!("/tests/{}/abort", run.replace('/', "/runs/")),
            &json!({}),
        )
        .await;
    assert_eq!(again.status, 409);
}
