//! What goes wrong in the database itself, whatever the aggregate.

use sea_orm::DbErr;

/// A statement failed, or a row holds what this program doesn't understand.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    #[error("a statement failed in the database; its disk may be full or out of reach")]
    Statement(#[from] DbErr),
    #[error(
        "the session with the database {database} has ended, and with it the right to write to it; the server has to be started again"
    )]
    Lost { database: String },
    #[error(
        "column {column} of row {row} can't be read; the database was written by another program or is damaged"
    )]
    Unreadable {
        column: &'static str,
        row: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("a value for column {column} can't be written as JSON")]
    Unwritable {
        column: &'static str,
        #[source]
        source: serde_json::Error,
    },
    #[error("row {row} of table {table} is missing although others refer to it")]
    Missing { table: &'static str, row: String },
}
