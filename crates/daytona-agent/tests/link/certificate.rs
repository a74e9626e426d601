use daytona_protocol::pb;
use daytona_protocol::pb::server_message::Message as Command;

use crate::agent::{Agent, setup, start_test};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_has_expired_is_renewed_before_the_agent_connects() {
    let mut server = Server::start().await;
    let mut agent = Agent::enrolled(&server).await;
    let expired = server.give_certificate(agent.root(), 380);
    agent.start_again();
    let (session, _) = server.welcome().await;
    assert_eq!(session.host, "load-1");
    assert_ne!(session.serial, expired);
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_is_due_is_renewed_and_the_link_goes_on_with_the_new_one() {
    let mut server = Server::start().await;
    let mut agent = Agent::enrolled(&server).await;
    let due = server.give_certificate(agent.root(), 300);
    agent.start_again();
    let (mut session, _) = server.welcome().await;
    assert_eq!(session.serial, due);
    session.ended().await;
    let (session, _) = server.welcome().await;
    assert_ne!(session.serial, due);
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renewal_that_can_wait_does_so_until_the_script_has_ended() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let go_on = agent.outside("go-on");
    agent.script(&format!("until [ -e {} ]; do sleep 0.01; done", go_on.display()));
    let (mut session, _) = server.welcome().await;
    session.command(setup(7, pb::Role::Execution)).await;
    session.command(start_test()).await;
    session.phase(pb::Phase::Running).await;
    session
        .command(Command::RenewCertificate(pb::RenewCertificate {}))
        .await;
    // The answer shows that the command before it was heard.
    session.command(crate::agent::get_status()).await;
    session.phase(pb::Phase::Running).await;
    std::fs::write(go_on, "").unwrap();
    session.phase(pb::Phase::Ended).await;
    let before = session.serial.clone();
    session.ended().await;
    let (session, hello) = server.welcome().await;
    assert_ne!(session.serial, before);
    assert_eq!(hello.runs[0].phase(), pb::Phase::Ended);
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_that_was_turned_away_comes_back_as_soon_as_it_has_enrolled_again() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let (mut session, _) = server.welcome().await;
    session
        .command(Command::Refusal(pb::Refusal {
            reason: "the certificate of host load-1 was revoked".to_owned(),
            come_back_ms: 0,
        }))
        .await;
    session.ended().await;
    let serial = server.give_certificate(agent.root(), 0);
    let (session, _) = server.welcome().await;
    assert_eq!(session.serial, serial);
    agent.stop().await;
}
