//! A run's row joined with the names that belong to it.

use std::time::Duration;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{RunId, TeamId, TrashId, UserId};
use daytona_domain::run::RunSpec;
use daytona_domain::subject::{Subjects, merge};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    RelationTrait, Select,
};

use super::{Run, table};
use crate::account::{self, Person};
use crate::column::{from_json, from_text, from_time};
use crate::{DatabaseError, framework, test};

#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Row {
    pub(crate) id: i64,
    test_id: i64,
    number: i64,
    team_id: i64,
    owner_id: i64,
    version: i64,
    state: String,
    spec: String,
    submitted: i64,
    started: Option<i64>,
    ran_ns: Option<i64>,
    ended: Option<i64>,
    announced_subjects: Option<String>,
    title: String,
    owner_name: String,
    framework_owner: i64,
    trash_id: Option<i64>,
}

/// All runs, to be limited by the caller.
pub(crate) fn select() -> Select<table::Entity> {
    table::Entity::find()
        .column(test::table::Column::Title)
        .column_as(account::table::Column::Name, "owner_name")
        .column_as(framework::table::Column::OwnerId, "framework_owner")
        .join(JoinType::InnerJoin, table::Relation::Test.def())
        .join(JoinType::InnerJoin, table::Relation::Owner.def())
        .join(JoinType::InnerJoin, table::Relation::Framework.def())
}

pub(crate) async fn one(db: &impl ConnectionTrait, id: RunId) -> Result<Option<Run>, DatabaseError> {
    let row = select()
        .filter(table::Column::TestId.eq(id.test.get()))
        .filter(table::Column::Number.eq(id.number.get()))
        .into_model::<Row>()
        .one(db)
        .await?;
    row.map(Row::into_run).transpose()
}

/// The run that another table refers to.
pub(crate) async fn by_order(db: &impl ConnectionTrait, order: i64) -> Result<Run, DatabaseError> {
    let row = select()
        .filter(table::Column::Id.eq(order))
        .into_model::<Row>()
        .one(db)
        .await?;
    row.ok_or_else(|| DatabaseError::Missing {
        table: "run",
        row: order.to_string(),
    })?
    .into_run()
}

impl Row {
    pub(crate) fn into_run(self) -> Result<Run, DatabaseError> {
        let id = RunId::new(self.test_id, self.number);
        let mut spec: RunSpec = from_json("run.spec", id, &self.spec)?;
        if let Some(announced) = &self.announced_subjects {
            let announced: Subjects = from_json("run.announced_subjects", id, announced)?;
            spec.subjects = merge(&spec.subjects, &announced);
        }
        let ran_ns = self.ran_ns.and_then(|ran_ns| u64::try_from(ran_ns).ok());
        Ok(Run {
            id,
            order: self.id,
            version: self.version,
            team: TeamId::new(self.team_id),
            owner: Person {
                id: UserId::new(self.owner_id),
                name: from_text("user.name", self.owner_id, self.owner_name)?,
            },
            framework_owner: UserId::new(self.framework_owner),
            title: from_text("test.title", id, self.title)?,
            spec,
            state: from_json("run.state", id, &self.state)?,
            submitted: Timestamp::from_micros(self.submitted),
            started: from_time(self.started),
            ran: ran_ns.map(Duration::from_nanos),
            ended: from_time(self.ended),
            trash: self.trash_id.map(TrashId::new),
        })
    }
}
