//! What is known of the certificates of hosts: who signed them, until when they are valid, the next one that an agent
//! hasn't used yet, and whether they were revoked.

use sea_orm_migration::prelude::{ColumnDef, DbErr, DeriveMigrationName, SchemaManager, Table};
use sea_orm_migration::schema::{big_integer_null, text_null};
use sea_orm_migration::{MigrationTrait, async_trait};

#[derive(DeriveMigrationName)]
pub(super) struct HostCertificates;

#[async_trait::async_trait]
impl MigrationTrait for HostCertificates {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // One statement for each: SQLite adds one column at a time.
        let columns: [ColumnDef; 4] = [
            text_null("certificate_authority"),
            big_integer_null("certificate_expires"),
            text_null("next_certificate"),
            big_integer_null("revoked"),
        ];
        for column in columns {
            manager
                .alter_table(Table::alter().table("host").add_column(column).take())
                .await?;
        }
        Ok(())
    }
}
