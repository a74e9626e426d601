//! Submitting runs: a new test with its first run, or the next run of a test. Durable when it returns.

#[cfg(test)]
mod tests;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{RunId, RunNumber, TeamId, TestId};
use daytona_domain::lifecycle::RunState;
use daytona_domain::name::{FrameworkName, Title};
use daytona_domain::outcome::By;
use daytona_domain::run::{RunChoice, RunSpec};
use daytona_domain::tag::Tag;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
};

use crate::account::Person;
use crate::column::to_json;
use crate::history::{self, Entry};
use crate::idempotency::{self, Found, IdempotencyKey};
use crate::run::{self, Run, StateKind, host_table};
use crate::{DatabaseError, Store, framework, tag, test};

/// A new test of a framework and its first run.
#[derive(Clone, Debug)]
pub struct NewTest {
    pub team: TeamId,
    pub owner: Person,
    pub title: Title,
    /// What was chosen, for the test's next runs.
    pub choice: RunChoice,
    pub spec: RunSpec,
    pub tags: Vec<Tag>,
}

/// The next run of a test.
#[derive(Clone, Debug)]
pub struct NextRun {
    pub test: TestId,
    /// Who starts it, and owns it.
    pub owner: Person,
    pub spec: RunSpec,
    pub tags: Vec<Tag>,
}

/// What came of a submission.
#[derive(Clone, Debug, PartialEq)]
pub enum Submitted {
    New(Box<Run>),
    /// The same submission was made before, with this run.
    Same(Box<Run>),
}

/// Why nothing was submitted.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    #[error("the idempotency key {key:?} was used for run {run} with another request; use a new key")]
    KeyReused { key: String, run: RunId },
    #[error("there is no test {test}")]
    NoTest { test: TestId },
    /// It was deleted while the request was under way.
    #[error("framework {framework} was deleted; restore it from the trash first")]
    NoFramework { framework: FrameworkName },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl Store {
    pub async fn submit(&self, new: NewTest, key: Option<IdempotencyKey>) -> Result<Submitted, SubmitError> {
        let now = self.now();
        let tx = self.begin().await?;
        if let Some(same) = submitted_before(&tx, key.as_ref(), now).await? {
            return Ok(same);
        }
        let (team, owner, spec) = (new.team, new.owner.clone(), new.spec.clone());
        let test = insert_test(&tx, new, 1, now).await?;
        let id = RunId {
            test,
            number: RunNumber::new(1),
        };
        let order = insert_run(
            &tx,
            NewRun {
                id,
                team,
                owner: &owner,
                spec: &spec,
                now,
            },
        )
        .await?;
        finish(tx, id, order, key, now).await
    }

    /// Makes a test without a run.
    pub async fn prepare_test(&self, new: NewTest) -> Result<TestId, SubmitError> {
        let now = self.now();
        let tx = self.begin().await?;
        let test = insert_test(&tx, new, 0, now).await?;
        tx.commit().await.map_err(DatabaseError::from)?;
        Ok(test)
    }

    pub async fn next_run(
        &self,
        next: NextRun,
        key: Option<IdempotencyKey>,
    ) -> Result<Submitted, SubmitError> {
        let now = self.now();
        let tx = self.begin().await?;
        if let Some(same) = submitted_before(&tx, key.as_ref(), now).await? {
            return Ok(same);
        }
        let NextRun {
            test,
            owner,
            spec,
            tags,
        } = next;
        let counted = test::table::Entity::update_many()
            .col_expr(
                test::table::Column::Runs,
                Expr::col(test::table::Column::Runs).add(1),
            )
            .filter(test::table::Column::Id.eq(test.get()))
            .filter(test::table::Column::TrashId.is_null())
            .exec_with_returning(&tx)
            .await
            .map_err(DatabaseError::from)?;
        let Some(row) = counted.into_iter().next() else {
            return Err(SubmitError::NoTest { test });
        };
        let id = RunId {
            test,
            number: RunNumber::new(row.runs),
        };
        let team = TeamId::new(row.team_id);
        let order = insert_run(
            &tx,
            NewRun {
                id,
                team,
                owner: &owner,
                spec: &spec,
                now,
            },
        )
        .await?;
        tag::insert_for_run(&tx, order, &tags).await?;
        finish(tx, id, order, key, now).await
    }
}

