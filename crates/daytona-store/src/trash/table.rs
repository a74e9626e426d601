//! Rows of the trash. Names, title and owners are kept as they were, because nothing changes them there.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "trash")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) team_id: i64,
    pub(crate) kind: KindCode,
    pub(crate) framework_id: i64,
    pub(crate) test_id: Option<i64>,
    /// The order of the run.
    pub(crate) run_id: Option<i64>,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) owner_id: i64,
    pub(crate) framework_owner_id: i64,
    pub(crate) runs: i64,
    pub(crate) deleted: i64,
    pub(crate) deleted_by: i64,
    /// When its removal for good began.
    pub(crate) purging: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub(crate) enum KindCode {
    #[sea_orm(string_value = "framework")]
    Framework,
    #[sea_orm(string_value = "test")]
    Test,
    #[sea_orm(string_value = "run")]
    Run,
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
        belongs_to = "crate::account::table::Entity",
        from = "Column::DeletedBy",
        to = "crate::account::table::Column::Id"
    )]
    DeletedBy,
}

impl ActiveModelBehavior for ActiveModel {}
