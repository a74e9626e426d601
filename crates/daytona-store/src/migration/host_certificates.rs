//! What is known of the certificates of hosts: who signed them, until when they are valid, the next one that an agent
//! hasn't used yet, and whether they were revoked.

use sea_orm_migration::prelude::{ColumnDef, DbErr, SchemaManager, Table};
use sea_orm_migration::schema::{big_integer_null, text_null};

pub(super) async fn up(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
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
