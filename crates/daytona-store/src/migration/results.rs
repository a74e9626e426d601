//! What a run left: its files and its KPIs.

use sea_orm_migration::prelude::{DbErr, Index, SchemaManager, Table};
use sea_orm_migration::schema::{big_integer, double, integer, text, text_null};

use super::reference;

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("result_file")
                .col(big_integer("run_id"))
                .col(text("host"))
                .col(text("path"))
                .col(big_integer("size"))
                .col(text_null("hash"))
                .col(text("status"))
                .col(text_null("reason"))
                .primary_key(Index::create().col("run_id").col("host").col("path"))
                .foreign_key(&mut reference("result_file", "run_id", "run"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("kpi")
                .col(big_integer("run_id"))
                .col(integer("position"))
                .col(text("name"))
                .col(double("value"))
                .col(text_null("unit"))
                .col(text_null("better"))
                .col(text("file"))
                .primary_key(Index::create().col("run_id").col("position"))
                .foreign_key(&mut reference("kpi", "run_id", "run"))
                .take(),
        )
        .await
}
