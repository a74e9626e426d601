//! The tables, made and changed in order, one file per aggregate. A migration is whole or not at all, and is never
//! edited once it has been released.

mod accounts;
mod announcements;
mod frameworks;
mod host_certificates;
mod hosts;
mod results;
mod runs;
mod server;
mod trash;

#[cfg(test)]
mod tests;

use sea_orm_migration::sea_query::{ForeignKey, ForeignKeyCreateStatement, Index, IndexCreateStatement};
use sea_orm_migration::{MigrationTrait, MigratorTrait, async_trait};

pub(crate) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(server::Server),
            Box::new(accounts::Accounts),
            Box::new(frameworks::Frameworks),
            Box::new(runs::Runs),
            Box::new(hosts::Hosts),
            Box::new(results::Results),
            Box::new(announcements::Announcements),
            Box::new(trash::Trash),
            Box::new(host_certificates::HostCertificates),
        ]
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
