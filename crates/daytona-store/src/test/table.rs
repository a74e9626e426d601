//! Rows of tests.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "test")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) team_id: i64,
    pub(crate) framework_id: i64,
    pub(crate) revision: i64,
    pub(crate) owner_id: i64,
    pub(crate) title: String,
    pub(crate) created: i64,
    pub(crate) choice: String,
    pub(crate) runs: i64,
    /// Set while it is in the trash.
    pub(crate) trash_id: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {
    #[sea_orm(
        belongs_to = "crate::account::table::Entity",
        from = "Column::OwnerId",
        to = "crate::account::table::Column::Id"
    )]
    Owner,
    #[sea_orm(
        belongs_to = "crate::framework::table::Entity",
        from = "Column::FrameworkId",
        to = "crate::framework::table::Column::Id"
    )]
    Framework,
}

impl ActiveModelBehavior for ActiveModel {}
