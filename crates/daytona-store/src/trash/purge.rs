//! Removing for good what is in the trash. The marks come first, then a run's files are removed by the caller, then its
//! rows: whenever the server dies in between, the same steps can be taken again. A run in flight is never removed.

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{RunId, TestId, TrashId};
use daytona_domain::name::FrameworkName;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait,
};

use super::{Deleted, Row, TrashItem, one, select, table};
use crate::column::from_text;
use crate::{DatabaseError, Store, framework, history, idempotency, lease, results, run, tag, test};

/// A run whose files and rows are to be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoomedRun {
    pub run: RunId,
    pub framework: FrameworkName,
    order: i64,
}

/// Why the removal for good did not begin.
#[derive(Debug, thiserror::Error)]
pub enum PurgeError {
    #[error("there is nothing {id} in the trash")]
    NotFound { id: TrashId },
    #[error("results of run {run} are arriving late; wait until they are collected")]
    InFlight { run: RunId },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<DbErr> for PurgeError {
    fn from(source: DbErr) -> Self {
        Self::Database(source.into())
    }
}

impl Store {
    /// What has to be removed: what was deleted at `before` or earlier, and what is being removed already.
    pub async fn due_for_purge(
        &self,
        before: Timestamp,
        limit: u64,
    ) -> Result<Vec<TrashItem>, DatabaseError> {
        let due = Condition::any()
            .add(table::Column::Deleted.lte(before.as_micros()))
            .add(table::Column::Purging.is_not_null());
        let rows = select()
            .filter(due)
            .order_by_asc(table::Column::Id)
            .limit(limit)
            .into_model::<Row>()
            .all(self.reader())
            .await?;
        rows.into_iter().map(Row::into_item).collect()
    }

    /// From here on it can't be restored. Refused while late results arrive for one of its runs.
    pub async fn begin_purge(&self, id: TrashId) -> Result<TrashItem, PurgeError> {
        let now = self.now().as_micros();
        let tx = self.begin().await?;
        let mut item = one(&tx, id).await?.ok_or(PurgeError::NotFound { id })?;
        let live = run::table::Entity::find()
            .filter(runs_of(item.what))
            .filter(run::table::Column::Live.eq(true))
            .one(&tx)
            .await?;
        if let Some(row) = live {
            let run = RunId::new(row.test_id, row.number);
            return Err(PurgeError::InFlight { run });
        }
        if !item.purging {
            table::Entity::update_many()
                .col_expr(table::Column::Purging, Expr::value(now))
                .filter(table::Column::Id.eq(id.get()))
                .exec(&tx)
                .await?;
            tx.commit().await?;
            item.purging = true;
        }
        Ok(item)
    }

