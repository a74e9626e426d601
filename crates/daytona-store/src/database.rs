//! Opening the database: one writer, several readers, and the settings that make a commit durable.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use daytona_domain::clock::{Clock, Timestamp};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::data_folder::{DataFolder, DataFolderError};
use crate::error::DatabaseError;
use crate::migration::Migrator;

/// Reads in parallel. Each connection has a thread of its own.
const READERS: u32 = 4;
/// More than the statements that this program has, so that each is prepared once per connection.
const CACHED_STATEMENTS: usize = 256;
/// Another process, such as a backup, may hold the database for a while.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The store. Clones share one database.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    clock: Clock,
    // Held for as long as the store lives.
    _folder: DataFolder,
}

/// A store that could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Folder(#[from] DataFolderError),
    #[error("the database {path} can't be opened")]
    Open {
        path: String,
        #[source]
        source: DbErr,
    },
    #[error("the database {path} can't be brought up to date; it may be that of a newer version")]
    Migrate {
        path: String,
        #[source]
        source: DbErr,
    },
}

impl Store {
    /// Locks the data folder in `holder`'s name, and opens the database in it or makes a new one.
    pub async fn open(data: &Path, holder: &str, clock: Clock) -> Result<Self, OpenError> {
        let folder = DataFolder::lock(data, holder)?;
        let path = folder.database();
        let shown = path.display().to_string();
        let failed = |source| OpenError::Open {
            path: shown.clone(),
            source,
        };
        // The journal's mode is kept in the file, so the writer sets it before there are readers.
        let writer = Database::connect(options(&path, Role::Writer))
            .await
            .map_err(failed)?;
        Migrator::up(&writer, None)
            .await
            .map_err(|source| OpenError::Migrate {
                path: shown.clone(),
                source,
            })?;
        let reader = Database::connect(options(&path, Role::Reader))
            .await
            .map_err(failed)?;
        Ok(Self {
            inner: Arc::new(Inner {
                writer,
                reader,
                clock,
                _folder: folder,
            }),
        })
    }

    /// Waits for the statements under way and closes the database. Calls after it fail.
    pub async fn close(&self) -> Result<(), DatabaseError> {
        self.inner.reader.close_by_ref().await?;
        self.inner.writer.close_by_ref().await?;
        Ok(())
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), DatabaseError> {
        Ok(self.inner.reader.ping().await?)
    }

    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.inner.reader
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// The one transaction that writes. Dropped without commit, it leaves nothing.
    ///
    /// It is immediate: a deferred one could read, be overtaken, and then fail when it first writes.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        self.inner.writer.begin_with_options(options).await
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Writer,
    Reader,
}

fn options(path: &Path, role: Role) -> ConnectOptions {
    // The path is set below: in a URL, some characters of it would have another meaning.
    let mut options = ConnectOptions::new("sqlite::memory:");
    let path = path.to_owned();
    options
        .max_connections(if role == Role::Writer { 1 } else { READERS })
        .min_connections(1)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |_| {
            let options = SqliteConnectOptions::new()
                .filename(&path)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY_TIMEOUT)
                .statement_cache_capacity(CACHED_STATEMENTS);
            match role {
                Role::Writer => options.journal_mode(SqliteJournalMode::Wal),
                Role::Reader => options.pragma("query_only", "ON"),
            }
        });
    options
}

#[cfg(test)]
mod tests;
