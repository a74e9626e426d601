//! Frameworks and their revisions. Every save of a changed definition makes a new revision; none is ever changed.

mod revision;
pub(crate) mod revision_table;
pub(crate) mod table;

#[cfg(test)]
mod tests;

pub use revision::SavedRevision;

use daytona_domain::clock::Timestamp;
use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::id::{FrameworkId, Revision, RunId, TeamId, TrashId, UserId};
use daytona_domain::lifecycle::RunState;
use daytona_domain::name::{FrameworkName, UserName};
use daytona_domain::permission::{Action, Denied, Ownership, check};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select,
};

use crate::account::{self, Person, User};
use crate::column::{folded, from_json, from_number, from_text, to_json};
use crate::page::Page;
use crate::{DatabaseError, Store, run, test};

/// A framework in its latest revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framework {
    pub id: FrameworkId,
    pub team: TeamId,
    pub owner: Person,
    pub revision: Revision,
    pub saved: Timestamp,
    pub saved_by: UserName,
    pub definition: FrameworkDefinition,
    /// Set while it is in the trash.
    pub trash: Option<TrashId>,
}

impl Framework {
    pub fn ownership(&self) -> Ownership {
        Ownership {
            team: self.team,
            owner: self.owner.id,
            framework_owner: self.owner.id,
        }
    }
}

/// A framework with what a list says of its tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameworkSummary {
    pub framework: Framework,
    pub tests: u64,
    pub latest_run: Option<(RunId, RunState)>,
}

/// What saving a definition did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Created,
    Revised,
    /// The definition is the one that was saved already.
    None,
}

/// Why a definition was not saved.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(
        "there is a framework {existing}, and names that differ only in case are the same; write {existing}"
    )]
    OtherCase { existing: FrameworkName },
    #[error(
        "{saved_by} saved revision {current} of {name} meanwhile, at {saved}, and yours was made from revision {expected}; nothing was overwritten: look at what differs, then save on top of revision {current}"
    )]
    Changed {
        name: FrameworkName,
        expected: Revision,
        current: Revision,
        saved_by: UserName,
        saved: Timestamp,
    },
    #[error(
        "the framework {name} is in the trash; restore it, or remove it there for good to use its name again"
    )]
    InTrash { name: FrameworkName },
    #[error("there is a framework {name} already; choose another name")]
    NameTaken { name: FrameworkName },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<DbErr> for ApplyError {
    fn from(source: DbErr) -> Self {
        Self::Database(source.into())
    }
}

impl Store {
    /// Makes the framework of this name, or a new revision of it. With `expected`, only if that is the latest one.
    ///
    /// The right to do so is checked within the transaction, so that nobody can take the name in between.
    pub async fn apply_framework(
        &self,
        definition: &FrameworkDefinition,
        by: &User,
        expected: Option<Revision>,
    ) -> Result<(Framework, Change), ApplyError> {
        let now = self.now();
        let tx = self.begin().await?;
        let (id, change) = match find(&tx, &definition.name).await? {
            Some(existing) => revise(&tx, existing, Saving { definition, by, now }, expected).await?,
            None => (
                create(&tx, Saving { definition, by, now }).await?,
                Change::Created,
            ),
        };
        let saved = one(&tx, table::Column::Id.eq(id)).await?;
        let saved = saved.ok_or_else(|| DatabaseError::Missing {
            table: "framework",
            row: id.to_string(),
        })?;
        tx.commit().await?;
        Ok((saved, change))
    }

    /// Makes a framework, and never a revision of one that is there.
    pub async fn create_framework(
        &self,
        definition: &FrameworkDefinition,
        by: &User,
    ) -> Result<Framework, ApplyError> {
        let now = self.now();
        let tx = self.begin().await?;
        if let Some(existing) = find(&tx, &definition.name).await? {
            let name = existing.definition.name;
            return Err(match existing.trash {
                Some(_) => ApplyError::InTrash { name },
                None => ApplyError::NameTaken { name },
            });
        }
        let id = create(&tx, Saving { definition, by, now }).await?;
        let saved = one(&tx, table::Column::Id.eq(id)).await?;
        let saved = saved.ok_or_else(|| DatabaseError::Missing {
            table: "framework",
            row: id.to_string(),
        })?;
        tx.commit().await?;
        Ok(saved)
    }