    /// Runs of the item whose files and rows are still there, and which aren't in flight.
    pub async fn doomed_runs(&self, item: &TrashItem, limit: u64) -> Result<Vec<DoomedRun>, DatabaseError> {
        let rows: Vec<(i64, i64, i64, String)> = run::table::Entity::find()
            .select_only()
            .column(run::table::Column::Id)
            .column(run::table::Column::TestId)
            .column(run::table::Column::Number)
            .column(framework::table::Column::Name)
            .join(JoinType::InnerJoin, run::table::Relation::Framework.def())
            .filter(runs_of(item.what))
            .filter(run::table::Column::Live.eq(false))
            .order_by_asc(run::table::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(self.reader())
            .await?;
        rows.into_iter()
            .map(|(order, test, number, name)| {
                Ok(DoomedRun {
                    run: RunId::new(test, number),
                    framework: from_text("framework.name", order, name)?,
                    order,
                })
            })
            .collect()
    }

    /// Removes the rows of a run whose files are gone.
    pub async fn forget_run(&self, doomed: &DoomedRun) -> Result<(), DatabaseError> {
        let order = doomed.order;
        let tx = self.begin().await?;
        delete_referring(&tx, order).await?;
        run::table::Entity::delete_many()
            .filter(run::table::Column::Id.eq(order))
            .filter(run::table::Column::Live.eq(false))
            .exec(&tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Removes what is left of an item once none of its runs is there any more: tests, revisions, the framework, and the
    /// items that were in the trash before it and belonged to it. False while there is a run.
    pub async fn finish_purge(&self, item: &TrashItem) -> Result<bool, DatabaseError> {
        let tx = self.begin().await?;
        let left = run::table::Entity::find()
            .filter(runs_of(item.what))
            .one(&tx)
            .await?;
        if left.is_some() {
            return Ok(false);
        }
        let belongs = match item.what {
            Deleted::Framework { framework } => {
                let tests = test::table::Column::FrameworkId.eq(framework.get());
                delete_tests(&tx, tests).await?;
                framework::revision_table::Entity::delete_many()
                    .filter(framework::revision_table::Column::FrameworkId.eq(framework.get()))
                    .exec(&tx)
                    .await?;
                framework::table::Entity::delete_by_id(framework.get())
                    .exec(&tx)
                    .await?;
                table::Column::FrameworkId.eq(framework.get())
            }
            Deleted::Test { test, .. } => {
                delete_tests(&tx, test::table::Column::Id.eq(test.get())).await?;
                table::Column::TestId.eq(test.get())
            }
            Deleted::Run { order, .. } => table::Column::RunId.eq(order),
        };
        table::Entity::delete_many().filter(belongs).exec(&tx).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// The tests of an item, in pages by number, so that their folders can be removed.
    pub async fn doomed_tests(
        &self,
        item: &TrashItem,
        after: Option<TestId>,
        limit: u64,
    ) -> Result<Vec<TestId>, DatabaseError> {
        let which = match item.what {
            Deleted::Framework { framework } => test::table::Column::FrameworkId.eq(framework.get()),
            Deleted::Test { test, .. } => test::table::Column::Id.eq(test.get()),
            Deleted::Run { .. } => return Ok(Vec::new()),
        };
        let ids: Vec<i64> = test::table::Entity::find()
            .select_only()
            .column(test::table::Column::Id)
            .filter(which)
            .filter(test::table::Column::Id.gt(after.map_or(0, TestId::get)))
            .order_by_asc(test::table::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(ids.into_iter().map(TestId::new).collect())
    }
}

/// Every run that belongs to what was deleted, also those that went into the trash on their own before.
fn runs_of(what: Deleted) -> Expr {
    match what {
        Deleted::Framework { framework } => run::table::Column::FrameworkId.eq(framework.get()),
        Deleted::Test { test, .. } => run::table::Column::TestId.eq(test.get()),
        Deleted::Run { order, .. } => run::table::Column::Id.eq(order),
    }
}

async fn delete_tests(tx: &DatabaseTransaction, which: Expr) -> Result<(), DbErr> {
    let ids = Query::select()
        .column(test::table::Column::Id)
        .from(test::table::Entity)
        .and_where(which.clone())
        .take();
    tag::test_table::Entity::delete_many()
        .filter(tag::test_table::Column::TestId.in_subquery(ids))
        .exec(tx)
        .await?;
    test::table::Entity::delete_many().filter(which).exec(tx).await?;
    Ok(())
}

/// The tables whose rows refer to a run. A test compares them with the database.
#[cfg(test)]
pub(super) const TABLES: [&str; 7] = [
    "idempotency_key",
    "journal",
    "kpi",
    "lease",
    "result_file",
    "run_host",
    "run_tag",
];

/// Removes the rows of every table that refers to a run.
async fn delete_referring(tx: &DatabaseTransaction, order: i64) -> Result<(), DbErr> {
    delete_from::<run::host_table::Entity>(tx, run::host_table::Column::RunId.eq(order)).await?;
    delete_from::<lease::table::Entity>(tx, lease::table::Column::RunId.eq(order)).await?;
    delete_from::<history::table::Entity>(tx, history::table::Column::RunId.eq(order)).await?;
    delete_from::<idempotency::table::Entity>(tx, idempotency::table::Column::RunId.eq(order)).await?;
    delete_from::<results::file_table::Entity>(tx, results::file_table::Column::RunId.eq(order)).await?;
    delete_from::<results::kpi_table::Entity>(tx, results::kpi_table::Column::RunId.eq(order)).await?;
    delete_from::<tag::run_table::Entity>(tx, tag::run_table::Column::RunId.eq(order)).await
}

async fn delete_from<E: EntityTrait>(tx: &DatabaseTransaction, which: Expr) -> Result<(), DbErr> {
    E::delete_many().filter(which).exec(tx).await?;
    Ok(())
}
