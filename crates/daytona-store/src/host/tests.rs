use daytona_domain::id::DEFAULT_TEAM;

use super::{Certificate, EnrolError, Enrolment, Host, HostFacts, RenewError};
use crate::fixture::{Fixture, host};
use crate::join_token::NewJoinToken;
use crate::secret::SecretHash;

fn enrolment(token: &str, name: &str) -> Enrolment {
    Enrolment {
        token_id: token.to_owned(),
        secret: SecretHash::of("secret"),
        name: host(name),
        address: "10.0.0.7".to_owned(),
        certificate: certificate(&format!("serial of {token}"), "one"),
    }
}

fn certificate(serial: &str, authority: &str) -> Certificate {
    Certificate {
        serial: serial.to_owned(),
        fingerprint: "ab".repeat(32),
        authority: Some(authority.to_owned()),
        expires: None,
    }
}

impl Fixture {
    async fn token(&self, id: &str, pattern: &str, re_enrol: bool) {
        let new = NewJoinToken {
            id: id.to_owned(),
            secret: SecretHash::of("secret"),
            team: DEFAULT_TEAM,
            pattern: pattern.to_owned(),
            re_enrol,
            created_by: None,
            expires: self.in_an_hour(),
        };
        self.store.create_join_token(new).await.unwrap();
    }

    async fn known(&self, name: &str) -> Host {
        self.store.host(&host(name)).await.unwrap().unwrap()
    }

    async fn renew(&self, present: &str, next: &str) -> Result<(), RenewError> {
        let next = certificate(next, "two");
        self.store.renew_certificate(&host("web-1"), present, &next).await
    }

    async fn enrol(&self, token: &str, name: &str) -> Result<(), EnrolError> {
        self.store.enrol(enrolment(token, name)).await.map(|_| ())
    }
}

#[tokio::test]
async fn a_join_token_lets_one_host_in_once() {
    let fixture = Fixture::new().await;
    fixture.token("t1", "web-*", false).await;
    let secret = SecretHash::of("secret");
    assert!(fixture.store.join_token_is_usable("t1", &secret).await.unwrap());
    let error = fixture.enrol("t1", "load-1").await.unwrap_err().to_string();
    assert_eq!(error, "this join token is for hosts named web-*, not for load-1");
    fixture.enrol("t1", "web-1").await.unwrap();
    assert!(!fixture.store.join_token_is_usable("t1", &secret).await.unwrap());
    assert!(matches!(
        fixture.enrol("t1", "web-2").await,
        Err(EnrolError::BadToken)
    ));
    let enrolled = fixture.store.host(&host("web-1")).await.unwrap().unwrap();
    assert_eq!(
        (enrolled.certificate.serial.as_str(), enrolled.facts),
        ("serial of t1", None)
    );
}

#[tokio::test]
async fn an_expired_token_and_a_wrong_secret_let_nobody_in() {
    let fixture = Fixture::new().await;
    fixture.token("t1", "*", false).await;
    let guessed = Enrolment {
        secret: SecretHash::of("guessed"),
        ..enrolment("t1", "web-1")
    };
    assert!(matches!(
        fixture.store.enrol(guessed).await,
        Err(EnrolError::BadToken)
    ));
    fixture.advance(3_600);
    assert!(matches!(
        fixture.enrol("t1", "web-1").await,
        Err(EnrolError::BadToken)
    ));
    assert!(matches!(
        fixture.enrol("unknown", "web-1").await,
        Err(EnrolError::BadToken)
    ));
    assert_eq!(
        fixture.store.hosts(DEFAULT_TEAM, None, 10).await.unwrap().items,
        []
    );
}

#[tokio::test]
async fn a_known_name_needs_a_token_for_enrolling_again() {
    let fixture = Fixture::new().await;
    for (token, re_enrol) in [("t1", false), ("t2", false), ("t3", true)] {
        fixture.token(token, "*", re_enrol).await;
    }
    fixture.enrol("t1", "web-1").await.unwrap();
    for name in ["web-1", "WEB-1"] {
        assert!(
            matches!(fixture.enrol("t2", name).await, Err(EnrolError::NameTaken { .. })),
            "{name}"
        );
    }
    fixture.enrol("t3", "web-1").await.unwrap();
    let hosts = fixture.store.hosts(DEFAULT_TEAM, None, 10).await.unwrap().items;
    assert_eq!(hosts.len(), 1);
    assert_eq!(hosts[0].certificate.serial, "serial of t3");
    // A refusal does not use the token up.
    fixture.enrol("t2", "web-2").await.unwrap();
}

