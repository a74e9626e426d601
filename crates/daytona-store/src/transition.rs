//! Moving a run through its life. One transaction applies the events, compares and sets the run's row, writes the
//! journal, takes or releases hosts and, at the end, keeps the results: all of it or nothing.

#[cfg(test)]
mod tests;

use std::time::Duration;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{EventId, LeaseNumber, RunId};
use daytona_domain::lifecycle::{Event, IllegalTransition, RunState, apply};
use daytona_domain::name::HostName;
use daytona_domain::outcome::By;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect};

use crate::column::{from_json, to_json, to_number};
use crate::history::{self, Entry};
use crate::results::{self, Results};
use crate::run::{StateKind, table};
use crate::{DatabaseError, Store, counter, lease};

/// What is to happen to a run, decided on the row's `version`.
#[derive(Clone, Debug)]
pub struct Transition {
    pub run: RunId,
    pub version: i64,
    /// In the order in which they happened; none, if only hosts are released.
    pub steps: Vec<Step>,
    /// Hosts to lease, all or none, the execution host first.
    pub take_hosts: Vec<HostName>,
    pub release: Release,
    /// How long the script ran, once that is known.
    pub ran: Option<Duration>,
    /// Replaces what is kept of the run's results.
    pub results: Option<Results>,
}

/// One event with who caused it and a sentence for the run's history.
#[derive(Clone, Debug)]
pub struct Step {
    pub event: Event,
    pub by: By,
    pub sentence: String,
}

/// Which leases of the run end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Release {
    #[default]
    None,
    All,
    Hosts(Vec<HostName>),
}

