//! Changing a test. What it runs can be changed only while it never had a run.

use daytona_domain::id::{Revision, TestId};
use daytona_domain::name::Title;
use daytona_domain::run::RunChoice;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::table;
use crate::column::to_json;
use crate::{DatabaseError, Store};

/// What is to be changed; what is absent stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestEdit {
    pub title: Option<Title>,
    /// The choice with the revision that it was checked against.
    pub choice: Option<(RunChoice, Revision)>,
}

/// Why a test was not changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error("there is no test {test}")]
    NoTest { test: TestId },
    #[error(
        "test {test} has had a run, and all runs of a test have its arguments and hosts; clone it and change the clone"
    )]
    HasRuns { test: TestId },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<DbErr> for EditError {
    fn from(source: DbErr) -> Self {
        Self::Database(source.into())
    }
}

impl Store {
    pub async fn edit_test(&self, test: TestId, edit: TestEdit) -> Result<(), EditError> {
        let TestEdit { title, choice } = edit;
        let tx = self.begin().await?;
        let mut update = table::Entity::update_many()
            .filter(table::Column::Id.eq(test.get()))
            .filter(table::Column::TrashId.is_null());
        if let Some(title) = title {
            update = update.col_expr(table::Column::Title, Expr::value(title.to_string()));
        }
        let needs_no_run = choice.is_some();
        if let Some((choice, revision)) = choice {
            update = update
                .col_expr(
                    table::Column::Choice,
                    Expr::value(to_json("test.choice", &choice)?),
                )
                .col_expr(table::Column::Revision, Expr::value(revision.get()))
                .filter(table::Column::Runs.eq(0));
        } else {
            // An update has to set something.
            update = update.col_expr(table::Column::Runs, Expr::col(table::Column::Runs));
        }
        let changed = update.exec(&tx).await?.rows_affected;
        if changed == 0 {
            let is_there = table::Entity::find_by_id(test.get())
                .filter(table::Column::TrashId.is_null())
                .one(&tx)
                .await?
                .is_some();
            return Err(if is_there && needs_no_run {
                EditError::HasRuns { test }
            } else {
                EditError::NoTest { test }
            });
        }
        Ok(tx.commit().await?)
    }
}
