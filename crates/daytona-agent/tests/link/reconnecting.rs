use daytona_protocol::pb;

use crate::agent::{Agent, CONSOLE, follow_from, setup, start_test};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_cut_the_console_goes_on_where_the_server_has_it() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let go_on = agent.outside("go-on");
    agent.script(&format!(
        "echo one; until [ -e {0} ]; do sleep 0.01; done; echo two; until [ -e {0}-again ]; do sleep 0.01; done",
        go_on.display()
    ));
    let (mut session, _) = server.welcome().await;
    let mut bulk = server.bulk().await;
    session.command(setup(7, pb::Role::Execution)).await;
    session.command(follow_from(0)).await;
    session.command(start_test()).await;
    session.phase(pb::Phase::Running).await;
    let mut console = Vec::new();
    bulk.read(CONSOLE, &mut console, |have| have == b"one\n").await;

    drop((session, bulk));
    std::fs::write(&go_on, "").unwrap();
    let (mut session, hello) = server.welcome().await;
    let [run] = hello.runs.as_slice() else {
        panic!("{hello:?}")
    };
    assert_eq!(run.phase(), pb::Phase::Running);
    // The command comes before the connection for the data is there.
    session.command(follow_from(console.len())).await;
    let mut bulk = server.bulk().await;
    bulk.read(CONSOLE, &mut console, |have| have == b"one\ntwo\n")
        .await;
    std::fs::write(agent.outside("go-on-again"), "").unwrap();
    session.phase(pb::Phase::Ended).await;
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_data_connection_has_both_opened_anew() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let (mut session, _) = server.welcome().await;
    drop(server.bulk().await);
    session.ended().await;
    let _again = server.welcome().await;
    server.bulk().await;
    agent.stop().await;
}
