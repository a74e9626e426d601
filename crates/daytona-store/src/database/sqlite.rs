//! SQLite: one connection that writes, several that only read, and the settings that make a commit durable.

use std::path::Path;
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbErr};
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::CACHED_STATEMENTS;

/// Reads in parallel. Each connection has a thread of its own.
const READERS: u32 = 4;
/// Another process, such as a backup, may hold the database for a while.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The connection that writes. It sets the journal's mode, which is kept in the file, so it comes first.
pub(super) async fn writer(path: &Path) -> Result<DatabaseConnection, DbErr> {
    connect(1, options(path).journal_mode(SqliteJournalMode::Wal)).await
}

pub(super) async fn reader(path: &Path) -> Result<DatabaseConnection, DbErr> {
    connect(READERS, options(path).pragma("query_only", "ON")).await
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .statement_cache_capacity(CACHED_STATEMENTS)
        .disable_statement_logging()
}

async fn connect(connections: u32, options: SqliteConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let pool = SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(super::connecting)?;
    Ok(DatabaseConnection::from(pool))
}
