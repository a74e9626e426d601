//! The server itself: its generation and its teams.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, Query, SchemaManager, Table};
use sea_orm_migration::schema::{big_integer, big_pk_auto, text, text_uniq};
use sea_orm_migration::{MigrationTrait, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Server;

#[async_trait::async_trait]
impl MigrationTrait for Server {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("counter")
                    .col(text("name").primary_key())
                    .col(big_integer("value"))
                    .take(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("team")
                    .col(big_pk_auto("id"))
                    .col(text_uniq("name"))
                    .take(),
            )
            .await?;
        let generation = Query::insert()
            .into_table("counter")
            .columns(["name", "value"])
            .values_panic(["generation".into(), 1.into()])
            .take();
        manager.execute(generation).await?;
        let team = Query::insert()
            .into_table("team")
            .columns(["id", "name"])
            .values_panic([1.into(), "default".into()])
            .take();
        manager.execute(team).await
    }
}
