//! Tags of tests and runs.

pub(crate) mod run_table;
pub(crate) mod test_table;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use daytona_domain::id::{RunId, TeamId, TestId};
use daytona_domain::tag::Tag;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::column::{from_number, unreadable};
use crate::run::{self, Run};
use crate::{DatabaseError, Store, test};

/// Which tag a list is limited to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagFilter {
    pub name: String,
    /// Absent: any value, and none.
    pub value: Option<String>,
}

impl From<&Tag> for TagFilter {
    fn from(tag: &Tag) -> Self {
        Self {
            name: tag.name().to_owned(),
            value: tag.value().map(str::to_owned),
        }
    }
}

/// A tag that is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagUse {
    pub tag: Tag,
    pub tests: u64,
    pub runs: u64,
}

impl Store {
    /// The tags of a test, by name.
    pub async fn tags_of_test(&self, test: TestId) -> Result<Vec<Tag>, DatabaseError> {
        let mut tags = self.tags_of_tests(&[test]).await?;
        Ok(tags.remove(&test).unwrap_or_default())
    }

    pub async fn tags_of_tests(&self, tests: &[TestId]) -> Result<BTreeMap<TestId, Vec<Tag>>, DatabaseError> {
        if tests.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows = test_table::Entity::find()
            .filter(test_table::Column::TestId.is_in(tests.iter().map(|test| test.get())))
            .order_by_asc(test_table::Column::Name)
            .all(self.reader())
            .await?;
        let mut tags: BTreeMap<TestId, Vec<Tag>> = BTreeMap::new();
        for row in rows {
            let tag = read(row.test_id, row.name, row.value)?;
            tags.entry(TestId::new(row.test_id)).or_default().push(tag);
        }
        Ok(tags)
    }

    /// The tags of these runs, by name.
    pub async fn tags_of_runs(&self, runs: &[Run]) -> Result<BTreeMap<RunId, Vec<Tag>>, DatabaseError> {
        if runs.is_empty() {
            return Ok(BTreeMap::new());
        }
        let ids: BTreeMap<i64, RunId> = runs.iter().map(|run| (run.order, run.id)).collect();
        let rows = run_table::Entity::find()
            .filter(run_table::Column::RunId.is_in(ids.keys().copied()))
            .order_by_asc(run_table::Column::Name)
            .all(self.reader())
            .await?;
        let mut tags: BTreeMap<RunId, Vec<Tag>> = BTreeMap::new();
        for row in rows {
            let tag = read(row.run_id, row.name, row.value)?;
            if let Some(run) = ids.get(&row.run_id) {
                tags.entry(*run).or_default().push(tag);
            }
        }
        Ok(tags)
    }

    /// Gives a test these tags and no others.
    pub async fn set_tags_of_test(&self, test: TestId, tags: &[Tag]) -> Result<(), DatabaseError> {
        let tx = self.begin().await?;
        test_table::Entity::delete_many()
            .filter(test_table::Column::TestId.eq(test.get()))
            .exec(&tx)
            .await?;
        insert_for_test(&tx, test, tags).await?;
        Ok(tx.commit().await?)
    }

    /// Gives a run these tags and no others.
    pub async fn set_tags_of_run(&self, run: &Run, tags: &[Tag]) -> Result<(), DatabaseError> {
        let tx = self.begin().await?;
        run_table::Entity::delete_many()
            .filter(run_table::Column::RunId.eq(run.order))
            .exec(&tx)
            .await?;
        insert_for_run(&tx, run.order, tags).await?;
        Ok(tx.commit().await?)
    }