/// A test whose framework is not in the trash, and can't be put there before this is committed.
async fn insert_test(
    tx: &DatabaseTransaction,
    new: NewTest,
    runs: i64,
    now: Timestamp,
) -> Result<TestId, SubmitError> {
    let NewTest {
        team,
        owner,
        title,
        choice,
        spec,
        tags,
    } = new;
    let framework = framework::table::Entity::find_by_id(spec.framework.get())
        .filter(framework::table::Column::TrashId.is_null())
        .lock_shared()
        .one(tx)
        .await
        .map_err(DatabaseError::from)?;
    if framework.is_none() {
        return Err(SubmitError::NoFramework {
            framework: spec.framework_name,
        });
    }
    let row = test::table::ActiveModel {
        team_id: Set(team.get()),
        framework_id: Set(spec.framework.get()),
        revision: Set(spec.revision.get()),
        owner_id: Set(owner.id.get()),
        title: Set(title.to_string()),
        created: Set(now.as_micros()),
        choice: Set(to_json("test.choice", &choice)?),
        runs: Set(runs),
        ..Default::default()
    };
    let inserted = test::table::Entity::insert(row)
        .exec(tx)
        .await
        .map_err(DatabaseError::from)?;
    let test = TestId::new(inserted.last_insert_id);
    tag::insert_for_test(tx, test, &tags).await?;
    Ok(test)
}

async fn submitted_before(
    tx: &DatabaseTransaction,
    key: Option<&IdempotencyKey>,
    now: Timestamp,
) -> Result<Option<Submitted>, SubmitError> {
    let Some(key) = key else { return Ok(None) };
    match idempotency::find(tx, key, now).await? {
        Found::Nothing => Ok(None),
        Found::Same { order } => {
            let run = run::row::by_order(tx, order).await?;
            Ok(Some(Submitted::Same(Box::new(run))))
        }
        Found::Other { order } => {
            let run = run::row::by_order(tx, order).await?.id;
            Err(SubmitError::KeyReused {
                key: key.key.clone(),
                run,
            })
        }
    }
}

struct NewRun<'a> {
    id: RunId,
    team: TeamId,
    owner: &'a Person,
    spec: &'a RunSpec,
    now: Timestamp,
}

async fn insert_run(tx: &impl ConnectionTrait, new: NewRun<'_>) -> Result<i64, DatabaseError> {
    let NewRun {
        id,
        team,
        owner,
        spec,
        now,
    } = new;
    let state = RunState::Scheduled { since: now };
    let row = run::table::ActiveModel {
        test_id: Set(id.test.get()),
        number: Set(id.number.get()),
        team_id: Set(team.get()),
        framework_id: Set(spec.framework.get()),
        owner_id: Set(owner.id.get()),
        version: Set(1),
        state_name: Set(StateKind::of(&state)),
        state: Set(to_json("run.state", &state)?),
        live: Set(true),
        spec: Set(to_json("run.spec", spec)?),
        submitted: Set(now.as_micros()),
        started: Set(None),
        ran_ns: Set(None),
        ended: Set(None),
        remarks: Set(None),
        announced_subjects: Set(None),
        ..Default::default()
    };
    let order = run::table::Entity::insert(row).exec(tx).await?.last_insert_id;
    let hosts = spec.hosts.iter().map(|(_, host)| host_table::ActiveModel {
        host: Set(host.to_string()),
        run_id: Set(order),
    });
    host_table::Entity::insert_many(hosts)
        .exec_without_returning(tx)
        .await?;
    let entry = Entry {
        at: now,
        event: "submitted",
        state: &StateKind::Scheduled.to_value(),
        by: &By::User(owner.name.to_string()),
        sentence: &format!("submitted by {}", owner.name),
        epoch: None,
    };
    history::append(tx, order, entry).await?;
    Ok(order)
}

async fn finish(
    tx: DatabaseTransaction,
    id: RunId,
    order: i64,
    key: Option<IdempotencyKey>,
    now: Timestamp,
) -> Result<Submitted, SubmitError> {
    if let Some(key) = key {
        idempotency::remember(&tx, key, order, now).await?;
    }
    let run = run::row::one(&tx, id).await?;
    let run = run.ok_or_else(|| DatabaseError::Missing {
        table: "run",
        row: id.to_string(),
    })?;
    tx.commit().await.map_err(DatabaseError::from)?;
    Ok(Submitted::New(Box::new(run)))
}
