use daytona_protocol::pb;
use daytona_protocol::pb::server_message::Message as Command;

use crate::agent::{Agent, run, setup, start_monitor, start_test};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_script_outlives_its_agent_and_the_next_one_measures_on() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let (count, go_on) = (agent.outside("count"), agent.outside("go-on"));
    agent.script(&format!(
        "echo started >> {}; until [ -e {} ]; do sleep 0.01; done",
        count.display(),
        go_on.display()
    ));
    let (mut session, _) = server.welcome().await;
    session.command(setup(7, pb::Role::Execution)).await;
    session.command(start_monitor()).await;
    session.command(start_test()).await;
    session.phase(pb::Phase::Running).await;
    agent.stop().await;

    agent.start_again();
    let (mut session, hello) = server.welcome().await;
    let [held] = hello.runs.as_slice() else {
        panic!("{hello:?}")
    };
    assert_eq!(held.phase(), pb::Phase::Running);
    assert!(held.monitoring);
    session.command(start_test()).await;
    session.phase(pb::Phase::Running).await;
    std::fs::write(go_on, "").unwrap();
    let ended = session.phase(pb::Phase::Ended).await;
    assert_eq!(ended.end.unwrap().end, Some(pb::script_end::End::ExitCode(0)));
    assert_eq!(std::fs::read_to_string(count).unwrap(), "started\n");
    let ticks = agent.run_folder().join("results/load-1/sar/ticks.csv");
    let ticks = std::fs::read_to_string(ticks).unwrap();
    assert!(ticks.lines().count() >= 3, "a closing row of each agent: {ticks}");
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statistics_host_that_has_ended_stays_so_when_its_agent_restarts() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let (mut session, _) = server.welcome().await;
    session.command(setup(7, pb::Role::Statistics)).await;
    session.command(start_monitor()).await;
    session.status(|status| status.monitoring).await;
    session
        .command(Command::StopMonitor(pb::StopMonitor { run: run(7) }))
        .await;
    session.phase(pb::Phase::Ended).await;
    agent.stop().await;

    agent.start_again();
    let (mut session, hello) = server.welcome().await;
    assert_eq!(hello.runs[0].phase(), pb::Phase::Ended);
    assert!(!hello.runs[0].monitoring);
    session
        .command(Command::PrepareResults(pb::PrepareResults { run: run(7) }))
        .await;
    let files = session.manifest().await;
    assert!(files.iter().any(|file| file.path == "sar/cpu.plt"), "{files:?}");
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_aborted_before_its_start_is_not_started_by_the_next_agent() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let trace = agent.outside("trace");
    agent.script(&format!("touch {}", trace.display()));
    let (mut session, _) = server.welcome().await;
    session.command(setup(7, pb::Role::Execution)).await;
    session.phase(pb::Phase::Ready).await;
    session
        .command(Command::EndTest(pb::EndTest { run: run(7) }))
        .await;
    session.phase(pb::Phase::Ended).await;
    agent.stop().await;

    agent.start_again();
    let (mut session, _) = server.welcome().await;
    session.command(start_test()).await;
    session.phase(pb::Phase::Ended).await;
    assert!(!trace.exists());
    agent.stop().await;
}
