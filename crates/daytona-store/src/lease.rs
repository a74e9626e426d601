//! Leases: exclusive use of hosts by runs. Each has an epoch from a counter that never goes back.

pub(crate) mod table;

use std::collections::BTreeMap;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{Epoch, Generation, LeaseNumber, RunId};
use daytona_domain::name::HostName;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait, Select,
};

use crate::column::from_text;
use crate::{DatabaseError, Store, run};

/// A host in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    pub host: HostName,
    pub run: RunId,
    pub number: LeaseNumber,
    pub taken: Timestamp,
}

#[derive(Clone, Debug, FromQueryResult)]
struct Row {
    id: i64,
    generation: i64,
    host: String,
    taken: i64,
    test_id: i64,
    number: i64,
}

impl Store {
    /// Every host in use, by name.
    pub async fn live_leases(&self) -> Result<Vec<Lease>, DatabaseError> {
        leases(live(), self.reader()).await
    }
}

fn live() -> Select<table::Entity> {
    table::Entity::find().filter(table::Column::Released.is_null())
}

async fn leases(
    select: Select<table::Entity>,
    db: &impl ConnectionTrait,
) -> Result<Vec<Lease>, DatabaseError> {
    let rows = select
        .column(run::table::Column::TestId)
        .column(run::table::Column::Number)
        .join(JoinType::InnerJoin, table::Relation::Run.def())
        .order_by_asc(table::Column::Host)
        .into_model::<Row>()
        .all(db)
        .await?;
    rows.into_iter().map(Row::into_lease).collect()
}

impl Row {
    fn into_lease(self) -> Result<Lease, DatabaseError> {
        Ok(Lease {
            host: from_text("lease.host", self.id, self.host)?,
            run: RunId::new(self.test_id, self.number),
            number: number(self.generation, self.id),
            taken: Timestamp::from_micros(self.taken),
        })
    }
}

fn number(generation: i64, id: i64) -> LeaseNumber {
    LeaseNumber {
        generation: Generation::new(generation),
        epoch: Epoch::new(id),
    }
}

/// The live lease of any of `hosts`.
pub(crate) async fn first_taken(
    db: &impl ConnectionTrait,
    hosts: &[HostName],
) -> Result<Option<Lease>, DatabaseError> {
    let names = hosts.iter().map(HostName::as_str);
    let taken = leases(live().filter(table::Column::Host.is_in(names)).limit(1), db).await?;
    Ok(taken.into_iter().next())
}

/// The live leases of runs, by the order of the run.
pub(crate) async fn live_by_run(
    db: &impl ConnectionTrait,
    orders: Vec<i64>,
) -> Result<BTreeMap<i64, Vec<(HostName, LeaseNumber)>>, DatabaseError> {
    let mut by_run: BTreeMap<i64, Vec<_>> = BTreeMap::new();
    if orders.is_empty() {
        return Ok(by_run);
    }
    let rows = live()
        .filter(table::Column::RunId.is_in(orders))
        .order_by_asc(table::Column::Id)
        .all(db)
        .await?;
    for row in rows {
        let host = from_text("lease.host", row.id, row.host)?;
        by_run
            .entry(row.run_id)
            .or_default()
            .push((host, number(row.generation, row.id)));
    }
    Ok(by_run)
}

/// The epoch of the first live lease of a run: that of its execution host, which is taken first.
pub(crate) async fn first_epoch(
    db: &impl ConnectionTrait,
    order: i64,
) -> Result<Option<Epoch>, DatabaseError> {
    let id: Option<i64> = live()
        .select_only()
        .column(table::Column::Id)
        .filter(table::Column::RunId.eq(order))
        .order_by_asc(table::Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    Ok(id.map(Epoch::new))
}

/// Takes `hosts`, which must be free, in this order.
pub(crate) async fn take(
    db: &impl ConnectionTrait,
    order: i64,
    hosts: &[HostName],
    generation: Generation,
    at: Timestamp,
) -> Result<Vec<(HostName, LeaseNumber)>, DatabaseError> {
    let mut taken = Vec::with_capacity(hosts.len());
    for host in hosts {
        let row = table::ActiveModel {
            generation: Set(generation.get()),
            host: Set(host.to_string()),
            run_id: Set(order),
            taken: Set(at.as_micros()),
            released: Set(None),
            ..Default::default()
        };
        let id = table::Entity::insert(row).exec(db).await?.last_insert_id;
        taken.push((host.clone(), number(generation.get(), id)));
    }
    Ok(taken)
}

/// Ends the live leases of a run: of these hosts, or without any of all.
pub(crate) async fn release(
    db: &impl ConnectionTrait,
    order: i64,
    hosts: Option<&[HostName]>,
    at: Timestamp,
) -> Result<(), DatabaseError> {
    let mut update = table::Entity::update_many()
        .col_expr(table::Column::Released, Expr::value(at.as_micros()))
        .filter(table::Column::RunId.eq(order))
        .filter(table::Column::Released.is_null());
    if let Some(hosts) = hosts {
        update = update.filter(table::Column::Host.is_in(hosts.iter().map(HostName::as_str)));
    }
    update.exec(db).await?;
    Ok(())
}
