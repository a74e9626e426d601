use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{DatabaseConnection, DbErr};
use sea_orm_migration::prelude::{SchemaManager, Table};
use sea_orm_migration::schema::big_pk_auto;
use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

use super::step::Step;
use super::{Age, Migrator, age};
use crate::fixture::empty_database;
use crate::transfer::table_names;

async fn tables(db: &DatabaseConnection) -> String {
    table_names(db).await.unwrap().join(" ")
}

#[tokio::test]
async fn an_empty_database_gets_every_table_and_a_second_start_changes_nothing() {
    let empty = empty_database().await;
    let db = &empty.connection;
    assert!(matches!(age(db).await.unwrap(), Age::Older { .. }));
    assert_eq!(tables(db).await, "");
    Migrator::up(db, None).await.unwrap();
    insta::assert_snapshot!(tables(db).await, @"counter framework framework_revision host idempotency_key join_token journal kpi lease one_time_secret result_file run run_host run_tag seaql_migrations session team test test_tag token trash user");
    Migrator::up(db, None).await.unwrap();
    assert_eq!(age(db).await.unwrap(), Age::Same);
}

/// Whether the second step is to fail after it has made its table.
static FAILS: AtomicBool = AtomicBool::new(true);

async fn make(manager: &SchemaManager<'_>, table: &'static str) -> Result<(), DbErr> {
    manager
        .create_table(Table::create().table(table).col(big_pk_auto("id")).take())
        .await
}

async fn second(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    make(manager, "second").await?;
    if FAILS.load(Ordering::Relaxed) {
        return Err(DbErr::Custom("the disk is full".to_owned()));
    }
    Ok(())
}

struct TwoSteps;

#[async_trait::async_trait]
impl MigratorTrait for TwoSteps {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Step::new("first", |manager| Box::pin(make(manager, "first")))),
            Box::new(Step::new("second", |manager| Box::pin(second(manager)))),
        ]
    }
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_and_can_be_tried_again() {
    let empty = empty_database().await;
    let db = &empty.connection;
    TwoSteps::up(db, None).await.unwrap_err();
    assert_eq!(tables(db).await, "first seaql_migrations");
    FAILS.store(false, Ordering::Relaxed);
    TwoSteps::up(db, None).await.unwrap();
    assert_eq!(tables(db).await, "first seaql_migrations second");
}