    /// The framework of this name, whatever its case, also if it is in the trash.
    pub async fn framework(&self, name: &FrameworkName) -> Result<Option<Framework>, DatabaseError> {
        find(self.reader(), name).await
    }

    pub async fn framework_by_id(&self, id: FrameworkId) -> Result<Option<Framework>, DatabaseError> {
        one(self.reader(), table::Column::Id.eq(id.get())).await
    }

    /// The frameworks of a team by name, after the one named `after`.
    pub async fn frameworks(
        &self,
        team: TeamId,
        after: Option<&FrameworkName>,
        limit: u64,
    ) -> Result<Page<FrameworkSummary, FrameworkName>, DatabaseError> {
        let mut select = select()
            .filter(table::Column::TeamId.eq(team.get()))
            .filter(table::Column::TrashId.is_null());
        if let Some(after) = after {
            select = select.filter(table::Column::NameFolded.gt(folded(after.as_str())));
        }
        let rows = with_tallies(select)
            .order_by_asc(table::Column::NameFolded)
            .limit(limit.saturating_add(1))
            .into_model::<SummaryRow>()
            .all(self.reader())
            .await?;
        let items = rows
            .into_iter()
            .map(SummaryRow::into_summary)
            .collect::<Result<_, _>>()?;
        Ok(Page::cut(items, limit, |item: &FrameworkSummary| {
            item.framework.definition.name.clone()
        }))
    }
}

#[derive(Clone, Copy)]
struct Saving<'a> {
    definition: &'a FrameworkDefinition,
    by: &'a User,
    now: Timestamp,
}

