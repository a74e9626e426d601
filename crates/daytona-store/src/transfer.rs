//! Moving everything from one database to another: all tables, row by row, in one transaction at the target, so that an
//! interrupted move leaves nothing there. Neither database may have a server meanwhile. What is moved is found in the
//! tables themselves, so that a table which a later version adds is moved too.

mod catalog;
mod content;
mod numbering;

#[cfg(test)]
mod tests;

use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};
use sea_orm_migration::MigratorTrait;

use crate::data_folder::DataFolder;
use crate::database::{self, DatabaseUrl, OpenError};
use crate::fail_point;
use crate::migration::{self, Age, Migrator};
use catalog::Table;
#[cfg(test)]
pub(crate) use catalog::{names as table_names, tables_referring_to};
use content::Content;

/// How far a move is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    pub phase: Phase,
    pub table: &'a str,
    /// Rows that were copied or checked, of this many.
    pub rows: u64,
    pub of: u64,
}

/// What is being done with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Copying,
    /// Its rows at the target are read again and compared.
    Checking,
}

/// What was moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub tables: u64,
    pub rows: u64,
}

/// Why nothing was moved. Nothing is left at the target.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    #[error("{database} can't be moved to itself")]
    Same { database: DatabaseUrl },
    #[error("there is no database {database}; is its name right?")]
    NoSource { database: DatabaseUrl },
    #[error("the database {database} holds nothing of Daytona; is its name right?")]
    Empty { database: DatabaseUrl },
    #[error(
        "the database {database} is that of an older version and lacks {missing} steps of this one; start a server of this version on it once, stop it, and try again"
    )]
    Older { database: DatabaseUrl, missing: usize },
    #[error(
        "the database {database} isn't empty: it has a table {table}; name an empty one, so that nothing is mixed up"
    )]
    NotEmpty { database: DatabaseUrl, table: String },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("column {column} of table {table} has the type {kind}, which can't be moved")]
    Column {
        table: String,
        column: String,
        kind: String,
    },
    #[error("the table {table} of {database} can't be {operation}")]
    Table {
        operation: &'static str,
        table: String,
        database: DatabaseUrl,
        #[source]
        source: DbErr,
    },
    #[error("the tables of {database} can't be {operation}")]
    Tables {
        operation: &'static str,
        database: DatabaseUrl,
        #[source]
        source: DbErr,
    },
    #[error(
        "after the copy, table {table} has {copied} rows and isn't the same in both databases ({expected} rows in the first); nothing was kept of it"
    )]
    Differs {
        table: String,
        copied: u64,
        expected: u64,
    },
}

/// Moves everything from one database to another, which has to be empty, and compares it afterwards. `holder` is who
/// does so, for a server that is started meanwhile.
pub async fn transfer(
    from: &DatabaseUrl,
    to: &DatabaseUrl,
    holder: &str,
    mut progress: impl FnMut(Progress<'_>),
) -> Result<Moved, TransferError> {
    if from == to {
        return Err(TransferError::Same {
            database: from.clone(),
        });
    }
    if let DatabaseUrl::Sqlite { folder } = from
        && !folder.join(crate::data_folder::DATABASE).is_file()
    {
        return Err(TransferError::NoSource {
            database: from.clone(),
        });
    }
    let source = End::lock(from, holder).await?;
    source.check_age().await?;
    let target = End::lock(to, holder).await?;
    target.check_empty().await?;
    let reading = source.begin().await?;
    let writing = target.begin().await?;
    Migrator::up(&writing, None)
        .await
        .map_err(target.failed_for_all("made"))?;
    let move_ = Move {
        source: &source,
        target: &target,
        reading: &reading,
        writing: &writing,
    };
    let moved = move_.tables(&mut progress).await?;
    writing.commit().await.map_err(target.failed_for_all("kept"))?;
    reading.commit().await.map_err(source.failed_for_all("read"))?;
    // SQLite's file is whole by itself once it is closed.
    for end in [source, target] {
        let closed = end.connection.close_by_ref().await;
        closed.map_err(end.failed_for_all("closed"))?;
    }
    Ok(moved)
}

/// One of the two databases, locked.
struct End {
    url: DatabaseUrl,
    connection: DatabaseConnection,
    // Held until the move is over.
    _folder: Option<DataFolder>,
}

impl End {
    async fn lock(url: &DatabaseUrl, holder: &str) -> Result<Self, OpenError> {
        let (connection, folder) = match url {
            DatabaseUrl::Sqlite { folder } => {
                let folder = DataFolder::lock(folder, holder)?;
                (database::sqlite_writer(&folder, url).await?, Some(folder))
            }
            DatabaseUrl::Postgres(postgres) => (database::postgres_writer(postgres, holder).await?.0, None),
        };
        Ok(Self {
            url: url.clone(),
            connection,
            _folder: folder,
        })
    }

    async fn begin(&self) -> Result<DatabaseTransaction, TransferError> {
        self.connection
            .begin()
            .await
            .map_err(self.failed_for_all("reached"))
    }

    async fn check_age(&self) -> Result<(), TransferError> {
        let database = self.url.clone();
        let age = migration::age(&self.connection)
            .await
            .map_err(self.failed_for_all("read"))?;
        match age {
            Age::Same => Ok(()),
            Age::Older { missing } if missing == migration::steps() => Err(TransferError::Empty { database }),
            Age::Older { missing } => Err(TransferError::Older { database, missing }),
            Age::Newer { step } => {
                let database = database.to_string();
                Err(OpenError::Newer { database, step }.into())
            }
        }
    }

    async fn check_empty(&self) -> Result<(), TransferError> {
        let names = catalog::names(&self.connection)
            .await
            .map_err(self.failed_for_all("read"))?;
        match names.into_iter().next() {
            None => Ok(()),
            Some(table) => Err(TransferError::NotEmpty {
                database: self.url.clone(),
                table,
            }),
        }
    }

    fn failed_for_all(&self, operation: &'static str) -> impl Fn(DbErr) -> TransferError {
        move |source| TransferError::Tables {
            operation,
            database: self.url.clone(),
            source,
        }
    }

    fn failed<'a>(
        &'a self,
        operation: &'static str,
        table: &'a Table,
    ) -> impl Fn(DbErr) -> TransferError + 'a {
        move |source| TransferError::Table {
            operation,
            table: table.name.clone(),
            database: self.url.clone(),
            source,
        }
    }
}

