//! Who is let in with which certificate: renewed, expired, revoked, of an authority that was changed.

use std::sync::Arc;
use std::time::Duration;

use daytona_domain::clock::{Clock, Timestamp};
use daytona_protocol::dial::dial;
use daytona_protocol::identity::PeerIdentity;
use daytona_protocol::pb;
use daytona_protocol::pb::link_client::LinkClient;
use daytona_protocol::version::PROTOCOL_VERSION;
use daytona_store::host::Certificate;
use daytona_testkit::identity::{Request, enrol};
use daytona_testkit::server::WithAdmin;
use daytona_testkit::{Script, SimAgent, TestServer, wait_for};
use serde_json::json;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;

type Tls = Arc<ClientConfig>;

async fn link(world: &WithAdmin, tls: &Tls) -> LinkClient<tonic::transport::Channel> {
    let address = world.server.agent_address();
    LinkClient::new(dial(&address, Arc::clone(tls)).await.unwrap())
}

/// Why no session is opened with this certificate, or nothing if one is.
async fn refused(world: &WithAdmin, tls: &Tls) -> Option<String> {
    let (_messages, outgoing) = tokio::sync::mpsc::channel(1);
    let session = link(world, tls)
        .await
        .session(tokio_stream::wrappers::ReceiverStream::new(outgoing))
        .await;
    session.err().map(|status| status.message().to_owned())
}

/// A renewed certificate, ready for use.
async fn renew(world: &WithAdmin, tls: &Tls) -> Result<Tls, tonic::Status> {
    let request = Request::make();
    let reply = link(world, tls)
        .await
        .renew(pb::RenewRequest {
            protocol_version: PROTOCOL_VERSION,
            program_version: "test".to_owned(),
            certificate_request: request.pem.clone(),
        })
        .await?
        .into_inner();
    Ok(request.configured(&reply.certificate, &reply.authorities))
}

/// A certificate of load-1 that was signed so many days ago, and is the one that the server knows.
async fn signed_days_ago(world: &WithAdmin, known_serial: &str, days: u64) -> (Tls, String) {
    let app = world.server.app();
    let then = Clock::System.now().as_micros() - i64::try_from(days * 86_400 * 1_000_000).unwrap();
    let request = Request::make();
    let host = "load-1".parse().unwrap();
    let signed = app
        .authorities
        .signing()
        .sign_agent(&request.pem, &host, &Clock::manual(Timestamp::from_micros(then)))
        .unwrap();
    let next = Certificate {
        serial: signed.serial.clone(),
        fingerprint: signed.fingerprint,
        authority: Some(signed.authority.to_string()),
        expires: Some(signed.expires),
    };
    app.store
        .renew_certificate(&host, known_serial, &next)
        .await
        .unwrap();
    app.store.certificate_used(&host, &signed.serial).await.unwrap();
    app.directory.reload(&app.store).await.unwrap();
    let tls = request.configured(&signed.certificate_pem, &app.authorities.trusted_pem());
    (tls, signed.serial)
}

async fn serial(world: &WithAdmin) -> String {
    let host = world.server.app().store.host(&"load-1".parse().unwrap()).await;
    host.unwrap().unwrap().certificate.serial
}

#[tokio::test]
async fn an_expired_certificate_opens_no_session_and_is_renewed_for_thirty_days() {
    let world = TestServer::start().await.with_admin().await;
    let token = world.join_token().await;
    enrol(&world.server.agent_address(), &token, "load-1")
        .await
        .unwrap();
    let (tls, known) = signed_days_ago(&world, &serial(&world).await, 380).await;
    let reason = refused(&world, &tls).await.unwrap();
    assert!(
        reason.contains("expired on") && reason.contains("30 days"),
        "{reason}"
    );
    let renewed = renew(&world, &tls).await.unwrap();
    assert_eq!(refused(&world, &renewed).await, None);
    // It has been used: the one before is worth nothing any more.
    assert!(renew(&world, &tls).await.is_err());
    let (too_old, _) = signed_days_ago(&world, &serial(&world).await, 400).await;
    let called = dial(&world.server.agent_address(), too_old).await;
    let called = match called {
        Ok(channel) => LinkClient::new(channel)
            .renew(pb::RenewRequest::default())
            .await
            .is_err(),
        Err(_) => true,
    };
    assert!(called);
    assert_ne!(known, serial(&world).await);
}

