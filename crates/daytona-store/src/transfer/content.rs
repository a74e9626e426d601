//! The rows of a table: copied as they are read, a bounded number at a time, and summed up so that both sides can be
//! compared whatever order they come in.

use futures_util::TryStreamExt;
use sea_orm::sea_query::{Alias, Expr, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult, StreamTrait, Value};

use super::catalog::{Kind, Table};

/// Values of one statement. SQLite takes 32,766.
const VALUES: usize = 8_000;
/// Roughly as many bytes of one statement.
const BYTES: usize = 1 << 20;
/// Rows between two reports.
const REPORT: u64 = 10_000;

/// What a table holds: how many rows, and the sum of their hashes, which no order changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) rows: u64,
    sum: u128,
}

impl Content {
    fn add(&mut self, row: &[Cell]) {
        let mut hasher = blake3::Hasher::new();
        for cell in row {
            cell.hash(&mut hasher);
        }
        let mut first = [0; 16];
        hasher.finalize_xof().fill(&mut first);
        self.rows += 1;
        self.sum = self.sum.wrapping_add(u128::from_le_bytes(first));
    }
}

/// Which side failed.
pub(super) enum CopyError {
    Read(DbErr),
    Write(DbErr),
}

/// Removes every row.
pub(super) async fn clear(db: &impl ConnectionTrait, table: &Table) -> Result<(), DbErr> {
    let all = Query::delete().from_table(Alias::new(&table.name)).to_owned();
    db.execute(&all).await.map(|_| ())
}

pub(super) async fn count(db: &impl ConnectionTrait, table: &Table) -> Result<u64, DbErr> {
    let count = Query::select()
        .expr(Expr::cust("count(*)"))
        .from(Alias::new(&table.name))
        .to_owned();
    match db.query_one(&count).await? {
        Some(row) => {
            let count: i64 = row.try_get_by_index(0)?;
            Ok(count.unsigned_abs())
        }
        None => Ok(0),
    }
}

/// Copies every row of `from` to `to`, which has the same columns.
pub(super) async fn copy(
    (reading, from): (&DatabaseTransaction, &Table),
    (writing, to): (&DatabaseTransaction, &Table),
    report: &mut impl FnMut(u64),
) -> Result<Content, CopyError> {
    let mut content = Content::default();
    let mut batch = Batch::default();
    // The columns of both in one order, which is the target's.
    let select = select(to);
    let mut rows = reading.stream(&select).await.map_err(CopyError::Read)?;
    while let Some(row) = rows.try_next().await.map_err(CopyError::Read)? {
        let row = cells(from, to, &row).map_err(CopyError::Read)?;
        content.add(&row);
        batch.add(row);
        if batch.is_full() {
            batch.write(writing, to).await.map_err(CopyError::Write)?;
        }
        if content.rows.is_multiple_of(REPORT) {
            report(content.rows);
        }
    }
    batch.write(writing, to).await.map_err(CopyError::Write)?;
    report(content.rows);
    Ok(content)
}

/// What a table holds.
pub(super) async fn read(
    db: &DatabaseTransaction,
    table: &Table,
    report: &mut impl FnMut(u64),
) -> Result<Content, DbErr> {
    let mut content = Content::default();
    let select = select(table);
    let mut rows = db.stream(&select).await?;
    while let Some(row) = rows.try_next().await? {
        content.add(&cells(table, table, &row)?);
        if content.rows.is_multiple_of(REPORT) {
            report(content.rows);
        }
    }
    report(content.rows);
    Ok(content)
}

fn select(table: &Table) -> SelectStatement {
    let columns = table.columns.iter().map(|column| Alias::new(&column.name));
    Query::select()
        .columns(columns)
        .from(Alias::new(&table.name))
        .to_owned()
}

/// The values of a row of `from`, in the order of the columns of `order`.
fn cells(from: &Table, order: &Table, row: &QueryResult) -> Result<Vec<Cell>, DbErr> {
    let columns = order.columns.iter().enumerate();
    columns
        .map(|(index, column)| {
            let own = from.columns.iter().find(|own| own.name == column.name);
            Cell::read(own.unwrap_or(column).kind, row, index)
        })
        .collect()
}

