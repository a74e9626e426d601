//! The numbers that a database gives by itself: of tests, epochs, events. The target goes on where the source was, also
//! if its last rows are gone, so that no number is ever given twice.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

use super::catalog::Table;

/// The last number that was given, if any.
pub(super) async fn last(db: &DatabaseTransaction, table: &Table) -> Result<Option<i64>, DbErr> {
    let name = table.name.as_str();
    let backend = db.get_database_backend();
    let statement = match (&table.numbered, backend) {
        (Some(column), DbBackend::Postgres) => {
            let sql = "SELECT pg_sequence_last_value(pg_get_serial_sequence(quote_ident($1), $2)::regclass)";
            Statement::from_sql_and_values(backend, sql, [name.into(), column.as_str().into()])
        }
        (Some(_), _) => {
            let sql = "SELECT seq FROM sqlite_sequence WHERE name = $1";
            Statement::from_sql_and_values(backend, sql, [name.into()])
        }
        (None, _) => return Ok(None),
    };
    match db.query_one_raw(statement).await? {
        Some(row) => row.try_get_by_index(0),
        None => Ok(None),
    }
}

/// Makes the numbers of a table go on after `last`; without one, from the first.
pub(super) async fn go_on_after(
    db: &DatabaseTransaction,
    table: &str,
    column: &str,
    last: Option<i64>,
) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    let run = async |sql: &str, values: Vec<sea_orm::Value>| {
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values))
            .await
            .map(|_| ())
    };
    if backend == DbBackend::Postgres {
        let sql = "SELECT setval(pg_get_serial_sequence(quote_ident($1), $2)::regclass, coalesce($3, 1), $3 IS NOT NULL)";
        return run(sql, vec![table.into(), column.into(), last.into()]).await;
    }
    run("DELETE FROM sqlite_sequence WHERE name = $1", vec![table.into()]).await?;
    if let Some(last) = last {
        let sql = "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)";
        run(sql, vec![table.into(), last.into()]).await?;
    }
    Ok(())
}
