//! Frameworks with their revisions, and tests.

use sea_orm_migration::prelude::{DbErr, Index, SchemaManager, Table};
use sea_orm_migration::schema::{big_integer, big_pk_auto, text, text_uniq};

use super::{index, reference};

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("framework")
                .col(big_pk_auto("id"))
                .col(big_integer("team_id"))
                .col(big_integer("owner_id"))
                .col(text("name"))
                .col(text_uniq("name_folded"))
                .col(big_integer("revision"))
                .foreign_key(&mut reference("framework", "team_id", "team"))
                .foreign_key(&mut reference("framework", "owner_id", "user"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("framework_revision")
                .col(big_integer("framework_id"))
                .col(big_integer("revision"))
                .col(text("definition"))
                .col(big_integer("saved"))
                .col(big_integer("saved_by"))
                .primary_key(Index::create().col("framework_id").col("revision"))
                .foreign_key(&mut reference("framework_revision", "framework_id", "framework"))
                .foreign_key(&mut reference("framework_revision", "saved_by", "user"))
                .take(),
        )
        .await?;
    tests(manager).await
}

async fn tests(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("test")
                .col(big_pk_auto("id"))
                .col(big_integer("team_id"))
                .col(big_integer("framework_id"))
                .col(big_integer("revision"))
                .col(big_integer("owner_id"))
                .col(text("title"))
                .col(big_integer("created"))
                .col(text("choice"))
                .col(big_integer("runs"))
                .foreign_key(&mut reference("test", "team_id", "team"))
                .foreign_key(&mut reference("test", "framework_id", "framework"))
                .foreign_key(&mut reference("test", "owner_id", "user"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("test", &["framework_id", "id"]))
        .await?;
    manager.create_index(index("test", &["owner_id", "id"])).await
}
