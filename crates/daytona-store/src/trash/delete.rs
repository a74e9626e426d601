//! Moving frameworks, tests and runs into the trash. Refused while one of their runs is in flight.

use daytona_domain::id::{FrameworkId, RunId, TeamId, TestId, TrashId, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

use super::table::{self, KindCode};
use super::{Deleted, TrashItem, one};
use crate::column::to_number;
use crate::framework::Framework;
use crate::run::Run;
use crate::test::Test;
use crate::{DatabaseError, Store, framework, run, test};

/// Why something was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    #[error("run {run} is still in flight; abort it first, or wait for its end")]
    InFlight { run: RunId },
    #[error("{name} is in the trash already")]
    InTrash { name: String },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<DbErr> for DeleteError {
    fn from(source: DbErr) -> Self {
        Self::Database(source.into())
    }
}

struct New {
    team: TeamId,
    what: Deleted,
    name: String,
    title: String,
    owner: UserId,
    framework_owner: UserId,
}

impl Store {
    /// Deletes a framework with its tests and runs.
    pub async fn delete_framework(
        &self,
        framework: &Framework,
        by: UserId,
    ) -> Result<TrashItem, DeleteError> {
        let new = New {
            team: framework.team,
            what: Deleted::Framework {
                framework: framework.id,
            },
            name: framework.definition.name.to_string(),
            title: framework.definition.display_title().to_owned(),
            owner: framework.owner.id,
            framework_owner: framework.owner.id,
        };
        self.delete(new, by).await
    }

    /// Deletes a test with its runs.
    pub async fn delete_test(&self, test: &Test, by: UserId) -> Result<TrashItem, DeleteError> {
        let new = New {
            team: test.team,
            what: Deleted::Test {
                framework: test.framework,
                test: test.id,
            },
            name: test.id.to_string(),
            title: test.title.to_string(),
            owner: test.owner.id,
            framework_owner: test.framework_owner,
        };
        self.delete(new, by).await
    }

    pub async fn delete_run(&self, run: &Run, by: UserId) -> Result<TrashItem, DeleteError> {
        let new = New {
            team: run.team,
            what: Deleted::Run {
                framework: run.spec.framework,
                test: run.id.test,
                order: run.order,
            },
            name: run.id.to_string(),
            title: run.title.to_string(),
            owner: run.owner.id,
            framework_owner: run.framework_owner,
        };
        self.delete(new, by).await
    }

    async fn delete(&self, new: New, by: UserId) -> Result<TrashItem, DeleteError> {
        let now = self.now();
        let New {
            team,
            what,
            name,
            title,
            owner,
            framework_owner,
        } = new;
        let (kind, framework, test, order) = columns(what);
        let row = table::ActiveModel {
            team_id: Set(team.get()),
            kind: Set(kind),
            framework_id: Set(framework.get()),
            test_id: Set(test.map(TestId::get)),
            run_id: Set(order),
            name: Set(name.clone()),
            title: Set(title),
            owner_id: Set(owner.get()),
            framework_owner_id: Set(framework_owner.get()),
            runs: Set(0),
            deleted: Set(now.as_micros()),
            deleted_by: Set(by.get()),
            purging: Set(None),
            ..Default::default()
        };
        let tx = self.begin().await?;
        let id = table::Entity::insert(row).exec(&tx).await?.last_insert_id;
        if !mark(&tx, id, what).await? {
            return Err(DeleteError::InTrash { name });
        }
        refuse_in_flight(&tx, id).await?;
        let runs = run::table::Entity::find()
            .filter(run::table::Column::TrashId.eq(id))
            .count(&tx)
            .await?;
        table::Entity::update_many()
            .col_expr(table::Column::Runs, Expr::value(to_number(runs)))
            .filter(table::Column::Id.eq(id))
            .exec(&tx)
            .await?;
        let item = one(&tx, TrashId::new(id)).await?;
        let item = item.ok_or_else(|| DatabaseError::Missing {
            table: "trash",
            row: id.to_string(),
        })?;
        tx.commit().await?;
        Ok(item)
    }
}

fn columns(what: Deleted) -> (KindCode, FrameworkId, Option<TestId>, Option<i64>) {
    match what {
        Deleted::Framework { framework } => (KindCode::Framework, framework, None, None),
        Deleted::Test { framework, test } => (KindCode::Test, framework, Some(test), None),
        Deleted::Run {
            framework,
            test,
            order,
        } => (KindCode::Run, framework, Some(test), Some(order)),
    }
}

/// Marks what is deleted and everything that belongs to it, but for what was in the trash before. The thing itself is
/// marked first: that holds up whoever would start a run of it. False if it was in the trash already.
async fn mark(tx: &DatabaseTransaction, id: i64, what: Deleted) -> Result<bool, DbErr> {
    let mut first = None;
    let mut marked = |rows: u64| *first.get_or_insert(rows > 0);
    if let Deleted::Framework { framework } = what {
        let update = framework::table::Entity::update_many()
            .col_expr(framework::table::Column::TrashId, Expr::value(id))
            .filter(framework::table::Column::Id.eq(framework.get()))
            .filter(framework::table::Column::TrashId.is_null());
        marked(update.exec(tx).await?.rows_affected);
    }
    if let Some(which) = match what {
        Deleted::Framework { framework } => Some(test::table::Column::FrameworkId.eq(framework.get())),
        Deleted::Test { test, .. } => Some(test::table::Column::Id.eq(test.get())),
        Deleted::Run { .. } => None,
    } {
        let update = test::table::Entity::update_many()
            .col_expr(test::table::Column::TrashId, Expr::value(id))
            .filter(which)
            .filter(test::table::Column::TrashId.is_null());
        marked(update.exec(tx).await?.rows_affected);
    }
    let which = match what {
        Deleted::Framework { framework } => run::table::Column::FrameworkId.eq(framework.get()),
        Deleted::Test { test, .. } => run::table::Column::TestId.eq(test.get()),
        Deleted::Run { order, .. } => run::table::Column::Id.eq(order),
    };
    let update = run::table::Entity::update_many()
        .col_expr(run::table::Column::TrashId, Expr::value(id))
        .filter(which)
        .filter(run::table::Column::TrashId.is_null());
    Ok(marked(update.exec(tx).await?.rows_affected))
}

/// A run that isn't final, or still holds a host, is never in the trash.
async fn refuse_in_flight(tx: &DatabaseTransaction, id: i64) -> Result<(), DeleteError> {
    let live = run::table::Entity::find()
        .filter(run::table::Column::TrashId.eq(id))
        .filter(run::table::Column::Live.eq(true))
        .one(tx)
        .await?;
    match live {
        Some(row) => Err(DeleteError::InFlight {
            run: RunId::new(row.test_id, row.number),
        }),
        None => Ok(()),
    }
}
