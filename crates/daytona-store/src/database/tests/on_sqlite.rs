use sea_orm::{ConnectionTrait, Statement};

use crate::fixture::Fixture;

async fn pragma(db: &impl ConnectionTrait, name: &str) -> String {
    let statement = Statement::from_string(db.get_database_backend(), format!("PRAGMA {name}"));
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index::<i64>(0)
        .map(|number| number.to_string())
        .or_else(|_| row.try_get_by_index(0))
        .unwrap()
}

#[tokio::test]
async fn a_commit_is_on_the_disk_and_references_hold() {
    let fixture = Fixture::new().await;
    let tx = fixture.store.begin().await.unwrap();
    assert_eq!(pragma(&tx, "journal_mode").await, "wal");
    assert_eq!(pragma(&tx, "synchronous").await, "2");
    assert_eq!(pragma(&tx, "foreign_keys").await, "1");
}

#[tokio::test]
async fn a_database_in_another_folder_is_refused() {
    let fixture = Fixture::new().await;
    let other = tempfile::tempdir().unwrap();
    let opened = crate::Store::open(other.path(), &fixture.url, "a test", fixture.clock.clone()).await;
    let error = opened.unwrap_err().to_string();
    assert!(error.contains("is daytona.db in its data folder"), "{error}");
}
