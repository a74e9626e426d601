//! Runs as they are read: one, those that are live, and lists. They are written by [`crate::submission`] and
//! [`crate::transition`].

pub(crate) mod host_table;
pub(crate) mod row;
pub mod state_kind;
pub(crate) mod table;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::time::Duration;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{FrameworkId, LeaseNumber, RunId, TeamId, TestId, TrashId, UserId};
use daytona_domain::lifecycle::RunState;
use daytona_domain::name::{HostName, Title};
use daytona_domain::permission::Ownership;
use daytona_domain::run::RunSpec;
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, Select,
};

use crate::account::Person;
use crate::page::Page;
use crate::tag::{self, TagFilter};
use crate::{DatabaseError, Store, lease};
pub use state_kind::{StateKind, UnknownState};

/// A run with what belongs to it by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub id: RunId,
    /// Order of submission: a lower number came first.
    pub order: i64,
    /// Goes up with every transition; a transition names the version that it was decided on.
    pub version: i64,
    pub team: TeamId,
    pub owner: Person,
    pub framework_owner: UserId,
    pub title: Title,
    pub spec: RunSpec,
    pub state: RunState,
    pub submitted: Timestamp,
    /// When the script started, on the server's clock.
    pub started: Option<Timestamp>,
    /// How long the script ran, by its host's monotonic clock.
    pub ran: Option<Duration>,
    pub ended: Option<Timestamp>,
    /// Set while it is in the trash.
    pub trash: Option<TrashId>,
}

impl Run {
    pub fn ownership(&self) -> Ownership {
        Ownership {
            team: self.team,
            owner: self.owner.id,
            framework_owner: self.framework_owner,
        }
    }
}

/// A run that isn't final, or that is and still holds hosts, with its live leases.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveRun {
    pub run: Run,
    pub leases: Vec<(HostName, LeaseNumber)>,
}

/// Which runs a list shows; what is absent doesn't limit it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFilter {
    pub team: Option<TeamId>,
    /// Any of these states; empty: all.
    pub states: Vec<StateKind>,
    pub framework: Option<FrameworkId>,
    pub owner: Option<UserId>,
    pub test: Option<TestId>,
    pub host: Option<HostName>,
    pub tag: Option<TagFilter>,
}

impl Store {
    /// The run, also if it is in the trash.
    pub async fn run(&self, id: RunId) -> Result<Option<Run>, DatabaseError> {
        row::one(self.reader(), id).await
    }

    /// Live runs in the order of submission, after the one of order `after`.
    pub async fn unfinished_runs(
        &self,
        after: Option<i64>,
        limit: u64,
    ) -> Result<Page<LiveRun, i64>, DatabaseError> {
        let rows = row::select()
            .filter(table::Column::Live.eq(true))
            .filter(table::Column::Id.gt(after.unwrap_or(0)))
            .order_by_asc(table::Column::Id)
            .limit(limit.saturating_add(1))
            .into_model::<row::Row>()
            .all(self.reader())
            .await?;
        let page = Page::cut(rows, limit, |row| row.id);
        let orders: Vec<_> = page.items.iter().map(|row| row.id).collect();
        let mut leases = lease::live_by_run(self.reader(), orders).await?;
        let next = page.next;
        let items = page
            .items
            .into_iter()
            .map(|row| {
                let leases = leases.remove(&row.id).unwrap_or_default();
                Ok(LiveRun {
                    run: row.into_run()?,
                    leases,
                })
            })
            .collect::<Result<_, DatabaseError>>()?;
        Ok(Page { items, next })
    }

    /// The runs of these orders, by order.
    pub async fn runs_of_orders(&self, orders: Vec<i64>) -> Result<Vec<Run>, DatabaseError> {
        if orders.is_empty() {
            return Ok(Vec::new());
        }
        let rows = row::select()
            .filter(table::Column::Id.is_in(orders))
            .order_by_asc(table::Column::Id)
            .into_model::<row::Row>()
            .all(self.reader())
            .await?;
        rows.into_iter().map(row::Row::into_run).collect()
    }

    /// The orders of a person's live runs.
    pub async fn live_orders_of(&self, owner: UserId) -> Result<BTreeSet<i64>, DatabaseError> {
        let orders: Vec<i64> = table::Entity::find()
            .select_only()
            .column(table::Column::Id)
            .filter(table::Column::Live.eq(true))
            .filter(table::Column::OwnerId.eq(owner.get()))
            .into_tuple()
            .all(self.reader())
            .await?;
        Ok(orders.into_iter().collect())
    }

