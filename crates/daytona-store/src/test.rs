//! Tests: what was chosen once, for all runs of it. They are made by [`crate::submission`].

pub(crate) mod table;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use daytona_domain::clock::Timestamp;
use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::id::{FrameworkId, Revision, TeamId, TestId, UserId};
use daytona_domain::name::{FrameworkName, Title};
use daytona_domain::permission::Ownership;
use daytona_domain::run::RunChoice;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
    Select,
};

use crate::account::{self, Person};
use crate::column::{from_json, from_number, from_text};
use crate::page::Page;
use crate::run::{self, Run};
use crate::{DatabaseError, Store, framework};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    pub id: TestId,
    pub team: TeamId,
    pub framework: FrameworkId,
    pub framework_name: FrameworkName,
    /// The latest definition of its framework, which its next run uses.
    pub definition: FrameworkDefinition,
    pub framework_owner: UserId,
    pub latest_revision: Revision,
    /// The revision that it was made with.
    pub revision: Revision,
    pub owner: Person,
    pub title: Title,
    pub created: Timestamp,
    pub choice: RunChoice,
    /// How many runs it has: the number of the latest one.
    pub runs: u64,
}

impl Test {
    pub fn ownership(&self) -> Ownership {
        Ownership {
            team: self.team,
            owner: self.owner.id,
            framework_owner: self.framework_owner,
        }
    }
}

/// A test with its latest run.
#[derive(Clone, Debug, PartialEq)]
pub struct TestSummary {
    pub test: Test,
    pub latest: Run,
}

/// Which tests a list shows; what is absent doesn't limit it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestFilter {
    pub team: Option<TeamId>,
    pub framework: Option<FrameworkId>,
    pub owner: Option<UserId>,
}

#[derive(Clone, Debug, FromQueryResult)]
struct Row {
    id: i64,
    team_id: i64,
    framework_id: i64,
    revision: i64,
    owner_id: i64,
    title: String,
    created: i64,
    choice: String,
    runs: i64,
    owner_name: String,
    framework_name: String,
    framework_owner: i64,
    latest_revision: i64,
    definition: String,
}

impl Store {
    pub async fn test(&self, id: TestId) -> Result<Option<Test>, DatabaseError> {
        let row = select()
            .filter(table::Column::Id.eq(id.get()))
            .into_model::<Row>()
            .one(self.reader())
            .await?;
        row.map(Row::into_test).transpose()
    }

    /// Tests with their latest runs, newest first, before the test `before`.
    pub async fn tests(
        &self,
        filter: &TestFilter,
        before: Option<TestId>,
        limit: u64,
    ) -> Result<Page<TestSummary, TestId>, DatabaseError> {
        let TestFilter {
            team,
            framework,
            owner,
        } = filter;
        let mut select = select();
        if let Some(team) = team {
            select = select.filter(table::Column::TeamId.eq(team.get()));
        }
        if let Some(framework) = framework {
            select = select.filter(table::Column::FrameworkId.eq(framework.get()));
        }
        if let Some(owner) = owner {
            select = select.filter(table::Column::OwnerId.eq(owner.get()));
        }
        if let Some(before) = before {
            select = select.filter(table::Column::Id.lt(before.get()));
        }
        let rows = select
            .order_by_desc(table::Column::Id)
            .limit(limit.saturating_add(1))
            .into_model::<Row>()
            .all(self.reader())
            .await?;
        let page = Page::cut(rows, limit, |row| TestId::new(row.id));
        let mut latest = self
            .latest_runs(page.items.iter().map(|row| row.id).collect())
            .await?;
        let items = page
            .items
            .into_iter()
            .map(|row| {
                let id = row.id;
                let missing = || DatabaseError::Missing {
                    table: "run",
                    row: format!("{id}/{}", row.runs),
                };
                let latest = latest.remove(&id).ok_or_else(missing)?;
                Ok(TestSummary {
                    test: row.into_test()?,
                    latest,
                })
            })
            .collect::<Result<_, DatabaseError>>()?;
        Ok(Page {
            items,
            next: page.next,
        })
    }

    async fn latest_runs(&self, tests: Vec<i64>) -> Result<BTreeMap<i64, Run>, DatabaseError> {
        if tests.is_empty() {
            return Ok(BTreeMap::new());
        }
        let is_latest = Expr::col((run::table::Entity, run::table::Column::Number))
            .eq(Expr::col((table::Entity, table::Column::Runs)));
        let rows = run::row::select()
            .filter(run::table::Column::TestId.is_in(tests))
            .filter(is_latest)
            .into_model::<run::row::Row>()
            .all(self.reader())
            .await?;
        rows.into_iter()
            .map(|row| {
                let run = row.into_run()?;
                Ok((run.id.test.get(), run))
            })
            .collect()
    }
}

fn select() -> Select<table::Entity> {
    table::Entity::find()
        .column_as(account::table::Column::Name, "owner_name")
        .column_as(framework::table::Column::Name, "framework_name")
        .column_as(framework::table::Column::OwnerId, "framework_owner")
        .column_as(framework::table::Column::Revision, "latest_revision")
        .column(framework::revision_table::Column::Definition)
        .join(JoinType::InnerJoin, table::Relation::Owner.def())
        .join(JoinType::InnerJoin, table::Relation::Framework.def())
        .join(JoinType::InnerJoin, framework::table::Relation::Revision.def())
}

impl Row {
    fn into_test(self) -> Result<Test, DatabaseError> {
        let id = self.id;
        Ok(Test {
            id: TestId::new(id),
            team: TeamId::new(self.team_id),
            framework: FrameworkId::new(self.framework_id),
            framework_name: from_text("framework.name", self.framework_id, self.framework_name)?,
            definition: from_json(
                "framework_revision.definition",
                self.framework_id,
                &self.definition,
            )?,
            framework_owner: UserId::new(self.framework_owner),
            latest_revision: Revision::new(self.latest_revision),
            revision: Revision::new(self.revision),
            owner: Person {
                id: UserId::new(self.owner_id),
                name: from_text("user.name", self.owner_id, self.owner_name)?,
            },
            title: from_text("test.title", id, self.title)?,
            created: Timestamp::from_micros(self.created),
            choice: from_json("test.choice", id, &self.choice)?,
            runs: from_number("test.runs", id, self.runs)?,
        })
    }
}
