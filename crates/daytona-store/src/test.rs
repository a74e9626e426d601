//! Tests: what was chosen once, for all runs of it. They are made by [`crate::submission`].

mod edit;
pub(crate) mod table;

#[cfg(test)]
mod tests;

pub use edit::{EditError, TestEdit};

use std::collections::BTreeMap;

use daytona_domain::clock::Timestamp;
use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::id::{FrameworkId, Revision, TeamId, TestId, TrashId, UserId};
use daytona_domain::name::{FrameworkName, Title};
use daytona_domain::permission::Ownership;
use daytona_domain::run::RunChoice;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
    Select,
};

use crate::account::{self, Person};
use crate::column::{from_json, from_number, from_text};
use crate::page::Page;
use crate::run::{self, Run};
use crate::tag::{self, TagFilter};
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
    /// How many runs it has ever had: the number of the latest one.
    pub runs: u64,
    /// Set while it is in the trash.
    pub trash: Option<TrashId>,
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
    /// How many runs it has now.
    pub runs: u64,
    /// Nothing while it has no run.
    pub latest: Option<Run>,
}

/// Which tests a list shows; what is absent doesn't limit it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestFilter {
    pub team: Option<TeamId>,
    pub framework: Option<FrameworkId>,
    pub owner: Option<UserId>,
    pub tag: Option<TagFilter>,
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
    trash_id: Option<i64>,
}

impl Store {
    /// The test, also if it is in the trash.
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
            tag,
        } = filter;
        let mut select = select().filter(table::Column::TrashId.is_null());
        if let Some(team) = team {
            select = select.filter(table::Column::TeamId.eq(team.get()));
        }
        if let Some(framework) = framework {
            select = select.filter(table::Column::FrameworkId.eq(framework.get()));
        }
        if let Some(owner) = owner {
            select = select.filter(table::Column::OwnerId.eq(owner.get()));
        }
        if let Some(tag) = tag {
            select = select.filter(table::Column::Id.in_subquery(tag::tests_with(tag)));
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
        let ids: Vec<_> = page.items.iter().map(|row| row.id).collect();
        let mut latest = self.latest_runs(ids.clone()).await?;
        let counts = self.run_counts(ids).await?;
        let items = page
            .items
            .into_iter()
            .map(|row| {
                let id = row.id;
                Ok(TestSummary {
                    runs: from_number("run.id", id, counts.get(&id).copied().unwrap_or(0))?,
                    latest: latest.remove(&id),
                    test: row.into_test()?,
                })
            })
            .collect::<Result<_, DatabaseError>>()?;
        Ok(Page {
            items,
            next: page.next,
        })
    }

    /// How many runs a test has now, those in the trash left out.
    pub async fn run_count(&self, test: TestId) -> Result<u64, DatabaseError> {
        let counts = self.run_counts(vec![test.get()]).await?;
        from_number("run.id", test, counts.get(&test.get()).copied().unwrap_or(0))
    }

    async fn run_counts(&self, tests: Vec<i64>) -> Result<BTreeMap<i64, i64>, DatabaseError> {
        if tests.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows: Vec<(i64, i64)> = run::table::Entity::find()
            .select_only()
            .column(run::table::Column::TestId)
            .column_as(run::table::Column::Id.count(), "runs")
            .filter(run::table::Column::TestId.is_in(tests))
            .filter(run::table::Column::TrashId.is_null())
            .group_by(run::table::Column::TestId)
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(rows.into_iter().collect())
    }

    /// The latest run of each of these tests that has one outside of the trash.
    async fn latest_runs(&self, tests: Vec<i64>) -> Result<BTreeMap<i64, Run>, DatabaseError> {
        if tests.is_empty() {
            return Ok(BTreeMap::new());
        }
        let other = Alias::new("other");
        let column = |column| Expr::col((Alias::new("other"), column));
        let latest = Query::select()
            .expr(column(run::table::Column::Number).max())
            .from_as(run::table::Entity, other)
            .and_where(
                column(run::table::Column::TestId)
                    .eq(Expr::col((run::table::Entity, run::table::Column::TestId))),
            )
            .and_where(column(run::table::Column::TrashId).is_null())
            .take();
        let is_latest = Expr::col((run::table::Entity, run::table::Column::Number))
            .eq(Expr::SubQuery(None, Box::new(latest.into())));
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
            trash: self.trash_id.map(TrashId::new),
        })
    }
}
