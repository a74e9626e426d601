//! Hosts and the tokens with which they join.

use sea_orm_migration::prelude::{DbErr, SchemaManager, Table};
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, boolean, text, text_null, text_uniq,
};

use super::{index, reference};

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    manager
        .create_table(
            Table::create()
                .table("host")
                .col(big_pk_auto("id"))
                .col(big_integer("team_id"))
                .col(text("name"))
                .col(text_uniq("name_folded"))
                .col(text("address"))
                .col(text("certificate_serial"))
                .col(text("certificate_fingerprint"))
                .col(text("agent_version"))
                .col(text_null("facts"))
                .col(big_integer("enrolled"))
                .col(big_integer_null("connected"))
                .foreign_key(&mut reference("host", "team_id", "team"))
                .take(),
        )
        .await?;
    manager
        .create_table(
            Table::create()
                .table("join_token")
                .col(text("id").primary_key())
                .col(big_integer("team_id"))
                .col(text("secret_hash"))
                .col(text("pattern"))
                .col(boolean("re_enrol"))
                .col(big_integer_null("created_by"))
                .col(big_integer("expires"))
                .col(big_integer_null("used"))
                .foreign_key(&mut reference("join_token", "team_id", "team"))
                .foreign_key(&mut reference("join_token", "created_by", "user"))
                .take(),
        )
        .await?;
    manager.create_index(index("join_token", &["expires"])).await
}
