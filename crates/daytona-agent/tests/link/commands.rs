use daytona_protocol::pb;
use daytona_protocol::pb::server_message::Message as Command;

use crate::agent::{Agent, CONSOLE, follow_from, get_status, run, setup, start_monitor, start_test};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_goes_from_its_set_up_to_gone() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    agent.script("echo hello; echo 1,2 > results.csv; exit 7");
    let (mut session, _) = server.welcome().await;
    let mut bulk = server.bulk().await;
    session.command(setup(7, pb::Role::Execution)).await;
    session.command(start_monitor()).await;
    session.command(follow_from(0)).await;
    session
        .status(|status| status.phase() == pb::Phase::Ready && status.monitoring)
        .await;
    session.command(start_test()).await;
    let running = session.phase(pb::Phase::Running).await;
    assert!(running.started_wall_us > 0);
    let ended = session.phase(pb::Phase::Ended).await;
    assert_eq!(ended.end.unwrap().end, Some(pb::script_end::End::ExitCode(7)));
    assert!(!ended.processes_left);
    assert!(!ended.monitoring, "the closing row comes before the end is told");
    let mut console = Vec::new();
    bulk.read(CONSOLE, &mut console, |have| have.ends_with(b"\n"))
        .await;
    assert_eq!(console, b"hello\n");

    session
        .command(Command::PrepareResults(pb::PrepareResults { run: run(7) }))
        .await;
    let files = session.manifest().await;
    let results = files.iter().find(|file| file.path == "results.csv").unwrap();
    assert!(files.iter().any(|file| file.path == "sar/ticks.csv"), "{files:?}");
    let range = |path: &str, length| pb::Range {
        path: path.to_owned(),
        offset: 0,
        length,
    };
    let ranges = vec![range("results.csv", results.size), range("../../../secret", 1)];
    bulk.request(pb::FileUpload { run: run(7), ranges }).await;
    let failed = bulk.failure().await;
    assert_eq!(failed.path, "../../../secret");

    session
        .command(Command::CleanupTest(pb::CleanupTest { run: run(7) }))
        .await;
    session
        .command(Command::FinishTest(pb::FinishTest { run: run(7) }))
        .await;
    session.phase(pb::Phase::Gone).await;
    assert!(!agent.run_folder().exists());
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_start_answers_with_the_status_and_runs_nothing() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let count = agent.outside("count");
    agent.script(&format!("echo started >> {}", count.display()));
    let (mut session, _) = server.welcome().await;
    session.command(setup(7, pb::Role::Execution)).await;
    session.command(start_test()).await;
    session.command(start_test()).await;
    session.phase(pb::Phase::Ended).await;
    session.command(start_test()).await;
    session.phase(pb::Phase::Ended).await;
    assert_eq!(std::fs::read_to_string(count).unwrap(), "started\n");
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_runs_is_not_forgotten_and_an_abort_ends_it() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    agent.script("exec sleep 1000");
    let (mut session, _) = server.welcome().await;
    session.command(setup(7, pb::Role::Execution)).await;
    session.command(start_test()).await;
    session.phase(pb::Phase::Running).await;
    session
        .command(Command::FinishTest(pb::FinishTest { run: run(7) }))
        .await;
    assert_eq!(session.refusal().await.reason, "the script still runs");
    session
        .command(Command::EndTest(pb::EndTest { run: run(7) }))
        .await;
    let ended = session.phase(pb::Phase::Ended).await;
    assert_eq!(ended.end.unwrap().end, Some(pb::script_end::End::Aborted(true)));
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_lease_a_stale_one_and_an_unknown_command_are_refused_in_words() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let (mut session, _) = server.welcome().await;
    session.command(setup(7, pb::Role::Statistics)).await;
    session.phase(pb::Phase::Ready).await;
    session
        .command(Command::StartTest(pb::StartTest { run: run(6) }))
        .await;
    let refused = session.refusal().await;
    assert_eq!(refused.command, "start_test");
    assert!(refused.reason.contains("under lease"), "{}", refused.reason);
    session
        .command(Command::FinishTest(pb::FinishTest { run: run(7) }))
        .await;
    session.phase(pb::Phase::Gone).await;
    session.command(setup(7, pb::Role::Statistics)).await;
    let refused = session.refusal().await;
    assert!(refused.reason.contains("it is stale"), "{}", refused.reason);
    session.unknown_command().await;
    let refused = session.refusal().await;
    assert!(refused.reason.contains("upgrade it"), "{}", refused.reason);
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_is_not_held_is_gone() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let (mut session, _) = server.welcome().await;
    session.command(get_status()).await;
    session.phase(pb::Phase::Gone).await;
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_is_root_without_a_user_says_so_and_runs_no_script() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let mut server = Server::start().await;
    let mut agent = Agent::enrolled(&server).await.without_user();
    agent.script("true");
    agent.start_again();
    let (mut session, hello) = server.welcome().await;
    assert!(hello.cannot_run_scripts.contains("--run-as USER"));
    session.command(setup(7, pb::Role::Execution)).await;
    let failed = session.phase(pb::Phase::Failed).await;
    assert_eq!(failed.reason, hello.cannot_run_scripts);
    agent.stop().await;
}
