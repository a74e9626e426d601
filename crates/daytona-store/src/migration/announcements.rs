//! The versions that scripts said of what they tested. They are kept beside what a run was made from, which never changes.

use sea_orm_migration::prelude::{DbErr, DeriveMigrationName, SchemaManager, Table};
use sea_orm_migration::schema::text_null;
use sea_orm_migration::{MigrationTrait, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct Announcements;

#[async_trait::async_trait]
impl MigrationTrait for Announcements {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = Table::alter()
            .table("run")
            .add_column(text_null("announced_subjects"))
            .take();
        manager.alter_table(add).await
    }
}
