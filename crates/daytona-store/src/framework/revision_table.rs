//! Rows of the revisions of frameworks.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "framework_revision")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) framework_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) revision: i64,
    pub(crate) definition: String,
    pub(crate) saved: i64,
    pub(crate) saved_by: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {
    #[sea_orm(
        belongs_to = "crate::account::table::Entity",
        from = "Column::SavedBy",
        to = "crate::account::table::Column::Id"
    )]
    SavedBy,
}

impl ActiveModelBehavior for ActiveModel {}