#[tokio::test]
async fn a_revoked_agent_is_cut_off_at_once_with_a_sentence_and_comes_back_by_a_token_for_it() {
    let world = TestServer::start().await.with_admin().await;
    world.framework("gzip", "load-1", json!({})).await;
    let address = world.server.agent_address();
    let mut agent =
        SimAgent::connect(&address, &world.join_token().await, "load-1", Script::UntilEnded).await;
    let run = world.submit("gzip").await;
    world.wait_for_state(&run, "running").await;
    let host = world.rest.post("/hosts/load-1/revoke", &json!({})).await.ok();
    assert_eq!(
        host["sentence"],
        "its certificate was revoked; it has to enrol again"
    );
    assert!(host["revoked"].is_string());
    let last = || async { agent.commands().last().cloned() };
    wait_for("the refusal", last, |last| last.as_deref() == Some("refusal")).await;
    wait_for(
        "the cut to be shown",
        || world.run(&run),
        |run| run["disconnected"][0]["host"] == "load-1" && run["state"] == "running",
    )
    .await;
    let reason = refused(&world, &agent.tls()).await.unwrap();
    assert!(
        reason.contains("was revoked") && reason.contains("--re-enrol"),
        "{reason}"
    );
    assert!(renew(&world, &agent.tls()).await.is_err());
    // Doing it again changes nothing, and there is no such thing for a host that isn't there.
    world.rest.post("/hosts/load-1/revoke", &json!({})).await.ok();
    assert_eq!(
        world.rest.post("/hosts/load-9/revoke", &json!({})).await.status,
        404
    );
    let token = world
        .rest
        .post("/hosts/join-tokens", &json!({"re_enrol": true}))
        .await
        .ok();
    agent
        .enrol_again(token["token"].as_str().unwrap(), "load-1")
        .await;
    agent.reconnect().await;
    world.rest.post("/tests/1/runs/1/abort", &json!({})).await.ok();
    world.wait_for_state(&run, "aborted").await;
    assert_eq!(agent.most_starts(), 1);
}

#[tokio::test]
async fn a_change_of_the_authority_waits_for_every_agent_and_names_who_is_left() {
    let world = TestServer::start().await.with_admin().await;
    let address = world.server.agent_address();
    let token = world.join_token().await;
    let agent = SimAgent::connect(&address, &token, "load-1", Script::UntilEnded).await;
    let away = enrol(&address, &world.join_token().await, "web-1").await.unwrap();
    let before = world.rest.get("/admin/authority").await.ok();
    let begun = world.rest.post("/admin/authority/rotate", &json!({})).await.ok();
    assert_eq!(begun["fingerprint"], before["fingerprint"]);
    assert_eq!(begun["change"]["hosts_left"], json!(["load-1", "web-1"]));
    assert_eq!(
        world
            .rest
            .post("/admin/authority/rotate", &json!({}))
            .await
            .status,
        409
    );
    let heard = || async { agent.commands() };
    wait_for("the agents to be told", heard, |all| {
        all.contains(&"renew_certificate".to_owned())
    })
    .await;
    // One renews, and both authorities are trusted by it and by the server.
    let renewed = renew(&world, &agent.tls()).await.unwrap();
    assert_eq!(refused(&world, &renewed).await, None);
    let refused_finish = world.rest.post("/admin/authority/finish", &json!({})).await;
    assert_eq!(refused_finish.status, 409);
    assert!(
        refused_finish.text.contains("old authority: web-1;"),
        "{}",
        refused_finish.text
    );
    assert_eq!(refused(&world, &away).await, None, "nothing has changed for it");
    let of_away = renew(&world, &away).await.unwrap();
    assert_eq!(refused(&world, &of_away).await, None);
    let finished = world.rest.post("/admin/authority/finish", &json!({})).await.ok();
    assert_eq!(finished["fingerprint"], begun["change"]["next"]);
    assert_eq!(finished["change"], json!(null));
    // New connections are made under the new authority, also after a restart.
    let world = WithAdmin {
        server: world.server.restarted().await,
        rest: world.rest,
    };
    for tls in [&renewed, &of_away] {
        assert_eq!(refused(&world, tls).await, None);
    }
    assert!(
        dial(&address, agent.tls()).await.is_err(),
        "it trusts the old authority alone"
    );
    let token = world.join_token().await;
    let joined = enrol(&address, &token, "load-2").await.unwrap();
    assert_eq!(refused(&world, &joined).await, None);
}

#[tokio::test]
async fn a_forced_change_turns_away_who_is_left() {
    let world = TestServer::start().await.with_admin().await;
    let address = world.server.agent_address();
    let agent = SimAgent::connect(&address, &world.join_token().await, "load-1", Script::UntilEnded).await;
    world.rest.post("/admin/authority/rotate", &json!({})).await.ok();
    world
        .rest
        .post("/admin/authority/finish", &json!({"force": true}))
        .await
        .ok();
    let last = || async { agent.commands().last().cloned() };
    wait_for("the refusal", last, |last| last.as_deref() == Some("refusal")).await;
    let hosts = world.rest.get("/hosts").await.ok();
    assert!(hosts["items"][0]["revoked"].is_string(), "{hosts}");
}

#[tokio::test]
async fn a_renewed_certificate_names_the_host_of_the_present_one() {
    let world = TestServer::start().await.with_admin().await;
    let token = world.join_token().await;
    let tls = enrol(&world.server.agent_address(), &token, "load-1")
        .await
        .unwrap();
    let reply = link(&world, &tls)
        .await
        .renew(pb::RenewRequest {
            protocol_version: PROTOCOL_VERSION,
            program_version: String::new(),
            certificate_request: Request::make().pem,
        })
        .await
        .unwrap()
        .into_inner();
    let certificate = CertificateDer::from_pem_slice(reply.certificate.as_bytes()).unwrap();
    let identity = PeerIdentity::from_verified(&certificate).unwrap();
    assert_eq!(identity.host.as_str(), "load-1");
    let now = Clock::System.now();
    assert!(
        now.since(identity.issued) > Duration::from_secs(86_000),
        "it begins a day back"
    );
}
