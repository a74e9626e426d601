//! Rows of frameworks.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "framework")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) team_id: i64,
    pub(crate) owner_id: i64,
    pub(crate) name: String,
    pub(crate) name_folded: String,
    pub(crate) revision: i64,
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
        belongs_to = "crate::framework::revision_table::Entity",
        from = "(Column::Id, Column::Revision)",
        to = "(crate::framework::revision_table::Column::FrameworkId, crate::framework::revision_table::Column::Revision)"
    )]
    Revision,
}

impl ActiveModelBehavior for ActiveModel {}
