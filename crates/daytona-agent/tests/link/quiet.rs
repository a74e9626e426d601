//! What is on the wire while a script runs.

use daytona_protocol::pb;
use daytona_protocol::pb::agent_message::Message as FromAgent;
use daytona_protocol::pb::server_message::Message as Command;

use crate::agent::{Agent, run, setup, start_monitor, start_test};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_being_told_to_follow_an_agent_sends_nothing_but_heartbeats_while_the_script_runs() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let go_on = agent.outside("go-on");
    // Prints all the time, and metrics are written too.
    agent.script(&format!(
        "until [ -e {} ]; do echo something; sleep 0.01; done",
        go_on.display()
    ));
    let (mut session, _) = server.welcome().await;
    let mut bulk = server.bulk().await;
    session.command(setup(7, pb::Role::Execution)).await;
    session.command(start_monitor()).await;
    session.command(start_test()).await;
    session.phase(pb::Phase::Running).await;
    let (mut heartbeats, mut others) = (0, Vec::new());
    while heartbeats < 2 {
        let message = session.next().await;
        if matches!(message, FromAgent::Heartbeat(_)) {
            heartbeats += 1;
        } else {
            others.push(message);
        }
    }
    assert_eq!(others, [], "between the script's start and its end");
    assert_eq!(bulk.waiting().await, 0, "messages with contents");
    std::fs::write(go_on, "").unwrap();
    session.phase(pb::Phase::Ended).await;
    // All of it is there to be fetched.
    session
        .command(Command::PrepareResults(pb::PrepareResults { run: run(7) }))
        .await;
    let files = session.manifest().await;
    let console = files.iter().find(|file| file.path == crate::agent::CONSOLE);
    assert!(console.is_some_and(|console| console.size > 0), "{files:?}");
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_agent_did_for_a_run_stands_in_a_file_of_the_run() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    agent.script("exit 3");
    let (mut session, _) = server.welcome().await;
    let mut bulk = server.bulk().await;
    session.command(setup(7, pb::Role::Execution)).await;
    session.command(start_monitor()).await;
    session.command(crate::agent::follow_from(0)).await;
    session.command(start_test()).await;
    session.phase(pb::Phase::Ended).await;
    let mut log = Vec::new();
    bulk.read("application/agent.log", &mut log, |have| {
        String::from_utf8_lossy(have).contains("exit code 3")
    })
    .await;
    session
        .command(Command::StopServer(pb::StopServer {
            reason: "the server is stopping".to_owned(),
            come_back_ms: 10,
        }))
        .await;
    session.ended().await;
    let (mut session, _) = server.welcome().await;
    session
        .command(Command::PrepareResults(pb::PrepareResults { run: run(7) }))
        .await;
    session.manifest().await;
    let path = agent.run_folder().join("results/load-1/application/agent.log");
    let log = std::fs::read_to_string(path).unwrap();
    for expected in [
        "the server leases this host for the run, lease 1.7",
        "metrics are collected",
        "the script runs as process",
        "the script ended with exit code 3",
        "the server is stopping; it says to come back in 0.01 s",
        "connected to the server",
        "the files are listed",
    ] {
        assert!(log.contains(expected), "{expected:?} is missing in:\n{log}");
    }
    agent.stop().await;
}