async fn revise(
    tx: &DatabaseTransaction,
    existing: Framework,
    saving: Saving<'_>,
    expected: Option<Revision>,
) -> Result<(i64, Change), ApplyError> {
    let id = existing.id.get();
    check(&saving.by.actor(), Action::EditFramework, &existing.ownership())?;
    if existing.definition.name != saving.definition.name {
        return Err(ApplyError::OtherCase {
            existing: existing.definition.name,
        });
    }
    if existing.trash.is_some() {
        return Err(ApplyError::InTrash {
            name: existing.definition.name,
        });
    }
    if let Some(expected) = expected.filter(|expected| *expected != existing.revision) {
        return Err(ApplyError::Changed {
            name: existing.definition.name,
            expected,
            current: existing.revision,
            saved_by: existing.saved_by,
            saved: existing.saved,
        });
    }
    if existing.definition == *saving.definition {
        return Ok((id, Change::None));
    }
    let revision = existing.revision.get() + 1;
    insert_revision(tx, id, revision, saving).await?;
    table::Entity::update_many()
        .col_expr(table::Column::Revision, Expr::value(revision))
        .filter(table::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok((id, Change::Revised))
}

async fn create(tx: &DatabaseTransaction, saving: Saving<'_>) -> Result<i64, ApplyError> {
    let Saving {
        definition,
        by,
        now: _,
    } = saving;
    let ownership = Ownership {
        team: by.team,
        owner: by.id,
        framework_owner: by.id,
    };
    check(&by.actor(), Action::CreateFramework, &ownership)?;
    let row = table::ActiveModel {
        team_id: Set(by.team.get()),
        owner_id: Set(by.id.get()),
        name: Set(definition.name.to_string()),
        name_folded: Set(folded(definition.name.as_str())),
        revision: Set(1),
        ..Default::default()
    };
    let id = table::Entity::insert(row).exec(tx).await?.last_insert_id;
    insert_revision(tx, id, 1, saving).await?;
    Ok(id)
}

async fn insert_revision(
    tx: &DatabaseTransaction,
    framework: i64,
    revision: i64,
    saving: Saving<'_>,
) -> Result<(), DatabaseError> {
    let Saving { definition, by, now } = saving;
    let row = revision_table::ActiveModel {
        framework_id: Set(framework),
        revision: Set(revision),
        definition: Set(to_json("framework_revision.definition", definition)?),
        saved: Set(now.as_micros()),
        saved_by: Set(by.id.get()),
    };
    revision_table::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

async fn find(db: &impl ConnectionTrait, name: &FrameworkName) -> Result<Option<Framework>, DatabaseError> {
    one(db, table::Column::NameFolded.eq(folded(name.as_str()))).await
}

async fn one(db: &impl ConnectionTrait, which: Expr) -> Result<Option<Framework>, DatabaseError> {
    let row = select().filter(which).into_model::<Row>().one(db).await?;
    row.map(Row::into_framework).transpose()
}

#[derive(Clone, Debug, FromQueryResult)]
struct Row {
    id: i64,
    team_id: i64,
    owner_id: i64,
    revision: i64,
    owner_name: String,
    definition: String,
    saved: i64,
    saved_by_name: String,
    trash_id: Option<i64>,
}

#[derive(Clone, Debug, FromQueryResult)]
struct SummaryRow {
    #[sea_orm(nested)]
    framework: Row,
    tests: i64,
    latest_test: Option<i64>,
    latest_number: Option<i64>,
    latest_state: Option<String>,
}

const SAVER: &str = "saver";
const LATEST: &str = "latest";

fn select() -> Select<table::Entity> {
    table::Entity::find()
        .column_as(account::table::Column::Name, "owner_name")
        .column(revision_table::Column::Definition)
        .column(revision_table::Column::Saved)
        .expr_as(
            Expr::col((Alias::new(SAVER), account::table::Column::Name)),
            "saved_by_name",
        )
        .join(JoinType::InnerJoin, table::Relation::Owner.def())
        .join(JoinType::InnerJoin, table::Relation::Revision.def())
        .join_as(
            JoinType::InnerJoin,
            revision_table::Relation::SavedBy.def(),
            SAVER,
        )
}

/// Adds the number of tests, and the latest run, which the index on runs by framework finds at its end.
fn with_tallies(select: Select<table::Entity>) -> Select<table::Entity> {
    let this = || Expr::col((table::Entity, table::Column::Id));
    let tests = Query::select()
        .expr(Expr::col(test::table::Column::Id).count())
        .from(test::table::Entity)
        .and_where(Expr::col((test::table::Entity, test::table::Column::FrameworkId)).eq(this()))
        .and_where(Expr::col((test::table::Entity, test::table::Column::TrashId)).is_null())
        .take();
    let latest_id = Query::select()
        .expr(Expr::col((run::table::Entity, run::table::Column::Id)).max())
        .from(run::table::Entity)
        .and_where(Expr::col((run::table::Entity, run::table::Column::FrameworkId)).eq(this()))
        .and_where(Expr::col((run::table::Entity, run::table::Column::TrashId)).is_null())
        .take();
    let latest = |column: run::table::Column| Expr::col((Alias::new(LATEST), column));
    let mut select = select
        .expr_as(Expr::SubQuery(None, Box::new(tests.into())), "tests")
        .expr_as(latest(run::table::Column::TestId), "latest_test")
        .expr_as(latest(run::table::Column::Number), "latest_number")
        .expr_as(latest(run::table::Column::State), "latest_state");
    let is_latest = latest(run::table::Column::Id).eq(Expr::SubQuery(None, Box::new(latest_id.into())));
    sea_orm::QueryTrait::query(&mut select).join_as(
        JoinType::LeftJoin,
        run::table::Entity,
        Alias::new(LATEST),
        is_latest,
    );
    select
}

impl SummaryRow {
    fn into_summary(self) -> Result<FrameworkSummary, DatabaseError> {
        let Self {
            framework,
            tests,
            latest_test,
            latest_number,
            latest_state,
        } = self;
        let latest_run = match (latest_test, latest_number, latest_state) {
            (Some(test), Some(number), Some(state)) => {
                let id = RunId::new(test, number);
                Some((id, from_json("run.state", id, &state)?))
            }
            _ => None,
        };
        let tests = from_number("test.id", framework.id, tests)?;
        Ok(FrameworkSummary {
            framework: framework.into_framework()?,
            tests,
            latest_run,
        })
    }
}

impl Row {
    fn into_framework(self) -> Result<Framework, DatabaseError> {
        let Self {
            id,
            team_id,
            owner_id,
            revision,
            owner_name,
            definition,
            saved,
            saved_by_name,
            trash_id,
        } = self;
        Ok(Framework {
            id: FrameworkId::new(id),
            team: TeamId::new(team_id),
            owner: Person {
                id: UserId::new(owner_id),
                name: from_text("user.name", owner_id, owner_name)?,
            },
            revision: Revision::new(revision),
            saved: Timestamp::from_micros(saved),
            saved_by: from_text("user.name", id, saved_by_name)?,
            definition: from_json("framework_revision.definition", id, &definition)?,
            trash: trash_id.map(TrashId::new),
        })
    }
}
