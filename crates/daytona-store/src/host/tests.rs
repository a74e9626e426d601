use daytona_domain::id::DEFAULT_TEAM;

use super::{EnrolError, Enrolment, HostFacts};
use crate::fixture::{Fixture, host};
use crate::join_token::NewJoinToken;
use crate::secret::SecretHash;

fn enrolment(token: &str, name: &str) -> Enrolment {
    Enrolment {
        token_id: token.to_owned(),
        secret: SecretHash::of("secret"),
        name: host(name),
        address: "10.0.0.7".to_owned(),
        certificate_serial: format!("serial of {token}"),
        certificate_fingerprint: "ab".repeat(32),
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
        (enrolled.certificate_serial.as_str(), enrolled.facts),
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
    assert_eq!(hosts[0].certificate_serial, "serial of t3");
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