#[tokio::test]
async fn what_an_agent_says_of_its_machine_is_kept() {
    let fixture = Fixture::new().await;
    fixture.token("t1", "web-1", false).await;
    fixture.enrol("t1", "web-1").await.unwrap();
    let facts = HostFacts {
        kernel: "6.1.0".to_owned(),
        operating_system: "Debian 12".to_owned(),
        cpu_model: "a CPU".to_owned(),
        cpus: 2,
        memory_bytes: 1 << 33,
        architecture: "x86_64".to_owned(),
        control_groups: "delegated".to_owned(),
    };
    fixture.advance(5);
    fixture
        .store
        .host_connected(&host("web-1"), &facts, "0.1.0")
        .await
        .unwrap();
    let known = fixture.store.host(&host("web-1")).await.unwrap().unwrap();
    assert_eq!(
        (known.facts, known.agent_version.as_str()),
        (Some(facts), "0.1.0")
    );
    assert_eq!(known.connected, Some(fixture.clock.now()));
}

#[tokio::test]
async fn hosts_are_listed_by_name_in_pages() {
    let fixture = Fixture::new().await;
    for (token, name) in [("t1", "web-2"), ("t2", "Web-1"), ("t3", "load-1")] {
        fixture.token(token, "*", false).await;
        fixture.enrol(token, name).await.unwrap();
    }
    let first = fixture.store.hosts(DEFAULT_TEAM, None, 2).await.unwrap();
    let rest = fixture
        .store
        .hosts(DEFAULT_TEAM, first.next.as_ref(), 2)
        .await
        .unwrap();
    let names: Vec<_> = first
        .items
        .iter()
        .chain(&rest.items)
        .map(|host| host.name.as_str())
        .collect();
    assert_eq!(names, ["load-1", "Web-1", "web-2"]);
}

#[tokio::test]
async fn a_renewed_certificate_replaces_the_one_before_only_once_it_is_used() {
    let fixture = Fixture::new().await;
    fixture.token("t1", "*", false).await;
    fixture.enrol("t1", "web-1").await.unwrap();
    fixture.renew("serial of t1", "a").await.unwrap();
    // The answer was lost, and the agent asks again with what it has.
    fixture.renew("serial of t1", "b").await.unwrap();
    let serials = |known: &Host| known.valid_serials().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(serials(&fixture.known("web-1").await), ["serial of t1", "b"]);
    let store = &fixture.store;
    let without = store.hosts_without_authority("two").await.unwrap();
    assert_eq!(without, [fixture.known("web-1").await]);
    store.certificate_used(&host("web-1"), "b").await.unwrap();
    assert_eq!(serials(&fixture.known("web-1").await), ["b"]);
    assert_eq!(store.hosts_without_authority("two").await.unwrap(), []);
    assert!(matches!(
        fixture.renew("serial of t1", "c").await,
        Err(RenewError::Invalid { .. })
    ));
    // To ask for another with the next one is to use it.
    fixture.renew("b", "c").await.unwrap();
    fixture.renew("c", "d").await.unwrap();
    assert_eq!(serials(&fixture.known("web-1").await), ["c", "d"]);
}

#[tokio::test]
async fn a_revoked_host_is_known_and_its_certificates_are_not_until_it_enrols_again() {
    let fixture = Fixture::new().await;
    fixture.token("t1", "*", false).await;
    fixture.token("t2", "*", true).await;
    fixture.enrol("t1", "web-1").await.unwrap();
    fixture.renew("serial of t1", "next").await.unwrap();
    let store = &fixture.store;
    assert!(store.revoke_host(DEFAULT_TEAM, &host("web-1")).await.unwrap());
    let revoked = fixture.known("web-1").await;
    assert_eq!(revoked.revoked, Some(fixture.clock.now()));
    assert!(!revoked.accepts("serial of t1") && !revoked.accepts("next"));
    assert!(fixture.renew("serial of t1", "x").await.is_err());
    fixture.advance(5);
    assert!(store.revoke_host(DEFAULT_TEAM, &host("web-1")).await.unwrap());
    assert_eq!(fixture.known("web-1").await.revoked, revoked.revoked);
    assert!(!store.revoke_host(DEFAULT_TEAM, &host("web-2")).await.unwrap());
    fixture.enrol("t2", "web-1").await.unwrap();
    assert!(fixture.known("web-1").await.accepts("serial of t2"));
}
