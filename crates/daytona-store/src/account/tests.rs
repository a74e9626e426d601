use daytona_domain::id::{DEFAULT_TEAM, TokenId, UserId};
use daytona_domain::permission::Role;

use super::NewUser;
use crate::fixture::Fixture;
use crate::secret::SecretHash;
use crate::token::NewToken;

const PASSWORD: &str = "hash of a password";

fn new_user(name: &str) -> NewUser {
    NewUser {
        team: DEFAULT_TEAM,
        name: name.parse().unwrap(),
        role: Role::Member,
    }
}

#[tokio::test]
async fn the_first_administrator_is_made_once_with_the_printed_secret() {
    let fixture = Fixture::new().await;
    let store = &fixture.store;
    let secret = SecretHash::of("printed");
    assert!(store.needs_setup().await.unwrap());
    store.new_setup_link(&secret, fixture.in_an_hour()).await.unwrap();
    let set_up = async |secret: &str| {
        store
            .set_up(
                &SecretHash::of(secret),
                "root".parse().unwrap(),
                PASSWORD.to_owned(),
            )
            .await
    };
    let error = set_up("guessed").await.unwrap_err().to_string();
    assert!(error.starts_with("this link is not valid any more"), "{error}");
    let root = set_up("printed").await.unwrap();
    assert_eq!(
        (root.role, root.active, root.team),
        (Role::Administrator, true, DEFAULT_TEAM)
    );
    assert!(!store.needs_setup().await.unwrap());
    let error = set_up("printed").await.unwrap_err().to_string();
    assert_eq!(
        error,
        "this server has its administrator already; sign in instead"
    );
}

#[tokio::test]
async fn a_later_start_prints_a_link_that_replaces_the_earlier_one() {
    let fixture = Fixture::new().await;
    for secret in ["first", "second"] {
        fixture
            .store
            .new_setup_link(&SecretHash::of(secret), fixture.in_an_hour())
            .await
            .unwrap();
    }
    let name = || "root".parse().unwrap();
    let store = &fixture.store;
    store
        .set_up(&SecretHash::of("first"), name(), PASSWORD.to_owned())
        .await
        .unwrap_err();
    store
        .set_up(&SecretHash::of("second"), name(), PASSWORD.to_owned())
        .await
        .unwrap();
}

#[tokio::test]
async fn a_member_sets_a_password_once_and_before_the_link_expires() {
    let fixture = Fixture::new().await;
    let store = &fixture.store;
    let (early, late) = (SecretHash::of("early"), SecretHash::of("late"));
    let ana = store
        .create_user(new_user("ana"), &early, fixture.in_an_hour())
        .await
        .unwrap();
    store
        .create_user(new_user("ben"), &late, fixture.in_an_hour())
        .await
        .unwrap();
    assert!(!ana.active);
    assert_eq!(
        store.credentials("ana").await.unwrap().unwrap().password_hash,
        None
    );
    let active = store.set_password(&early, PASSWORD.to_owned()).await.unwrap();
    assert!(active.active);
    store
        .set_password(&early, "another".to_owned())
        .await
        .unwrap_err();
    fixture.advance(3_600);
    store.set_password(&late, PASSWORD.to_owned()).await.unwrap_err();
    let credentials = store.credentials("ANA").await.unwrap().unwrap();
    assert_eq!(
        (credentials.user, credentials.password_hash.as_deref()),
        (active, Some(PASSWORD))
    );
}

#[tokio::test]
async fn names_that_differ_only_in_case_are_one_account() {
    let fixture = Fixture::new().await;
    fixture.member("ana").await;
    let secret = SecretHash::of("x");
    let error = fixture
        .store
        .create_user(new_user("Ana"), &secret, fixture.in_an_hour())
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is an account Ana already; choose another name"
    );
}

#[tokio::test]
async fn a_new_password_ends_the_sessions() {
    let fixture = Fixture::new().await;
    let store = &fixture.store;
    let ana = fixture.member("ana").await;
    let (session, link) = (SecretHash::of("session"), SecretHash::of("link"));
    store
        .open_session(ana.id, &session, fixture.in_an_hour())
        .await
        .unwrap();
    store
        .new_password_link(ana.id, &link, fixture.in_an_hour())
        .await
        .unwrap();
    assert!(store.session(&session).await.unwrap().is_some());
    store.set_password(&link, "another".to_owned()).await.unwrap();
    assert_eq!(store.session(&session).await.unwrap(), None);
    let unknown = store
        .new_password_link(UserId::new(99), &link, fixture.in_an_hour())
        .await;
    assert_eq!(unknown.unwrap_err().to_string(), "there is no account 99");
}

#[tokio::test]
async fn a_session_ends_when_it_expires_is_prolonged_by_use_and_can_be_ended() {
    let fixture = Fixture::new().await;
    let store = &fixture.store;
    let ana = fixture.member("ana").await;
    let secret = SecretHash::of("session");
    let id = store
        .open_session(ana.id, &secret, fixture.in_an_hour())
        .await
        .unwrap();
    fixture.advance(3_000);
    store.touch_session(id, fixture.in_an_hour()).await.unwrap();
    fixture.advance(3_000);
    let session = store.session(&secret).await.unwrap().unwrap();
    assert_eq!((session.id, session.user), (id, ana.clone()));
    fixture.advance(600);
    assert_eq!(store.session(&secret).await.unwrap(), None);
    let other = SecretHash::of("other");
    let id = store
        .open_session(ana.id, &other, fixture.in_an_hour())
        .await
        .unwrap();
    store.end_session(id).await.unwrap();
    assert_eq!(store.session(&other).await.unwrap(), None);
}

#[tokio::test]
async fn a_token_acts_for_its_owner_until_it_is_revoked() {
    let fixture = Fixture::new().await;
    let store = &fixture.store;
    let (ana, ben) = (fixture.member("ana").await, fixture.member("ben").await);
    let secret = SecretHash::of("dtn_abcdef");
    let new = NewToken {
        scope: daytona_domain::permission::Scope::Run,
        title: "laptop".parse().unwrap(),
        prefix: "dtn_abc".to_owned(),
        secret: secret.clone(),
    };
    let token = store.create_token(ana.id, new).await.unwrap();
    assert_eq!(
        store.token(&secret).await.unwrap(),
        Some((token.clone(), ana.clone()))
    );
    store.touch_token(token.id).await.unwrap();
    let listed = store.tokens(ana.id, None, 10).await.unwrap().items;
    assert_eq!(listed[0].last_used, Some(fixture.clock.now()));
    assert_eq!(store.tokens(ben.id, None, 10).await.unwrap().items, []);
    assert!(!store.delete_token(ben.id, token.id).await.unwrap());
    assert!(store.delete_token(ana.id, token.id).await.unwrap());
    assert_eq!(store.token(&secret).await.unwrap(), None);
    assert!(!store.delete_token(ana.id, TokenId::new(99)).await.unwrap());
}

#[tokio::test]
async fn accounts_come_in_pages() {
    let fixture = Fixture::new().await;
    for name in ["ana", "ben", "cleo"] {
        fixture.member(name).await;
    }
    let first = fixture.store.users(DEFAULT_TEAM, None, 2).await.unwrap();
    let rest = fixture.store.users(DEFAULT_TEAM, first.next, 2).await.unwrap();
    assert_eq!(first.items.len(), 2);
    assert_eq!(rest.items[0].name.as_str(), "cleo");
    let cleo = fixture.store.user(rest.items[0].id).await.unwrap();
    assert_eq!(cleo.as_ref(), rest.items.first());
}
