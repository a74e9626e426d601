//! The trash, tags of tests and runs, and the scopes of API tokens.

use sea_orm_migration::prelude::{
    ColumnDef, ConditionalStatement, DbErr, Expr, ExprTrait, Index, SchemaManager, Table,
};
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, text};

use super::{index, reference};

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("trash")
                .col(big_pk_auto("id"))
                .col(big_integer("team_id"))
                .col(text("kind"))
                .col(big_integer("framework_id"))
                .col(big_integer_null("test_id"))
                .col(big_integer_null("run_id"))
                .col(text("name"))
                .col(text("title"))
                .col(big_integer("owner_id"))
                .col(big_integer("framework_owner_id"))
                .col(big_integer("runs"))
                .col(big_integer("deleted"))
                .col(big_integer("deleted_by"))
                .col(big_integer_null("purging"))
                .foreign_key(&mut reference("trash", "team_id", "team"))
                .foreign_key(&mut reference("trash", "owner_id", "user"))
                .foreign_key(&mut reference("trash", "deleted_by", "user"))
                .take(),
        )
        .await?;
    manager.create_index(index("trash", &["deleted"])).await?;
    for table in ["framework", "test", "run"] {
        add_column(manager, table, big_integer_null("trash_id")).await?;
        let in_trash = Expr::col("trash_id").is_not_null();
        let deleted_only = index(table, &["trash_id"]).and_where(in_trash).take();
        manager.create_index(deleted_only).await?;
    }
    tags(manager, "test_tag", "test_id", "test").await?;
    tags(manager, "run_tag", "run_id", "run").await?;
    let scope = text("scope").default("admin").take();
    add_column(manager, "token", scope).await
}

async fn add_column(
    manager: &SchemaManager<'_>,
    table: &'static str,
    column: ColumnDef,
) -> Result<(), DbErr> {
    manager
        .alter_table(Table::alter().table(table).add_column(column).take())
        .await
}

/// An empty value is none: an absent one would not be unique.
async fn tags(
    manager: &SchemaManager<'_>,
    table: &'static str,
    id: &'static str,
    of: &'static str,
) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table(table)
                .col(big_integer(id))
                .col(text("name"))
                .col(text("value"))
                .primary_key(Index::create().col(id).col("name"))
                .foreign_key(&mut reference(table, id, of))
                .take(),
        )
        .await?;
    manager.create_index(index(table, &["name", "value", id])).await
}
