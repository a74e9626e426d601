//! Opening the database, and the two ways to it: one connection that writes, and several that read.
//!
//! On both databases there is one writer at a time, so a transaction that was decided on what it read can't be
//! overtaken, and one server at a time: SQLite's is kept by the lock of the data folder, PostgreSQL's by a lock of the
//! session that writes.

mod postgres;
mod sqlite;
mod url;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use daytona_domain::clock::{Clock, Timestamp};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::data_folder::{DataFolder, DataFolderError};
use crate::error::DatabaseError;
use crate::migration::{self, Age, Migrator};
pub(crate) use postgres::Tenure;
pub use url::{DatabaseUrl, InvalidDatabaseUrl, PostgresUrl};

/// More than the statements that this program has, so that each is prepared once per connection.
const CACHED_STATEMENTS: usize = 256;

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
    url: DatabaseUrl,
    /// The right to write to PostgreSQL; that to SQLite is the folder's.
    tenure: Option<Tenure>,
    // Held for as long as the store lives.
    _folder: DataFolder,
}

/// A store that could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Folder(#[from] DataFolderError),
    #[error(
        "the SQLite database of a server is daytona.db in its data folder {}, not in {}; leave --database out, or name the folder with --data", data.display(), named.display()
    )]
    OtherFolder { data: PathBuf, named: PathBuf },
    #[error("the database {database} can't be opened")]
    Open {
        database: String,
        #[source]
        source: DbErr,
    },
    #[error("the database {database} can't be used: {reason}")]
    Unfit { database: String, reason: String },
    #[error(
        "the database {database} is used by another server: {holder}; stop it or name another database with --database"
    )]
    InUse { database: String, holder: String },
    #[error(
        "the database {database} was made by a newer version of Daytona: it has the step {step:?}, which this version doesn't know; start that version, or a newer one"
    )]
    Newer { database: String, step: String },
    #[error(
        "the tables of the database {database} can't be brought up to date; what was begun is undone, and the next start tries again"
    )]
    Migrate {
        database: String,
        #[source]
        source: DbErr,
    },
}

impl Store {
    /// Locks the data folder and the database in `holder`'s name, and brings the database's tables up to date or makes
    /// them.
    pub async fn open(
        data: &Path,
        database: &DatabaseUrl,
        holder: &str,
        clock: Clock,
    ) -> Result<Self, OpenError> {
        let folder = DataFolder::lock(data, holder)?;
        let (writer, tenure) = writer(&folder, data, database, holder).await?;
        bring_up_to_date(&writer, database).await?;
        let reader = match database {
            DatabaseUrl::Sqlite { .. } => sqlite::reader(&folder.database()).await,
            DatabaseUrl::Postgres(url) => postgres::reader(url).await,
        };
        let reader = reader.map_err(|source| OpenError::Open {
            database: database.to_string(),
            source,
        })?;
        Ok(Self {
            inner: Arc::new(Inner {
                writer,
                reader,
                clock,
                url: database.clone(),
                tenure,
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

    /// Returns once this server may not write any more, because its session with PostgreSQL has ended. Another server
    /// may have the database from then on. On SQLite this never returns.
    pub async fn until_lost(&self) -> DatabaseError {
        match &self.inner.tenure {
            Some(tenure) => tenure.until_lost(&self.inner.writer).await,
            None => std::future::pending().await,
        }
        self.lost()
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
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, DatabaseError> {
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        };
        let transaction = self.inner.writer.begin_with_options(options).await?;
        // It may have come with a new session, which hasn't got the lock.
        if self.inner.tenure.as_ref().is_some_and(Tenure::is_lost) {
            return Err(self.lost());
        }
        Ok(transaction)
    }

    fn lost(&self) -> DatabaseError {
        DatabaseError::Lost {
            database: self.inner.url.to_string(),
        }
    }
}

/// Locks the database in `holder`'s name and makes the connection that writes.
async fn writer(
    folder: &DataFolder,
    data: &Path,
    database: &DatabaseUrl,
    holder: &str,
) -> Result<(DatabaseConnection, Option<Tenure>), OpenError> {
    match database {
        DatabaseUrl::Sqlite { folder: named } if named != data => Err(OpenError::OtherFolder {
            data: data.to_owned(),
            named: named.clone(),
        }),
        DatabaseUrl::Sqlite { .. } => Ok((sqlite_writer(folder, database).await?, None)),
        DatabaseUrl::Postgres(url) => {
            let (writer, tenure) = postgres_writer(url, holder).await?;
            Ok((writer, Some(tenure)))
        }
    }
}

/// The connection that writes to the file in a folder, which is locked.
pub(crate) async fn sqlite_writer(
    folder: &DataFolder,
    database: &DatabaseUrl,
) -> Result<DatabaseConnection, OpenError> {
    folder.make_database()?;
    let writer = sqlite::writer(&folder.database()).await;
    writer.map_err(|source| OpenError::Open {
        database: database.to_string(),
        source,
    })
}

/// The session that writes to PostgreSQL and holds its lock.
pub(crate) async fn postgres_writer(
    url: &PostgresUrl,
    holder: &str,
) -> Result<(DatabaseConnection, Tenure), OpenError> {
    postgres::writer(url, holder).await
}

async fn bring_up_to_date(writer: &DatabaseConnection, database: &DatabaseUrl) -> Result<(), OpenError> {
    let failed = |source| OpenError::Migrate {
        database: database.to_string(),
        source,
    };
    if let Age::Newer { step } = migration::age(writer).await.map_err(failed)? {
        return Err(OpenError::Newer {
            database: database.to_string(),
            step,
        });
    }
    Migrator::up(writer, None).await.map_err(failed)
}

fn connecting(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error)))
}

#[cfg(test)]
mod tests;
