//! What only PostgreSQL has: a lock that belongs to a session, and sessions that end.

use sea_orm::{ConnectionTrait, Statement};
use tempfile::TempDir;

use crate::fixture::Fixture;
use crate::fixture::database::TestDatabase;
use crate::{DatabaseError, OpenError, Store};

/// Ends the sessions of this database whose name begins so, as an administrator would.
fn end_sessions(fixture: &Fixture, name: &str) {
    let sql = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE '{name}%'"
    );
    fixture.database.as_ref().unwrap().psql(&sql);
}

async fn open_elsewhere(fixture: &Fixture, holder: &str) -> (Result<Store, OpenError>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let opened = Store::open(folder.path(), &fixture.url, holder, fixture.clock.clone()).await;
    (opened, folder)
}

#[tokio::test]
async fn a_second_server_is_refused_and_told_of_the_first() {
    let fixture = Fixture::new().await;
    let (second, _folder) = open_elsewhere(&fixture, "the second").await;
    let error = second.unwrap_err().to_string();
    assert!(
        error.contains("is used by another server: a test; stop it or name another database"),
        "{error}"
    );
    let ana = fixture.member("ana").await;
    fixture.submit(&ana, &["load-1"]).await;
}

#[tokio::test]
async fn the_database_is_free_as_soon_as_the_first_server_is_gone() {
    let fixture = Fixture::new().await;
    fixture.store.close().await.unwrap();
    let (second, _folder) = open_elsewhere(&fixture, "the second").await;
    second.unwrap().ping().await.unwrap();
}

#[tokio::test]
async fn a_server_whose_session_ends_writes_no_more_and_says_so() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    end_sessions(&fixture, "a test");
    // The first write finds the session gone; those after it would get a new one, without the lock.
    fixture
        .store
        .new_setup_link(&crate::secret::SecretHash::of("x"), fixture.in_an_hour())
        .await
        .unwrap_err();
    let framework = crate::fixture::definition("gzip");
    let refused = fixture.store.apply_framework(&framework, &ana, None).await;
    let words = refused.unwrap_err().to_string();
    assert!(
        words.contains("has ended, and with it the right to write"),
        "{words}"
    );
    assert!(matches!(
        fixture.store.until_lost().await,
        DatabaseError::Lost { .. }
    ));
    assert_eq!(
        fixture.store.framework(&"gzip".parse().unwrap()).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn the_end_of_the_session_is_noticed_without_a_write() {
    let fixture = Fixture::new().await;
    end_sessions(&fixture, "a test");
    let lost = fixture.store.until_lost().await;
    assert!(matches!(lost, DatabaseError::Lost { .. }), "{lost}");
}

#[tokio::test]
async fn a_server_that_lost_its_session_does_not_disturb_the_next_one() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    // The session ends within a transaction, and another server takes over at once.
    let tx = fixture.store.begin().await.unwrap();
    tx.execute_unprepared("DELETE FROM one_time_secret")
        .await
        .unwrap();
    end_sessions(&fixture, "a test");
    let (second, _folder) = open_elsewhere(&fixture, "the second").await;
    let second = second.unwrap();
    assert!(tx.commit().await.is_err());
    assert_eq!(second.user(ana.id).await.unwrap().unwrap().name, ana.name);
    assert!(fixture.store.begin().await.is_err());
}

#[tokio::test]
async fn texts_are_in_the_order_of_their_bytes_whatever_the_language_of_the_database() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    // English would put the dash aside and the capital beside the small letter.
    for name in ["ab", "a-c", "A1"] {
        fixture.framework(name, &ana).await;
    }
    let sql = "SELECT string_agg(name, ' ' ORDER BY name) FROM framework";
    let ordered = fixture.database.as_ref().unwrap().psql(sql);
    assert_eq!(ordered, "A1 a-c ab");
    let page = fixture.store.frameworks(ana.team, None, 10).await.unwrap();
    let names: Vec<_> = page
        .items
        .iter()
        .map(|item| item.framework.definition.name.as_str())
        .collect();
    assert_eq!(names, ["a-c", "A1", "ab"]);
}

#[tokio::test]
async fn a_commit_is_durable_also_where_the_cluster_says_otherwise() {
    let database = TestDatabase::postgres();
    database.psql("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$");
    let folder = tempfile::tempdir().unwrap();
    let url = database.url().parse().unwrap();
    let clock = daytona_domain::clock::Clock::System;
    let store = Store::open(folder.path(), &url, "a test", clock).await.unwrap();
    let tx = store.begin().await.unwrap();
    let show = Statement::from_string(tx.get_database_backend(), "SHOW synchronous_commit");
    let row = tx.query_one_raw(show).await.unwrap().unwrap();
    assert_eq!(row.try_get_by_index::<String>(0).unwrap(), "on");
}

#[tokio::test]
async fn a_database_of_another_encoding_is_refused() {
    let cluster = TestDatabase::postgres();
    let name = format!("latin_{}", std::process::id());
    cluster.psql(&format!(
        "CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"
    ));
    let url = cluster.url();
    let url = format!("{}/{name}", url.rsplit_once('/').unwrap().0);
    let folder = tempfile::tempdir().unwrap();
    let clock = daytona_domain::clock::Clock::System;
    let opened = Store::open(folder.path(), &url.parse().unwrap(), "a test", clock).await;
    let error = opened.unwrap_err().to_string();
    assert!(error.contains("its encoding is LATIN1"), "{error}");
    cluster.psql(&format!("DROP DATABASE {name} WITH (FORCE)"));
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named_in_the_refusal() {
    let database = TestDatabase::postgres();
    let url = format!("{}_missing", database.url());
    let folder = tempfile::tempdir().unwrap();
    let clock = daytona_domain::clock::Clock::System;
    let opened = Store::open(folder.path(), &url.parse().unwrap(), "a test", clock).await;
    let error = opened.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(error.to_string().contains("_missing"), "{error}");
    assert!(cause.contains("does not exist"), "{cause}");
}
