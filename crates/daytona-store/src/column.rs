//! How values of the domain stand in columns: times as microseconds, names as text, everything else as JSON.

use std::error::Error;
use std::fmt::Display;

use daytona_domain::clock::Timestamp;
use daytona_domain::outcome::By;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::DatabaseError;

pub(crate) fn to_json<T: Serialize>(column: &'static str, value: &T) -> Result<String, DatabaseError> {
    serde_json::to_string(value).map_err(|source| DatabaseError::Unwritable { column, source })
}

pub(crate) fn from_json<T: DeserializeOwned>(
    column: &'static str,
    row: impl Display,
    text: &str,
) -> Result<T, DatabaseError> {
    serde_json::from_str(text).map_err(|source| unreadable(column, row, source))
}

/// A text that a type of the domain accepts, such as a name.
pub(crate) fn from_text<T>(column: &'static str, row: impl Display, text: String) -> Result<T, DatabaseError>
where
    T: TryFrom<String>,
    T::Error: Error + Send + Sync + 'static,
{
    T::try_from(text).map_err(|source| unreadable(column, row, source))
}

/// A number that is never negative.
pub(crate) fn from_number(
    column: &'static str,
    row: impl Display,
    number: i64,
) -> Result<u64, DatabaseError> {
    u64::try_from(number).map_err(|source| unreadable(column, row, source))
}

/// The largest number that a column can hold, for what is beyond it.
pub(crate) fn to_number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(crate) fn from_time(micros: Option<i64>) -> Option<Timestamp> {
    micros.map(Timestamp::from_micros)
}

/// The server itself stands as no name.
pub(crate) fn to_by(by: &By) -> Option<String> {
    match by {
        By::User(name) => Some(name.clone()),
        By::Server => None,
    }
}

pub(crate) fn from_by(name: Option<String>) -> By {
    name.map_or(By::Server, By::User)
}

/// A name as it is compared where case doesn't count.
pub(crate) fn folded(name: &str) -> String {
    name.to_ascii_lowercase()
}

pub(crate) fn unreadable(
    column: &'static str,
    row: impl Display,
    source: impl Error + Send + Sync + 'static,
) -> DatabaseError {
    DatabaseError::Unreadable {
        column,
        row: row.to_string(),
        source: Box::new(source),
    }
}
