use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, SchemaManager, Table};
use sea_orm_migration::schema::big_pk_auto;
use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

use super::Migrator;

async fn tables(db: &DatabaseConnection) -> String {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 's%q%' ORDER BY name";
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .unwrap();
    let names: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    names.join(" ")
}

#[tokio::test]
async fn an_empty_database_gets_every_table_and_a_second_start_changes_nothing() {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    Migrator::up(&db, None).await.unwrap();
    insta::assert_snapshot!(tables(&db).await, @"counter framework framework_revision host idempotency_key join_token journal kpi lease one_time_secret result_file run run_host run_tag session team test test_tag token trash user");
    Migrator::up(&db, None).await.unwrap();
}

#[test]
fn every_migration_is_whole_or_not_at_all() {
    for migration in Migrator::migrations() {
        assert_eq!(migration.use_transaction(), Some(true), "{}", migration.name());
    }
}

#[derive(DeriveMigrationName)]
struct Interrupted;

#[async_trait::async_trait]
impl MigrationTrait for Interrupted {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(Table::create().table("half").col(big_pk_auto("id")).take())
            .await?;
        Err(DbErr::Custom("the server was killed here".to_owned()))
    }
}

struct InterruptedMigrator;

#[async_trait::async_trait]
impl MigratorTrait for InterruptedMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(Interrupted)]
    }
}

#[tokio::test]
async fn a_migration_that_is_interrupted_leaves_nothing_and_can_be_tried_again() {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    InterruptedMigrator::up(&db, None).await.unwrap_err();
    assert_eq!(tables(&db).await, "");
    assert_eq!(
        InterruptedMigrator::get_pending_migrations(&db)
            .await
            .unwrap()
            .len(),
        1
    );
}
