//! Result files: the manifest as it comes in, and lists.

use std::collections::BTreeMap;

use daytona_domain::id::RunId;
use daytona_domain::name::HostName;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::file_table::{self as table, StatusCode};
use super::{FileCursor, FileStatus, FileTally, ResultFile, ResultsError};
use crate::column::{from_number, from_text, to_number};
use crate::page::Page;
use crate::{DatabaseError, Store, run};

/// Rows of one statement: a fixed number, so that it is prepared once.
const BATCH: usize = 200;

impl Store {
    /// Keeps files of a run, in place of those of the same host and path.
    pub async fn save_files(&self, run: RunId, files: Vec<ResultFile>) -> Result<(), ResultsError> {
        let tx = self.begin().await?;
        let order = self.order_of_existing(&tx, run).await?;
        save(&tx, order, files).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn set_file_status(
        &self,
        run: RunId,
        host: &HostName,
        path: &str,
        status: FileStatus,
    ) -> Result<(), ResultsError> {
        let (code, reason) = encode(status);
        let tx = self.begin().await?;
        let order = self.order_of_existing(&tx, run).await?;
        let updated = table::Entity::update_many()
            .col_expr(table::Column::Status, Expr::value(code))
            .col_expr(table::Column::Reason, Expr::value(reason))
            .filter(table::Column::RunId.eq(order))
            .filter(table::Column::Host.eq(host.as_str()))
            .filter(table::Column::Path.eq(path))
            .exec(&tx)
            .await?;
        if updated.rows_affected == 0 {
            return Err(ResultsError::NoFile {
                run,
                host: host.clone(),
                path: path.to_owned(),
            });
        }
        tx.commit().await?;
        Ok(())
    }

    pub async fn file(
        &self,
        run: RunId,
        host: &HostName,
        path: &str,
    ) -> Result<Option<ResultFile>, DatabaseError> {
        let Some(order) = run::order_of(self.reader(), run).await? else {
            return Ok(None);
        };
        let id = (order, host.to_string(), path.to_owned());
        let row = table::Entity::find_by_id(id).one(self.reader()).await?;
        row.map(ResultFile::try_from).transpose()
    }

    /// The files of a run by host and path, after those of `after`.
    pub async fn files(
        &self,
        run: RunId,
        after: Option<&FileCursor>,
        limit: u64,
    ) -> Result<Page<ResultFile, FileCursor>, DatabaseError> {
        let Some(order) = run::order_of(self.reader(), run).await? else {
            return Ok(Page {
                items: Vec::new(),
                next: None,
            });
        };
        let mut select = table::Entity::find().filter(table::Column::RunId.eq(order));
        if let Some(FileCursor { host, path }) = after {
            let same_host = table::Column::Host
                .eq(host.as_str())
                .and(table::Column::Path.gt(path.as_str()));
            select = select.filter(
                Condition::any()
                    .add(table::Column::Host.gt(host.as_str()))
                    .add(same_host),
            );
        }
        let rows = select
            .order_by_asc(table::Column::Host)
            .order_by_asc(table::Column::Path)
            .limit(limit.saturating_add(1))
            .all(self.reader())
            .await?;
        let files = rows
            .into_iter()
            .map(ResultFile::try_from)
            .collect::<Result<_, _>>()?;
        Ok(Page::cut(files, limit, |file: &ResultFile| FileCursor {
            host: file.host.clone(),
            path: file.path.clone(),
        }))
    }

    /// How many files each host of a run has.
    pub async fn file_tallies(&self, run: RunId) -> Result<Vec<FileTally>, DatabaseError> {
        let Some(order) = run::order_of(self.reader(), run).await? else {
            return Ok(Vec::new());
        };
        let rows: Vec<(String, StatusCode, i64, i64)> = table::Entity::find()
            .select_only()
            .column(table::Column::Host)
            .column(table::Column::Status)
            .column_as(table::Column::Path.count(), "files")
            // PostgreSQL's sum of integers is a decimal number.
            .column_as(table::Column::Size.sum().cast_as("bigint"), "bytes")
            .filter(table::Column::RunId.eq(order))
            .group_by(table::Column::Host)
            .group_by(table::Column::Status)
            .into_tuple()
            .all(self.reader())
            .await?;
        let mut tallies = BTreeMap::new();
        for (host, status, files, bytes) in rows {
            let host: HostName = from_text("result_file.host", run, host)?;
            let files = from_number("result_file.path", run, files)?;
            let tally = tallies.entry(host.clone()).or_insert(FileTally {
                host,
                files: 0,
                verified: 0,
                skipped: 0,
                bytes: 0,
            });
            match status {
                StatusCode::Skipped => tally.skipped += files,
                StatusCode::Verified => {
                    tally.files += files;
                    tally.verified += files;
                }
                StatusCode::Pending | StatusCode::Unverified => tally.files += files,
            }
            tally.bytes += from_number("result_file.size", run, bytes)?;
        }
        Ok(tallies.into_values().collect())
    }
}

pub(super) async fn save(
    db: &impl ConnectionTrait,
    order: i64,
    files: Vec<ResultFile>,
) -> Result<(), DatabaseError> {
    let mut files = files.into_iter().map(|file| row(order, file)).peekable();
    while files.peek().is_some() {
        let batch: Vec<_> = files.by_ref().take(BATCH).collect();
        let replace = OnConflict::columns([table::Column::RunId, table::Column::Host, table::Column::Path])
            .update_columns([
                table::Column::Size,
                table::Column::Hash,
                table::Column::Status,
                table::Column::Reason,
            ])
            .to_owned();
        table::Entity::insert_many(batch)
            .on_conflict(replace)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

fn row(order: i64, file: ResultFile) -> table::ActiveModel {
    let ResultFile {
        host,
        path,
        size,
        hash,
        status,
    } = file;
    let (status, reason) = encode(status);
    table::ActiveModel {
        run_id: Set(order),
        host: Set(host.into()),
        path: Set(path),
        size: Set(to_number(size)),
        hash: Set(hash),
        status: Set(status),
        reason: Set(reason),
    }
}

fn encode(status: FileStatus) -> (StatusCode, Option<String>) {
    match status {
        FileStatus::Pending => (StatusCode::Pending, None),
        FileStatus::Verified => (StatusCode::Verified, None),
        FileStatus::Unverified { reason } => (StatusCode::Unverified, Some(reason)),
        FileStatus::Skipped { reason } => (StatusCode::Skipped, Some(reason)),
    }
}

impl TryFrom<table::Model> for ResultFile {
    type Error = DatabaseError;

    fn try_from(row: table::Model) -> Result<Self, DatabaseError> {
        let table::Model {
            run_id,
            host,
            path,
            size,
            hash,
            status,
            reason,
        } = row;
        let reason = reason.unwrap_or_default();
        Ok(Self {
            host: from_text("result_file.host", run_id, host)?,
            path,
            size: from_number("result_file.size", run_id, size)?,
            hash,
            status: match status {
                StatusCode::Pending => FileStatus::Pending,
                StatusCode::Verified => FileStatus::Verified,
                StatusCode::Unverified => FileStatus::Unverified { reason },
                StatusCode::Skipped => FileStatus::Skipped { reason },
            },
        })
    }
}
