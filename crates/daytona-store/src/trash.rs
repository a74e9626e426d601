//! The trash: what was deleted and can be restored. Deleting marks rows and touches no file; what is marked is left out
//! of every list. Removing for good is in [`purge`].

mod delete;
pub mod purge;
pub(crate) mod table;

#[cfg(test)]
mod tests;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{FrameworkId, TeamId, TestId, TrashId, UserId};
use daytona_domain::name::UserName;
use daytona_domain::permission::Ownership;
use sea_orm::sea_query::{Alias, Expr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait, Select,
};

use crate::account::{self, Person};
use crate::column::{from_number, from_text};
use crate::page::Page;
use crate::{DatabaseError, Store, framework, run, test};
pub use delete::DeleteError;
use table::KindCode;

/// Something that was deleted, with all that went with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrashItem {
    pub id: TrashId,
    pub team: TeamId,
    pub what: Deleted,
    /// `gzip`, `1132` or `1132/2`.
    pub name: String,
    pub title: String,
    pub owner: Person,
    pub framework_owner: UserId,
    /// How many runs went with it.
    pub runs: u64,
    pub deleted: Timestamp,
    pub deleted_by: UserName,
    /// Whether its removal for good has begun.
    pub purging: bool,
}

/// What was deleted. Whatever belongs to it went with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    Framework {
        framework: FrameworkId,
    },
    Test {
        framework: FrameworkId,
        test: TestId,
    },
    /// A run, by its order.
    Run {
        framework: FrameworkId,
        test: TestId,
        order: i64,
    },
}

impl TrashItem {
    pub fn ownership(&self) -> Ownership {
        Ownership {
            team: self.team,
            owner: self.owner.id,
            framework_owner: self.framework_owner,
        }
    }
}

/// Why something was not restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("there is nothing {id} in the trash")]
    NotFound { id: TrashId },
    #[error("{name} is being removed for good and can't be restored any more")]
    Purging { name: String },
    #[error("{name} belongs to {parent}, which is in the trash too; restore that first")]
    ParentInTrash { name: String, parent: String },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<DbErr> for RestoreError {
    fn from(source: DbErr) -> Self {
        Self::Database(source.into())
    }
}

impl Store {
    /// The trash of a team, what was deleted last first, before the item `before`.
    pub async fn trash(
        &self,
        team: TeamId,
        before: Option<TrashId>,
        limit: u64,
    ) -> Result<Page<TrashItem, TrashId>, DatabaseError> {
        let mut select = select().filter(table::Column::TeamId.eq(team.get()));
        if let Some(before) = before {
            select = select.filter(table::Column::Id.lt(before.get()));
        }
        let rows = select
            .order_by_desc(table::Column::Id)
            .limit(limit.saturating_add(1))
            .into_model::<Row>()
            .all(self.reader())
            .await?;
        let items = rows.into_iter().map(Row::into_item).collect::<Result<_, _>>()?;
        Ok(Page::cut(items, limit, |item: &TrashItem| item.id))
    }

    pub async fn trash_item(&self, id: TrashId) -> Result<Option<TrashItem>, DatabaseError> {
        one(self.reader(), id).await
    }

    /// Takes something out of the trash, with everything that went into it at the same time.
    pub async fn restore(&self, id: TrashId) -> Result<TrashItem, RestoreError> {
        let tx = self.begin().await?;
        let item = one(&tx, id).await?.ok_or(RestoreError::NotFound { id })?;
        if item.purging {
            return Err(RestoreError::Purging { name: item.name });
        }
        if let Some(parent) = parent_in_trash(&tx, item.what).await? {
            return Err(RestoreError::ParentInTrash {
                name: item.name,
                parent,
            });
        }
        let none = || Expr::value(None::<i64>);
        let id = id.get();
        framework::table::Entity::update_many()
            .col_expr(framework::table::Column::TrashId, none())
            .filter(framework::table::Column::TrashId.eq(id))
            .exec(&tx)
            .await?;
        test::table::Entity::update_many()
            .col_expr(test::table::Column::TrashId, none())
            .filter(test::table::Column::TrashId.eq(id))
            .exec(&tx)
            .await?;
        run::table::Entity::update_many()
            .col_expr(run::table::Column::TrashId, none())
            .filter(run::table::Column::TrashId.eq(id))
            .exec(&tx)
            .await?;
        table::Entity::delete_by_id(id).exec(&tx).await?;
        tx.commit().await?;
        Ok(item)
    }
}

