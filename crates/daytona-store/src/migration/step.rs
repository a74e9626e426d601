//! What all steps have in common: each runs in a transaction together with the record that it was made, on every
//! database; and on PostgreSQL the texts that it makes are compared byte by byte, as SQLite compares them.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use sea_orm_migration::{MigrationName, MigrationTrait, SchemaManager, async_trait};

use crate::fail_point;

type Up = for<'a> fn(&'a SchemaManager<'a>) -> Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>>;

/// One step from an older set of tables to a newer one.
#[derive(Clone, Copy)]
pub(super) struct Step {
    pub(super) name: &'static str,
    up: Up,
}

impl Step {
    pub(super) const fn new(name: &'static str, up: Up) -> Self {
        Self { name, up }
    }
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let before = texts_by_language(db).await?;
        (self.up)(manager).await?;
        for (table, column) in texts_by_language(db).await?.difference(&before) {
            compare_bytes(db, table, column).await?;
        }
        fail_point::reach("within_migration", self.name);
        Ok(())
    }
}

/// The columns, with their tables, whose texts are in the order of some language.
async fn texts_by_language(db: &impl ConnectionTrait) -> Result<BTreeSet<(String, String)>, DbErr> {
    if db.get_database_backend() != DbBackend::Postgres {
        return Ok(BTreeSet::new());
    }
    let sql = "SELECT table_name::text, column_name::text FROM information_schema.columns \
               WHERE table_schema = current_schema() AND data_type = 'text' \
               AND collation_name IS DISTINCT FROM 'C'";
    let rows = db
        .query_all_raw(Statement::from_string(DbBackend::Postgres, sql))
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .collect()
}

async fn compare_bytes(db: &impl ConnectionTrait, table: &str, column: &str) -> Result<(), DbErr> {
    let sql = format!(r#"ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE text COLLATE "C""#);
    db.execute_unprepared(&sql).await.map(|_| ())
}
