//! Runs, the hosts they name, leases, the journal and the keys that make a submission happen once.

use sea_orm_migration::prelude::{ConditionalStatement, DbErr, Expr, ExprTrait, Index, SchemaManager, Table};
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, boolean, text, text_null};

use super::{index, reference};

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    runs(manager).await?;
    run_hosts(manager).await?;
    leases(manager).await?;
    journal(manager).await?;
    idempotency_keys(manager).await
}

/// `id` is the order of submission. `live` is set while the run isn't final or holds a host.
async fn runs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("run")
                .col(big_pk_auto("id"))
                .col(big_integer("test_id"))
                .col(big_integer("number"))
                .col(big_integer("team_id"))
                .col(big_integer("framework_id"))
                .col(big_integer("owner_id"))
                .col(big_integer("version"))
                .col(text("state_name"))
                .col(text("state"))
                .col(boolean("live"))
                .col(text("spec"))
                .col(big_integer("submitted"))
                .col(big_integer_null("started"))
                .col(big_integer_null("ran_ns"))
                .col(big_integer_null("ended"))
                .col(text_null("remarks"))
                .foreign_key(&mut reference("run", "test_id", "test"))
                .foreign_key(&mut reference("run", "team_id", "team"))
                .foreign_key(&mut reference("run", "framework_id", "framework"))
                .foreign_key(&mut reference("run", "owner_id", "user"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("run", &["test_id", "number"]).unique().take())
        .await?;
    manager.create_index(index("run", &["live", "id"])).await?;
    manager.create_index(index("run", &["state_name", "id"])).await?;
    manager
        .create_index(index("run", &["framework_id", "id"]))
        .await?;
    manager
        .create_index(index("run", &["framework_id", "state_name", "id"]))
        .await?;
    manager.create_index(index("run", &["owner_id", "id"])).await
}

async fn run_hosts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("run_host")
                .col(text("host"))
                .col(big_integer("run_id"))
                .primary_key(Index::create().col("host").col("run_id"))
                .foreign_key(&mut reference("run_host", "run_id", "run"))
                .take(),
        )
        .await
}

/// `id` is the epoch.
async fn leases(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("lease")
                .col(big_pk_auto("id"))
                .col(big_integer("generation"))
                .col(text("host"))
                .col(big_integer("run_id"))
                .col(big_integer("taken"))
                .col(big_integer_null("released"))
                .foreign_key(&mut reference("lease", "run_id", "run"))
                .take(),
        )
        .await?;
    manager.create_index(index("lease", &["run_id"])).await?;
    // However the program errs, a host serves one run at a time.
    let one_at_a_time = Index::create()
        .name("lease_one_live_by_host")
        .table("lease")
        .col("host")
        .unique()
        .and_where(Expr::col("released").is_null())
        .take();
    manager.create_index(one_at_a_time).await
}

async fn journal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("journal")
                .col(big_pk_auto("id"))
                .col(big_integer("run_id"))
                .col(big_integer("at"))
                .col(text("event"))
                .col(text("state"))
                .col(text_null("by_user"))
                .col(text("sentence"))
                .col(big_integer_null("epoch"))
                .foreign_key(&mut reference("journal", "run_id", "run"))
                .take(),
        )
        .await?;
    manager.create_index(index("journal", &["run_id", "id"])).await
}

async fn idempotency_keys(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("idempotency_key")
                .col(big_integer("user_id"))
                .col(text("key"))
                .col(text("request_hash"))
                .col(big_integer("run_id"))
                .col(big_integer("created"))
                .primary_key(Index::create().col("user_id").col("key"))
                .foreign_key(&mut reference("idempotency_key", "user_id", "user"))
                .foreign_key(&mut reference("idempotency_key", "run_id", "run"))
                .take(),
        )
        .await?;
    manager.create_index(index("idempotency_key", &["created"])).await
}