/// The name of the test or framework that has to be restored first.
async fn parent_in_trash(db: &impl ConnectionTrait, what: Deleted) -> Result<Option<String>, DatabaseError> {
    let (framework, test) = match what {
        Deleted::Framework { .. } => return Ok(None),
        Deleted::Test { framework, .. } => (framework, None),
        Deleted::Run { framework, test, .. } => (framework, Some(test)),
    };
    let parent = framework::table::Entity::find_by_id(framework.get())
        .filter(framework::table::Column::TrashId.is_not_null())
        .one(db)
        .await?;
    if let Some(row) = parent {
        return Ok(Some(format!("framework {}", row.name)));
    }
    let Some(test) = test else { return Ok(None) };
    let parent = test::table::Entity::find_by_id(test.get())
        .filter(test::table::Column::TrashId.is_not_null())
        .one(db)
        .await?;
    Ok(parent.map(|row| format!("test {}", row.id)))
}

const DELETER: &str = "deleter";

#[derive(Clone, Debug, FromQueryResult)]
struct Row {
    id: i64,
    team_id: i64,
    kind: KindCode,
    framework_id: i64,
    test_id: Option<i64>,
    run_id: Option<i64>,
    name: String,
    title: String,
    owner_id: i64,
    framework_owner_id: i64,
    runs: i64,
    deleted: i64,
    purging: Option<i64>,
    owner_name: String,
    deleted_by_name: String,
}

fn select() -> Select<table::Entity> {
    table::Entity::find()
        .column_as(account::table::Column::Name, "owner_name")
        .expr_as(
            Expr::col((Alias::new(DELETER), account::table::Column::Name)),
            "deleted_by_name",
        )
        .join(JoinType::InnerJoin, table::Relation::Owner.def())
        .join_as(JoinType::InnerJoin, table::Relation::DeletedBy.def(), DELETER)
}

async fn one(db: &impl ConnectionTrait, id: TrashId) -> Result<Option<TrashItem>, DatabaseError> {
    let row = select()
        .filter(table::Column::Id.eq(id.get()))
        .into_model::<Row>()
        .one(db)
        .await?;
    row.map(Row::into_item).transpose()
}

impl Row {
    fn into_item(self) -> Result<TrashItem, DatabaseError> {
        let missing = || DatabaseError::Missing {
            table: "trash",
            row: self.id.to_string(),
        };
        let framework = FrameworkId::new(self.framework_id);
        let test = self.test_id.map(TestId::new);
        let what = match self.kind {
            KindCode::Framework => Deleted::Framework { framework },
            KindCode::Test => Deleted::Test {
                framework,
                test: test.ok_or_else(missing)?,
            },
            KindCode::Run => Deleted::Run {
                framework,
                test: test.ok_or_else(missing)?,
                order: self.run_id.ok_or_else(missing)?,
            },
        };
        Ok(TrashItem {
            id: TrashId::new(self.id),
            team: TeamId::new(self.team_id),
            what,
            name: self.name,
            title: self.title,
            owner: Person {
                id: UserId::new(self.owner_id),
                name: from_text("user.name", self.owner_id, self.owner_name)?,
            },
            framework_owner: UserId::new(self.framework_owner_id),
            runs: from_number("trash.runs", self.id, self.runs)?,
            deleted: Timestamp::from_micros(self.deleted),
            deleted_by: from_text("user.name", self.id, self.deleted_by_name)?,
            purging: self.purging.is_some(),
        })
    }
}
