//! The tables, made and changed in order, one file per aggregate. A step is whole or not at all, and is never edited
//! once it has been released. A new one is a file with a function `up`, and a line in [`STEPS`].

mod accounts;
mod announcements;
mod frameworks;
mod host_certificates;
mod hosts;
mod results;
mod runs;
mod server;
mod step;
mod trash;

#[cfg(test)]
mod tests;

use sea_orm::DbErr;
use sea_orm_migration::sea_query::{ForeignKey, ForeignKeyCreateStatement, Index, IndexCreateStatement};
use sea_orm_migration::{
    IntoSchemaManagerConnection, MigrationTrait, MigratorTrait, SchemaManager, async_trait,
};
use step::Step;

/// Every step in its order. The name is how a database knows which steps it has had, so it never changes.
const STEPS: &[Step] = &[
    Step::new("server", |manager| Box::pin(server::up(manager))),
    Step::new("accounts", |manager| Box::pin(accounts::up(manager))),
    Step::new("frameworks", |manager| Box::pin(frameworks::up(manager))),
    Step::new("runs", |manager| Box::pin(runs::up(manager))),
    Step::new("hosts", |manager| Box::pin(hosts::up(manager))),
    Step::new("results", |manager| Box::pin(results::up(manager))),
    Step::new("announcements", |manager| Box::pin(announcements::up(manager))),
    Step::new("trash", |manager| Box::pin(trash::up(manager))),
    Step::new("host_certificates", |manager| {
        Box::pin(host_certificates::up(manager))
    }),
];

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS
            .iter()
            .map(|step| Box::new(*step) as Box<dyn MigrationTrait>)
            .collect()
    }
}

/// The steps that a database has had, compared with those that this program knows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// It has steps that this program doesn't know, such as this one.
    Newer {
        step: String,
    },
    /// It lacks this many steps; all of them, if it is empty.
    Older {
        missing: usize,
    },
    Same,
}

/// How old the tables of a database are. Makes nothing.
pub(crate) async fn age<'c>(db: impl IntoSchemaManagerConnection<'c>) -> Result<Age, DbErr> {
    let manager = SchemaManager::new(db);
    let mut had = Vec::new();
    if manager.has_table(RECORD).await? {
        let rows = Migrator::get_migration_models(manager.get_connection()).await?;
        had.extend(rows.into_iter().map(|row| row.version));
    }
    Ok(compare(&had))
}

/// How many steps there are.
pub(crate) fn steps() -> usize {
    STEPS.len()
}

/// The table in which a database keeps the steps that it has had.
pub(crate) const RECORD: &str = "seaql_migrations";

fn compare(had: &[String]) -> Age {
    let is_known = |name: &String| STEPS.iter().any(|step| step.name == name);
    if let Some(step) = had.iter().find(|name| !is_known(name)) {
        return Age::Newer { step: step.clone() };
    }
    match STEPS.len().saturating_sub(had.len()) {
        0 => Age::Same,
        missing => Age::Older { missing },
    }
}

fn reference(table: &'static str, column: &'static str, other: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from(table, column)
        .to(other, "id")
        .to_owned()
}

fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index
        .name(format!("{table}_by_{}", columns.join("_and_")))
        .table(table);
    for column in columns {
        index.col(*column);
    }
    index
}