/// A value as both databases can hold it. Whole numbers are all one kind, since SQLite knows but one.
enum Cell {
    Whole(Option<i64>),
    Real(Option<f64>),
    Text(Option<String>),
    Truth(Option<bool>),
    Bytes(Option<Vec<u8>>),
}

impl Cell {
    fn read(kind: Kind, row: &QueryResult, index: usize) -> Result<Self, DbErr> {
        Ok(match kind {
            Kind::Long => Self::Whole(row.try_get_by_index(index)?),
            Kind::Int => {
                let narrow: Option<i32> = row.try_get_by_index(index)?;
                Self::Whole(narrow.map(i64::from))
            }
            Kind::Real => Self::Real(row.try_get_by_index(index)?),
            Kind::Text => Self::Text(row.try_get_by_index(index)?),
            Kind::Bool => Self::Truth(row.try_get_by_index(index)?),
            Kind::Bytes => Self::Bytes(row.try_get_by_index(index)?),
        })
    }

    /// Roughly how much memory it takes.
    fn size(&self) -> usize {
        match self {
            Self::Text(Some(text)) => text.len(),
            Self::Bytes(Some(bytes)) => bytes.len(),
            Self::Whole(_) | Self::Real(_) | Self::Truth(_) | Self::Text(None) | Self::Bytes(None) => 8,
        }
    }

    /// Each value begins with what it is and how long, so that no two rows look the same.
    fn hash(&self, hasher: &mut blake3::Hasher) {
        let mut put = |kind: u8, bytes: Option<&[u8]>| {
            let length = bytes.map_or(u64::MAX, |bytes| bytes.len() as u64);
            hasher.update(&[kind]).update(&length.to_le_bytes());
            hasher.update(bytes.unwrap_or_default());
        };
        match self {
            Self::Whole(value) => put(0, value.map(i64::to_le_bytes).as_ref().map(|bytes| &bytes[..])),
            Self::Real(value) => put(1, value.map(f64::to_le_bytes).as_ref().map(|bytes| &bytes[..])),
            Self::Text(value) => put(2, value.as_deref().map(str::as_bytes)),
            Self::Truth(value) => put(
                3,
                value
                    .map(|value| [u8::from(value)])
                    .as_ref()
                    .map(|bytes| &bytes[..]),
            ),
            Self::Bytes(value) => put(4, value.as_deref()),
        }
    }

    fn into_value(self) -> Value {
        match self {
            Self::Whole(value) => Value::BigInt(value),
            Self::Real(value) => Value::Double(value),
            Self::Text(value) => Value::String(value),
            Self::Truth(value) => Value::Bool(value),
            Self::Bytes(value) => Value::Bytes(value),
        }
    }
}

/// Rows that are written together.
#[derive(Default)]
struct Batch {
    rows: Vec<Vec<Cell>>,
    values: usize,
    bytes: usize,
}

impl Batch {
    fn add(&mut self, row: Vec<Cell>) {
        self.values += row.len();
        self.bytes += row.iter().map(Cell::size).sum::<usize>();
        self.rows.push(row);
    }

    fn is_full(&self) -> bool {
        self.values >= VALUES || self.bytes >= BYTES
    }

    /// Writes the rows, and is empty again.
    async fn write(&mut self, db: &DatabaseTransaction, table: &Table) -> Result<(), DbErr> {
        let Self { rows, .. } = std::mem::take(self);
        if rows.is_empty() {
            return Ok(());
        }
        let columns = table.columns.iter().map(|column| Alias::new(&column.name));
        let mut insert = Query::insert();
        insert.into_table(Alias::new(&table.name)).columns(columns);
        for row in rows {
            let row = row.into_iter().map(|cell| Expr::value(cell.into_value()));
            insert
                .values(row)
                .map_err(|error| DbErr::Custom(error.to_string()))?;
        }
        db.execute(&insert).await.map(|_| ())
    }
}
