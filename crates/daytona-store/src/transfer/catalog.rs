//! Which tables a database has, with their columns, as the database itself says. Tables come after those that they
//! refer to.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};

use super::TransferError;
use crate::migration::RECORD;

#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// The column that the database numbers by itself, never giving a number twice.
    pub(super) numbered: Option<String>,
    refers_to: BTreeSet<String>,
}

#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// How a column's values are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Long,
    Int,
    Real,
    Text,
    Bool,
    Bytes,
}

/// The names of all tables, also of those that Daytona knows nothing of.
pub(crate) async fn names(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let sql = if db.get_database_backend() == DbBackend::Postgres {
        "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY 1"
    };
    rows(db, sql, &[])
        .await?
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect()
}

/// The tables that hold Daytona's data, those first that others refer to.
pub(super) async fn tables(db: &impl ConnectionTrait) -> Result<Result<Vec<Table>, TransferError>, DbErr> {
    let mut tables = Vec::new();
    for name in names(db).await? {
        if name == RECORD {
            continue;
        }
        match table(db, name).await? {
            Ok(table) => tables.push(table),
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(in_order(tables)))
}

async fn table(db: &impl ConnectionTrait, name: String) -> Result<Result<Table, TransferError>, DbErr> {
    let is_postgres = db.get_database_backend() == DbBackend::Postgres;
    let sql = if is_postgres {
        "SELECT column_name::text, data_type::text, is_identity = 'YES' FROM information_schema.columns \
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
    } else {
        // Whole numbers are of any size there, whatever the column is called.
        "SELECT name, CASE lower(type) WHEN 'integer' THEN 'bigint' ELSE lower(type) END, pk = 1 AND EXISTS (SELECT 1 FROM sqlite_master \
         WHERE name = $1 AND sql LIKE '%AUTOINCREMENT%') FROM pragma_table_info($1) ORDER BY cid"
    };
    let (mut columns, mut numbered) = (Vec::new(), None);
    for row in rows(db, sql, &[&name]).await? {
        let (column, kind): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let Some(read_as) = read_as(&kind) else {
            return Ok(Err(TransferError::Column {
                table: name,
                column,
                kind,
            }));
        };
        if row.try_get_by_index(2)? {
            numbered = Some(column.clone());
        }
        columns.push(Column {
            name: column,
            kind: read_as,
        });
    }
    let sql = if is_postgres {
        "SELECT other.relname::text FROM pg_constraint AS reference \
         JOIN pg_class AS own ON own.oid = reference.conrelid \
         JOIN pg_class AS other ON other.oid = reference.confrelid \
         WHERE reference.contype = 'f' AND own.relnamespace = current_schema()::regnamespace \
         AND own.relname = $1"
    } else {
        "SELECT \"table\" FROM pragma_foreign_key_list($1)"
    };
    let others = rows(db, sql, &[&name]).await?;
    let refers_to = others
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<Result<_, _>>()?;
    Ok(Ok(Table {
        name,
        columns,
        numbered,
        refers_to,
    }))
}

fn read_as(kind: &str) -> Option<Kind> {
    match kind {
        "bigint" => Some(Kind::Long),
        "integer" | "smallint" => Some(Kind::Int),
        "double" | "double precision" => Some(Kind::Real),
        "text" => Some(Kind::Text),
        "boolean" => Some(Kind::Bool),
        "blob" | "bytea" => Some(Kind::Bytes),
        _ => None,
    }
}

async fn rows(db: &impl ConnectionTrait, sql: &str, values: &[&str]) -> Result<Vec<QueryResult>, DbErr> {
    let values: Vec<sea_orm::Value> = values.iter().map(|value| (*value).into()).collect();
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    db.query_all_raw(statement).await
}

/// Those first that others refer to. Tables in a circle, of which there are none, come last.
fn in_order(mut tables: Vec<Table>) -> Vec<Table> {
    let mut ordered: Vec<Table> = Vec::with_capacity(tables.len());
    while !tables.is_empty() {
        let is_ready = |table: &Table| {
            let mut others = table.refers_to.iter().filter(|other| **other != table.name);
            others.all(|other| ordered.iter().any(|done| done.name == *other))
        };
        match tables.iter().position(is_ready) {
            Some(next) => ordered.push(tables.remove(next)),
            None => ordered.append(&mut tables),
        }
    }
    ordered
}

/// The tables that refer to this one.
#[cfg(test)]
pub(crate) async fn tables_referring_to(db: &impl ConnectionTrait, other: &str) -> BTreeSet<String> {
    let tables = tables(db).await.unwrap().unwrap();
    let referring = tables.into_iter().filter(|table| table.refers_to.contains(other));
    referring.map(|table| table.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, refers_to: &[&str]) -> Table {
        Table {
            name: name.to_owned(),
            columns: Vec::new(),
            numbered: None,
            refers_to: refers_to.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    fn ordered(tables: Vec<Table>) -> String {
        let names: Vec<_> = in_order(tables).into_iter().map(|table| table.name).collect();
        names.join(" ")
    }

    #[test]
    fn a_table_comes_after_those_that_it_refers_to() {
        let tables = vec![
            table("run", &["test", "team"]),
            table("test", &["team"]),
            table("team", &["team"]),
        ];
        assert_eq!(ordered(tables), "team test run");
    }

    #[test]
    fn tables_in_a_circle_are_kept() {
        let tables = vec![table("a", &["b"]), table("b", &["a"]), table("c", &[])];
        assert_eq!(ordered(tables), "c a b");
    }
}
