//! People, their sign-ins and tokens, and secrets that are used once.

use sea_orm_migration::prelude::{DbErr, SchemaManager, Table};
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, text, text_null, text_uniq};

use super::{index, reference};

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("user")
                .col(big_pk_auto("id"))
                .col(big_integer("team_id"))
                .col(text("name"))
                .col(text_uniq("name_folded"))
                .col(text("role"))
                .col(text_null("password_hash"))
                .col(big_integer("created"))
                .foreign_key(&mut reference("user", "team_id", "team"))
                .take(),
        )
        .await?;
    sessions(manager).await?;
    tokens(manager).await?;
    one_time_secrets(manager).await
}

async fn sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("session")
                .col(big_pk_auto("id"))
                .col(text_uniq("secret_hash"))
                .col(big_integer("user_id"))
                .col(big_integer("created"))
                .col(big_integer("expires"))
                .col(big_integer("last_used"))
                .foreign_key(&mut reference("session", "user_id", "user"))
                .take(),
        )
        .await?;
    manager.create_index(index("session", &["user_id"])).await?;
    manager.create_index(index("session", &["expires"])).await
}

async fn tokens(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("token")
                .col(big_pk_auto("id"))
                .col(text_uniq("secret_hash"))
                .col(big_integer("user_id"))
                .col(text("title"))
                .col(text("prefix"))
                .col(big_integer("created"))
                .col(big_integer_null("last_used"))
                .foreign_key(&mut reference("token", "user_id", "user"))
                .take(),
        )
        .await?;
    manager.create_index(index("token", &["user_id", "id"])).await
}

async fn one_time_secrets(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("one_time_secret")
                .col(big_pk_auto("id"))
                .col(text_uniq("secret_hash"))
                .col(text("purpose"))
                .col(big_integer_null("user_id"))
                .col(big_integer("expires"))
                .foreign_key(&mut reference("one_time_secret", "user_id", "user"))
                .take(),
        )
        .await?;
    manager
        .create_index(index("one_time_secret", &["user_id"]))
        .await?;
    manager.create_index(index("one_time_secret", &["expires"])).await
}