/// The run after the transition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transitioned {
    pub state: RunState,
    pub version: i64,
    /// The leases that were taken.
    pub leases: Vec<(HostName, LeaseNumber)>,
    /// The journal's entries, one for each step.
    pub journal: Vec<EventId>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TransitionError {
    #[error("run {run} has changed meanwhile; look at it again and decide anew")]
    Conflict { run: RunId },
    #[error(transparent)]
    Illegal(#[from] IllegalTransition),
    #[error("host {host} is used by run {by}")]
    HostTaken { host: HostName, by: RunId },
    #[error("there is no run {run}")]
    NotFound { run: RunId },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<DbErr> for TransitionError {
    fn from(source: DbErr) -> Self {
        Self::Database(source.into())
    }
}

impl Transition {
    pub fn new(run: RunId, version: i64) -> Self {
        Self {
            run,
            version,
            steps: Vec::new(),
            take_hosts: Vec::new(),
            release: Release::None,
            ran: None,
            results: None,
        }
    }

    #[must_use]
    pub fn step(mut self, event: Event, by: By, sentence: impl Into<String>) -> Self {
        self.steps.push(Step {
            event,
            by,
            sentence: sentence.into(),
        });
        self
    }
}

impl Store {
    pub async fn transition(&self, transition: Transition) -> Result<Transitioned, TransitionError> {
        let now = self.now();
        let Transition {
            run,
            version,
            steps,
            take_hosts,
            release,
            ran,
            results,
        } = transition;
        let tx = self.begin().await?;
        let row = Current::load(&tx, run).await?;
        if row.version != version {
            return Err(TransitionError::Conflict { run });
        }
        let leases = take(&tx, row.order, &take_hosts, now).await?;
        let epoch = lease::first_epoch(&tx, row.order).await?;
        let mut after = After::from(&row);
        for subject in results.iter().flat_map(|results| &results.subjects) {
            let entry = Entry {
                at: now,
                event: "subject",
                state: after.state.name(),
                by: &By::Server,
                sentence: &subject.sentence,
                epoch,
            };
            history::append(&tx, row.order, entry).await?;
        }
        let mut journal = Vec::with_capacity(steps.len());
        for Step { event, by, sentence } in &steps {
            after.apply(event)?;
            let (at, name, state) = (event.at(), event.name(), after.state.name());
            let entry = Entry {
                at,
                event: name,
                state,
                by,
                sentence,
                epoch,
            };
            journal.push(history::append(&tx, row.order, entry).await?);
        }
        match &release {
            Release::None => {}
            Release::All => lease::release(&tx, row.order, None, now).await?,
            Release::Hosts(hosts) => lease::release(&tx, row.order, Some(hosts), now).await?,
        }
        let live = !after.state.is_terminal() || lease::first_epoch(&tx, row.order).await?.is_some();
        if let Some(results) = results {
            results::replace(&tx, row.order, results).await?;
        }
        after.ran_ns = ran
            .map(|ran| to_number(u64::try_from(ran.as_nanos()).unwrap_or(u64::MAX)))
            .or(after.ran_ns);
        compare_and_set(&tx, run, &row, &after, live).await?;
        tx.commit().await?;
        Ok(Transitioned {
            state: after.state,
            version: version + 1,
            leases,
            journal,
        })
    }
}

/// The row as it is before the transition.
struct Current {
    order: i64,
    version: i64,
    kind: StateKind,
    state: RunState,
    started: Option<i64>,
    ran_ns: Option<i64>,
    ended: Option<i64>,
}

impl Current {
    async fn load(tx: &DatabaseTransaction, run: RunId) -> Result<Self, TransitionError> {
        type Columns = (i64, i64, StateKind, String, Option<i64>, Option<i64>, Option<i64>);
        let row: Option<Columns> = table::Entity::find()
            .select_only()
            .columns([
                table::Column::Id,
                table::Column::Version,
                table::Column::StateName,
                table::Column::State,
                table::Column::Started,
                table::Column::RanNs,
                table::Column::Ended,
            ])
            .filter(table::Column::TestId.eq(run.test.get()))
            .filter(table::Column::Number.eq(run.number.get()))
            .into_tuple()
            .one(tx)
            .await?;
        let (order, version, kind, state, started, ran_ns, ended) =
            row.ok_or(TransitionError::NotFound { run })?;
        let state = from_json("run.state", run, &state)?;
        Ok(Self {
            order,
            version,
            kind,
            state,
            started,
            ran_ns,
            ended,
        })
    }
}

/// What the row becomes.
struct After {
    state: RunState,
    started: Option<i64>,
    ran_ns: Option<i64>,
    ended: Option<i64>,
}

impl From<&Current> for After {
    fn from(row: &Current) -> Self {
        Self {
            state: row.state.clone(),
            started: row.started,
            ran_ns: row.ran_ns,
            ended: row.ended,
        }
    }
}

impl After {
    fn apply(&mut self, event: &Event) -> Result<(), IllegalTransition> {
        self.state = apply(&self.state, event)?;
        if let Event::Started { at } = event {
            self.started = Some(at.as_micros());
        }
        // A late result opens a run again, until it has been collected.
        self.ended = self.state.is_terminal().then(|| event.at().as_micros());
        Ok(())
    }
}

async fn take(
    tx: &DatabaseTransaction,
    order: i64,
    hosts: &[HostName],
    now: Timestamp,
) -> Result<Vec<(HostName, LeaseNumber)>, TransitionError> {
    if hosts.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(taken) = lease::first_taken(tx, hosts).await? {
        return Err(TransitionError::HostTaken {
            host: taken.host,
            by: taken.run,
        });
    }
    let generation = counter::generation(tx).await?;
    Ok(lease::take(tx, order, hosts, generation, now).await?)
}

async fn compare_and_set(
    tx: &DatabaseTransaction,
    run: RunId,
    row: &Current,
    after: &After,
    live: bool,
) -> Result<(), TransitionError> {
    let set = table::Entity::update_many()
        .col_expr(table::Column::Version, Expr::value(row.version + 1))
        .col_expr(table::Column::StateName, Expr::value(StateKind::of(&after.state)))
        .col_expr(
            table::Column::State,
            Expr::value(to_json("run.state", &after.state)?),
        )
        .col_expr(table::Column::Live, Expr::value(live))
        .col_expr(table::Column::Started, Expr::value(after.started))
        .col_expr(table::Column::RanNs, Expr::value(after.ran_ns))
        .col_expr(table::Column::Ended, Expr::value(after.ended))
        .filter(table::Column::Id.eq(row.order))
        .filter(table::Column::Version.eq(row.version))
        .filter(table::Column::StateName.eq(row.kind))
        .exec(tx)
        .await?;
    if set.rows_affected == 0 {
        return Err(TransitionError::Conflict { run });
    }
    Ok(())
}
