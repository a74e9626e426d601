//! KPIs of runs, in the order in which the script wrote them.

use std::collections::BTreeMap;

use daytona_domain::id::RunId;
use daytona_domain::kpi::{Better, Kpi};
use daytona_domain::name::KpiName;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::ResultsError;
use super::kpi_table::{self as table, BetterCode};
use crate::column::{from_json, from_text, to_json};
use crate::run::Run;
use crate::{DatabaseError, Store, run};

/// Rows of one statement.
const BATCH: usize = 200;

/// The KPIs of a run and what a reader of them has to know.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunKpis {
    pub kpis: Vec<Kpi>,
    /// Declared by the framework and not found in the results.
    pub not_measured: Vec<KpiName>,
    pub notes: Vec<String>,
}

/// The column `run.remarks`.
#[derive(Default, Serialize, Deserialize)]
struct Remarks {
    not_measured: Vec<KpiName>,
    notes: Vec<String>,
}

impl Store {
    pub async fn replace_kpis(&self, run: RunId, kpis: RunKpis) -> Result<(), ResultsError> {
        let tx = self.begin().await?;
        let order = self.order_of_existing(&tx, run).await?;
        replace(&tx, order, kpis).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn kpis(&self, run: RunId) -> Result<RunKpis, DatabaseError> {
        let Some(order) = run::order_of(self.reader(), run).await? else {
            return Ok(RunKpis::default());
        };
        let row = run::table::Entity::find_by_id(order).one(self.reader()).await?;
        let remarks = match row.and_then(|row| row.remarks) {
            Some(remarks) => from_json("run.remarks", run, &remarks)?,
            None => Remarks::default(),
        };
        let rows = table::Entity::find()
            .filter(table::Column::RunId.eq(order))
            .order_by_asc(table::Column::Position)
            .all(self.reader())
            .await?;
        let kpis = rows.into_iter().map(Kpi::try_from).collect::<Result<_, _>>()?;
        let Remarks { not_measured, notes } = remarks;
        Ok(RunKpis {
            kpis,
            not_measured,
            notes,
        })
    }

    /// The first KPIs of each run, at most `first` of them, in one query.
    pub async fn kpis_of(
        &self,
        runs: &[Run],
        first: u16,
    ) -> Result<BTreeMap<RunId, Vec<Kpi>>, DatabaseError> {
        let ids: BTreeMap<i64, RunId> = runs.iter().map(|run| (run.order, run.id)).collect();
        let mut kpis: BTreeMap<RunId, Vec<Kpi>> = BTreeMap::new();
        if ids.is_empty() {
            return Ok(kpis);
        }
        let rows = table::Entity::find()
            .filter(table::Column::RunId.is_in(ids.keys().copied()))
            .filter(table::Column::Position.lt(i32::from(first)))
            .order_by_asc(table::Column::RunId)
            .order_by_asc(table::Column::Position)
            .all(self.reader())
            .await?;
        for row in rows {
            if let Some(run) = ids.get(&row.run_id) {
                kpis.entry(*run).or_default().push(row.try_into()?);
            }
        }
        Ok(kpis)
    }
}

pub(super) async fn replace(
    db: &impl ConnectionTrait,
    order: i64,
    kpis: RunKpis,
) -> Result<(), DatabaseError> {
    let RunKpis {
        kpis,
        not_measured,
        notes,
    } = kpis;
    table::Entity::delete_many()
        .filter(table::Column::RunId.eq(order))
        .exec(db)
        .await?;
    let mut rows = kpis
        .into_iter()
        .filter(|kpi| kpi.value.is_finite())
        .zip(0..)
        .map(|(kpi, position)| row(order, position, kpi))
        .peekable();
    while rows.peek().is_some() {
        let batch: Vec<_> = rows.by_ref().take(BATCH).collect();
        table::Entity::insert_many(batch)
            .exec_without_returning(db)
            .await?;
    }
    let remarks = to_json("run.remarks", &Remarks { not_measured, notes })?;
    run::table::Entity::update_many()
        .col_expr(run::table::Column::Remarks, Expr::value(remarks))
        .filter(run::table::Column::Id.eq(order))
        .exec(db)
        .await?;
    Ok(())
}

fn row(order: i64, position: i32, kpi: Kpi) -> table::ActiveModel {
    let Kpi {
        name,
        value,
        unit,
        better,
        file,
    } = kpi;
    table::ActiveModel {
        run_id: Set(order),
        position: Set(position),
        name: Set(name.into()),
        value: Set(value),
        unit: Set(unit),
        better: Set(better.map(|better| match better {
            Better::Lower => BetterCode::Lower,
            Better::Higher => BetterCode::Higher,
        })),
        file: Set(file),
    }
}

impl TryFrom<table::Model> for Kpi {
    type Error = DatabaseError;

    fn try_from(row: table::Model) -> Result<Self, DatabaseError> {
        let table::Model {
            run_id,
            position: _,
            name,
            value,
            unit,
            better,
            file,
        } = row;
        Ok(Self {
            name: from_text("kpi.name", run_id, name)?,
            value,
            unit,
            better: better.map(|better| match better {
                BetterCode::Lower => Better::Lower,
                BetterCode::Higher => Better::Higher,
            }),
            file,
        })
    }
}