    /// Runs, newest first, before the one of order `before`.
    pub async fn runs(
        &self,
        filter: &RunFilter,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Page<Run, i64>, DatabaseError> {
        let rows = filtered(filter, before)
            .limit(limit.saturating_add(1))
            .into_model::<row::Row>()
            .all(self.reader())
            .await?;
        let page = Page::cut(rows, limit, |row| row.id);
        let items = page
            .items
            .into_iter()
            .map(row::Row::into_run)
            .collect::<Result<_, _>>()?;
        Ok(Page {
            items,
            next: page.next,
        })
    }

    /// The runs of a test, newest first.
    pub async fn runs_of_test(
        &self,
        test: TestId,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Page<Run, i64>, DatabaseError> {
        let filter = RunFilter {
            test: Some(test),
            ..RunFilter::default()
        };
        self.runs(&filter, before, limit).await
    }

    /// The runs of the test right before and right after this one, those in the trash left out.
    pub async fn neighbours(&self, run: RunId) -> Result<(Option<RunId>, Option<RunId>), DatabaseError> {
        let of_test = || {
            table::Entity::find()
                .select_only()
                .column(table::Column::Number)
                .filter(table::Column::TestId.eq(run.test.get()))
                .filter(table::Column::TrashId.is_null())
        };
        let number = run.number.get();
        let earlier = of_test()
            .filter(table::Column::Number.lt(number))
            .order_by_desc(table::Column::Number)
            .into_tuple::<i64>()
            .one(self.reader())
            .await?;
        let later = of_test()
            .filter(table::Column::Number.gt(number))
            .order_by_asc(table::Column::Number)
            .into_tuple::<i64>()
            .one(self.reader())
            .await?;
        let run = |number: i64| RunId::new(run.test.get(), number);
        Ok((earlier.map(run), later.map(run)))
    }

    /// The latest clean run before `run`: of the same test, else of the same framework.
    pub async fn previous_clean(&self, run: &Run) -> Result<Option<RunId>, DatabaseError> {
        let filter = RunFilter {
            states: vec![StateKind::FinishedClean],
            framework: Some(run.spec.framework),
            ..RunFilter::default()
        };
        let of_test = RunFilter {
            test: Some(run.id.test),
            ..filter.clone()
        };
        for filter in [of_test, filter] {
            let page = self.runs(&filter, Some(run.order), 1).await?;
            if let Some(previous) = page.items.first() {
                return Ok(Some(previous.id));
            }
        }
        Ok(None)
    }
}

/// Runs of a filter, newest first, before an order.
fn filtered(filter: &RunFilter, before: Option<i64>) -> Select<table::Entity> {
    let RunFilter {
        team,
        states,
        framework,
        owner,
        test,
        host,
        tag,
    } = filter;
    let mut select = row::select().filter(table::Column::TrashId.is_null());
    if let Some(team) = team {
        select = select.filter(table::Column::TeamId.eq(team.get()));
    }
    match states.as_slice() {
        [] => {}
        [state] => select = select.filter(table::Column::StateName.eq(*state)),
        several => select = select.filter(table::Column::StateName.is_in(several.iter().copied())),
    }
    if let Some(framework) = framework {
        select = select.filter(table::Column::FrameworkId.eq(framework.get()));
    }
    if let Some(owner) = owner {
        select = select.filter(table::Column::OwnerId.eq(owner.get()));
    }
    if let Some(test) = test {
        select = select.filter(table::Column::TestId.eq(test.get()));
    }
    if let Some(host) = host {
        select = select
            .join(JoinType::InnerJoin, table::Relation::Host.def())
            .filter(host_table::Column::Host.eq(host.as_str()));
    }
    if let Some(tag) = tag {
        select = select.filter(table::Column::Id.in_subquery(tag::runs_with(tag)));
    }
    if let Some(before) = before {
        select = select.filter(table::Column::Id.lt(before));
    }
    // The order of submission in each case; these columns have it within the index that is searched.
    match (test, host) {
        (Some(_), _) => select.order_by_desc(table::Column::Number),
        (None, Some(_)) => select.order_by_desc(host_table::Column::RunId),
        (None, None) => select.order_by_desc(table::Column::Id),
    }
}

/// The order of a run, by which other tables refer to it.
pub(crate) async fn order_of(db: &impl ConnectionTrait, id: RunId) -> Result<Option<i64>, DatabaseError> {
    let order = table::Entity::find()
        .select_only()
        .column(table::Column::Id)
        .filter(table::Column::TestId.eq(id.test.get()))
        .filter(table::Column::Number.eq(id.number.get()))
        .into_tuple()
        .one(db)
        .await?;
    Ok(order)
}

/// The name of the state that a run is in.
pub(crate) async fn state_name(db: &impl ConnectionTrait, order: i64) -> Result<String, DatabaseError> {
    let kind: Option<StateKind> = table::Entity::find_by_id(order)
        .select_only()
        .column(table::Column::StateName)
        .into_tuple()
        .one(db)
        .await?;
    kind.map(|kind| kind.to_value())
        .ok_or_else(|| DatabaseError::Missing {
            table: "run",
            row: order.to_string(),
        })
}