    /// The tags in use whose text begins with `prefix`, by name, with how many tests and runs have them.
    pub async fn tags_in_use(
        &self,
        team: TeamId,
        prefix: &str,
        limit: u64,
    ) -> Result<Vec<TagUse>, DatabaseError> {
        let (name, value) = prefix.split_once('=').unwrap_or((prefix, ""));
        let has_value = prefix.contains('=');
        let tests: Vec<(String, String, i64)> = {
            use test_table::{Column, Entity};
            let of_team = Query::select()
                .column(test::table::Column::Id)
                .from(test::table::Entity)
                .and_where(Expr::col(test::table::Column::TeamId).eq(team.get()))
                .and_where(Expr::col(test::table::Column::TrashId).is_null())
                .take();
            let mut select = Entity::find()
                .select_only()
                .column(Column::Name)
                .column(Column::Value)
                .column_as(Column::TestId.count(), "uses")
                .filter(Column::TestId.in_subquery(of_team));
            select = match has_value {
                true => select
                    .filter(Column::Name.eq(name))
                    .filter(Column::Value.starts_with(value)),
                false => select.filter(Column::Name.starts_with(name)),
            };
            select = select.group_by(Column::Name).group_by(Column::Value);
            select = select.order_by_asc(Column::Name).order_by_asc(Column::Value);
            select.limit(limit).into_tuple().all(self.reader()).await?
        };
        let runs: Vec<(String, String, i64)> = {
            use run_table::{Column, Entity};
            let of_team = Query::select()
                .column(run::table::Column::Id)
                .from(run::table::Entity)
                .and_where(Expr::col(run::table::Column::TeamId).eq(team.get()))
                .and_where(Expr::col(run::table::Column::TrashId).is_null())
                .take();
            let mut select = Entity::find()
                .select_only()
                .column(Column::Name)
                .column(Column::Value)
                .column_as(Column::RunId.count(), "uses")
                .filter(Column::RunId.in_subquery(of_team));
            select = match has_value {
                true => select
                    .filter(Column::Name.eq(name))
                    .filter(Column::Value.starts_with(value)),
                false => select.filter(Column::Name.starts_with(name)),
            };
            select = select.group_by(Column::Name).group_by(Column::Value);
            select = select.order_by_asc(Column::Name).order_by_asc(Column::Value);
            select.limit(limit).into_tuple().all(self.reader()).await?
        };
        merged(tests, runs, limit)
    }
}

type Counted = Vec<(String, String, i64)>;

/// Both counts of each tag, by name and value, at most `limit`.
fn merged(tests: Counted, runs: Counted, limit: u64) -> Result<Vec<TagUse>, DatabaseError> {
    let mut uses: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
    for (name, value, count) in tests {
        uses.entry((name, value)).or_default().0 = count;
    }
    for (name, value, count) in runs {
        uses.entry((name, value)).or_default().1 = count;
    }
    uses.into_iter()
        .take(usize::try_from(limit).unwrap_or(usize::MAX))
        .map(|((name, value), (tests, runs))| {
            Ok(TagUse {
                tests: from_number("test_tag.test_id", &name, tests)?,
                runs: from_number("run_tag.run_id", &name, runs)?,
                tag: read(0, name, value)?,
            })
        })
        .collect()
}

fn read(row: i64, name: String, value: String) -> Result<Tag, DatabaseError> {
    Tag::from_parts(name, value).map_err(|source| unreadable("tag.value", row, source))
}

pub(crate) async fn insert_for_test(
    db: &impl ConnectionTrait,
    test: TestId,
    tags: &[Tag],
) -> Result<(), DatabaseError> {
    if tags.is_empty() {
        return Ok(());
    }
    let rows = tags.iter().map(|tag| test_table::ActiveModel {
        test_id: Set(test.get()),
        name: Set(tag.name().to_owned()),
        value: Set(tag.value().unwrap_or_default().to_owned()),
    });
    test_table::Entity::insert_many(rows)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

pub(crate) async fn insert_for_run(
    db: &impl ConnectionTrait,
    order: i64,
    tags: &[Tag],
) -> Result<(), DatabaseError> {
    if tags.is_empty() {
        return Ok(());
    }
    let rows = tags.iter().map(|tag| run_table::ActiveModel {
        run_id: Set(order),
        name: Set(tag.name().to_owned()),
        value: Set(tag.value().unwrap_or_default().to_owned()),
    });
    run_table::Entity::insert_many(rows)
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// The ids of tests that have a tag.
pub(crate) fn tests_with(filter: &TagFilter) -> SelectStatement {
    use test_table::{Column, Entity};
    let mut select = Query::select();
    select
        .column(Column::TestId)
        .from(Entity)
        .and_where(Expr::col(Column::Name).eq(filter.name.as_str()));
    if let Some(value) = &filter.value {
        select.and_where(Expr::col(Column::Value).eq(value.as_str()));
    }
    select
}

/// The orders of runs that have a tag themselves, or whose test has it.
pub(crate) fn runs_with(filter: &TagFilter) -> SelectStatement {
    use run_table::{Column, Entity};
    let mut select = Query::select();
    select
        .column(Column::RunId)
        .from(Entity)
        .and_where(Expr::col(Column::Name).eq(filter.name.as_str()));
    if let Some(value) = &filter.value {
        select.and_where(Expr::col(Column::Value).eq(value.as_str()));
    }
    let of_tests = Query::select()
        .column(run::table::Column::Id)
        .from(run::table::Entity)
        .and_where(Expr::col(run::table::Column::TestId).in_subquery(tests_with(filter)))
        .take();
    select.union(sea_orm::sea_query::UnionType::Distinct, of_tests);
    select
}
