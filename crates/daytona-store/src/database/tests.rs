mod on_postgres;
mod on_sqlite;

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};

use crate::counter;
use crate::fixture::Fixture;

#[tokio::test]
async fn a_reader_can_not_write() {
    let fixture = Fixture::new().await;
    let row = counter::table::ActiveModel {
        name: Set("x".to_owned()),
        value: Set(1),
    };
    let written = counter::table::Entity::insert(row)
        .exec_without_returning(fixture.store.reader())
        .await;
    let words = written.unwrap_err().to_string().replace('-', "");
    assert!(words.contains("readonly"), "{words}");
}

#[tokio::test]
async fn a_second_server_on_the_folder_is_refused_and_told_of_the_first() {
    let fixture = Fixture::new().await;
    let error = fixture.open_second().await.unwrap_err().to_string();
    assert!(
        error.contains("is used by another server: a test; stop it or use another folder"),
        "{error}"
    );
}

#[tokio::test]
async fn everything_is_there_again_after_a_restart() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await;
    let fixture = fixture.reopen().await;
    assert_eq!(fixture.store.run(run.id).await.unwrap(), Some(run));
}

#[tokio::test]
async fn a_process_that_dies_within_a_transaction_leaves_nothing_of_it() {
    let fixture = Fixture::new().await;
    let tx = fixture.store.begin().await.unwrap();
    let row = counter::table::ActiveModel {
        name: Set("x".to_owned()),
        value: Set(1),
    };
    counter::table::Entity::insert(row)
        .exec_without_returning(&tx)
        .await
        .unwrap();
    drop(tx);
    let fixture = fixture.reopen().await;
    let found = counter::table::Entity::find_by_id("x")
        .one(fixture.store.reader())
        .await
        .unwrap();
    assert_eq!(found, None);
}

#[tokio::test]
async fn reading_goes_on_while_something_is_written() {
    let fixture = Fixture::new().await;
    let ana = fixture.member("ana").await;
    let run = fixture.submit(&ana, &["load-1"]).await;
    let tx = fixture.store.begin().await.unwrap();
    assert_eq!(fixture.store.run(run.id).await.unwrap(), Some(run));
    drop(tx);
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let fixture = Fixture::new().await;
    let tx = fixture.store.begin().await.unwrap();
    tx.execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('later', 0)")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let Fixture {
        store,
        dir,
        url,
        clock,
        database: _database,
    } = fixture;
    store.close().await.unwrap();
    drop(store);
    let opened = crate::Store::open(dir.path(), &url, "an older version", clock).await;
    let error = opened.unwrap_err().to_string();
    assert!(
        error.contains("was made by a newer version of Daytona: it has the step \"later\""),
        "{error}"
    );
}

#[tokio::test]
async fn a_closed_store_answers_no_more() {
    let fixture = Fixture::new().await;
    fixture.store.ping().await.unwrap();
    fixture.store.close().await.unwrap();
    assert!(fixture.store.ping().await.is_err());
}
