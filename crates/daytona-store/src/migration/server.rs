//! The server itself: its generation and its teams.

use sea_orm_migration::prelude::{DbErr, Query, SchemaManager, Table};
use sea_orm_migration::schema::{big_integer, big_pk_auto, text, text_uniq};

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
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
        .values_panic(["generation".into(), 1_i64.into()])
        .take();
    manager.execute(generation).await?;
    // The first id that the database gives, which is that of the default team.
    let team = Query::insert()
        .into_table("team")
        .columns(["name"])
        .values_panic(["default".into()])
        .take();
    manager.execute(team).await
}
