//! What a run left: the files of each host with their hashes, the KPIs and what a reader of them has to know.

mod file;
pub(crate) mod file_table;
mod kpi;
pub(crate) mod kpi_table;
mod subject;

#[cfg(test)]
mod tests;

use daytona_domain::id::RunId;
use daytona_domain::kpi::Kpi;
use daytona_domain::name::{HostName, KpiName};
use sea_orm::{ConnectionTrait, DbErr};

use crate::{DatabaseError, Store, run};
pub use kpi::RunKpis;
pub use subject::AnnouncedSubject;

/// A file of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFile {
    pub host: HostName,
    /// Encoded, relative to the host's results.
    pub path: String,
    pub size: u64,
    /// BLAKE3 of the content, 64 hexadecimal digits; absent for what is no regular file.
    pub hash: Option<String>,
    pub status: FileStatus,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// It is in the manifest and not yet verified.
    Pending,
    /// Its hash on the server is the one that the agent computed.
    Verified,
    Unverified {
        reason: String,
    },
    /// It is no regular file, so it was not collected.
    Skipped {
        reason: String,
    },
}

/// Where a page of files ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileCursor {
    pub host: HostName,
    pub path: String,
}

/// How many files of a host there are, and how many of them are verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileTally {
    pub host: HostName,
    /// Without those that were skipped.
    pub files: u64,
    pub verified: u64,
    pub skipped: u64,
    pub bytes: u64,
}

/// What the end of a run keeps. KPIs and remarks replace what there was; files replace those of the same path.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    pub files: Vec<ResultFile>,
    /// In the order of the results file. Values that aren't finite are left out.
    pub kpis: Vec<Kpi>,
    pub not_measured: Vec<KpiName>,
    pub notes: Vec<String>,
    /// What the script said of what it tested.
    pub subjects: Vec<AnnouncedSubject>,
}

/// Why results could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    #[error("there is no run {run}")]
    NoRun { run: RunId },
    #[error("run {run} has no file {path} of host {host}")]
    NoFile {
        run: RunId,
        host: HostName,
        path: String,
    },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<DbErr> for ResultsError {
    fn from(source: DbErr) -> Self {
        Self::Database(source.into())
    }
}

/// Keeps results within the transaction that ends the run.
pub(crate) async fn replace(
    db: &impl ConnectionTrait,
    order: i64,
    results: Results,
) -> Result<(), DatabaseError> {
    let Results {
        files,
        kpis,
        not_measured,
        notes,
        subjects,
    } = results;
    file::save(db, order, files).await?;
    subject::replace(db, order, subjects).await?;
    kpi::replace(
        db,
        order,
        RunKpis {
            kpis,
            not_measured,
            notes,
        },
    )
    .await
}

impl Store {
    async fn order_of_existing(&self, db: &impl ConnectionTrait, run: RunId) -> Result<i64, ResultsError> {
        run::order_of(db, run).await?.ok_or(ResultsError::NoRun { run })
    }
}
