//! Rows of leases. `id` is the epoch: the database never gives a number of this column twice.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lease")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) generation: i64,
    pub(crate) host: String,
    pub(crate) run_id: i64,
    pub(crate) taken: i64,
    pub(crate) released: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {
    #[sea_orm(
        belongs_to = "crate::run::table::Entity",
        from = "Column::RunId",
        to = "crate::run::table::Column::Id"
    )]
    Run,
}

impl ActiveModelBehavior for ActiveModel {}
