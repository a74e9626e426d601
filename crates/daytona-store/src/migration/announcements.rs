//! The versions that scripts said of what they tested. They are kept beside what a run was made from, which never changes.

use sea_orm_migration::prelude::{DbErr, SchemaManager, Table};
use sea_orm_migration::schema::text_null;

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let add = Table::alter()
        .table("run")
        .add_column(text_null("announced_subjects"))
        .take();
    manager.alter_table(add).await
}
