use daytona_agent::enrol::{Enrolment, enrol};
use daytona_protocol::join_token::JoinToken;
use daytona_protocol::version::PROTOCOL_VERSION;

use crate::agent::Agent;
use crate::server::{Server, welcome};

async fn join(server: &Server, token: JoinToken, name: &str) -> Result<(), String> {
    let root = tempfile::tempdir().unwrap();
    let enrolment = Enrolment {
        server: &server.address,
        token,
        name: name.parse().unwrap(),
        address: None,
        root: root.path(),
    };
    let joined = enrol(enrolment).await.map_err(|error| error.to_string());
    assert_eq!(root.path().join("identity/identity.pem").exists(), joined.is_ok());
    joined
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_enrolled_agent_connects_under_the_name_in_its_certificate() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let (session, hello) = server.welcome().await;
    assert_eq!(session.host, "load-1");
    assert_eq!(hello.runs, []);
    assert_eq!(hello.cannot_run_scripts, "");
    server.bulk().await;
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_of_another_authority_is_not_trusted() {
    let (server, other) = (Server::start().await, Server::start().await);
    let error = join(&server, other.token(), "load-1").await.unwrap_err();
    assert!(
        error.contains("not of the authority that the token names"),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_enrolment_gives_the_servers_reason_and_keeps_nothing() {
    let server = Server::start().await;
    let error = join(&server, server.token(), "taken").await.unwrap_err();
    assert_eq!(error, "the server refused: host taken is enrolled already");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_with_another_authority_is_not_kept() {
    let server = Server::start().await;
    let error = join(&server, server.token(), "misled").await.unwrap_err();
    assert!(error.contains("not the one the token names"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_of_another_protocol_version_gets_no_data_connection() {
    let mut server = Server::start().await;
    let mut agent = Agent::start(&server).await;
    let mut session = server.session().await;
    session.next().await;
    session.command(welcome(PROTOCOL_VERSION + 1)).await;
    session.ended().await;
    agent.stop().await;
}