/// A move under way.
struct Move<'a> {
    source: &'a End,
    target: &'a End,
    reading: &'a DatabaseTransaction,
    writing: &'a DatabaseTransaction,
}

impl Move<'_> {
    async fn tables(&self, progress: &mut impl FnMut(Progress<'_>)) -> Result<Moved, TransferError> {
        let read = self.source.failed_for_all("read");
        let from = catalog::tables(self.reading).await.map_err(&read)??;
        let to = catalog::tables(self.writing)
            .await
            .map_err(self.target.failed_for_all("read"))??;
        // What the steps have put there comes from the source, too.
        for table in to.iter().rev() {
            content::clear(self.writing, table)
                .await
                .map_err(self.target.failed("written", table))?;
        }
        let mut moved = Moved::default();
        let mut contents = Vec::with_capacity(to.len());
        for table in &to {
            let same = from
                .iter()
                .find(|other| other.name == table.name)
                .unwrap_or(table);
            let content = self.copy(same, table, progress).await?;
            fail_point::reach("after_table_moved", &table.name);
            moved.tables += 1;
            moved.rows += content.rows;
            contents.push(content);
        }
        for (table, expected) in to.iter().zip(contents) {
            self.check(table, expected, progress).await?;
        }
        Ok(moved)
    }

    async fn copy(
        &self,
        from: &Table,
        to: &Table,
        progress: &mut impl FnMut(Progress<'_>),
    ) -> Result<Content, TransferError> {
        let of = content::count(self.reading, from)
            .await
            .map_err(self.source.failed("read", from))?;
        let table = from.name.as_str();
        let mut report = |rows| {
            progress(Progress {
                phase: Phase::Copying,
                table,
                rows,
                of,
            });
        };
        let written = content::copy((self.reading, from), (self.writing, to), &mut report).await;
        let content = written.map_err(|error| match error {
            content::CopyError::Read(source) => self.source.failed("read", from)(source),
            content::CopyError::Write(source) => self.target.failed("written", to)(source),
        })?;
        if let Some(column) = &to.numbered {
            let last = numbering::last(self.reading, from)
                .await
                .map_err(self.source.failed("read", from))?;
            numbering::go_on_after(self.writing, &to.name, column, last)
                .await
                .map_err(self.target.failed("written", to))?;
        }
        Ok(content)
    }

    async fn check(
        &self,
        table: &Table,
        expected: Content,
        progress: &mut impl FnMut(Progress<'_>),
    ) -> Result<(), TransferError> {
        let mut report = |rows| {
            progress(Progress {
                phase: Phase::Checking,
                table: &table.name,
                rows,
                of: expected.rows,
            });
        };
        let found = content::read(self.writing, table, &mut report)
            .await
            .map_err(self.target.failed("read", table))?;
        if found == expected {
            return Ok(());
        }
        Err(TransferError::Differs {
            table: table.name.clone(),
            copied: found.rows,
            expected: expected.rows,
        })
    }
}
