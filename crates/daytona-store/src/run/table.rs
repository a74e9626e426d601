//! Rows of runs. `id` is the order of submission.

use sea_orm::entity::prelude::*;

use super::state_kind::StateKind;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "run")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) test_id: i64,
    pub(crate) number: i64,
    pub(crate) team_id: i64,
    pub(crate) framework_id: i64,
    pub(crate) owner_id: i64,
    pub(crate) version: i64,
    pub(crate) state_name: StateKind,
    pub(crate) state: String,
    pub(crate) live: bool,
    pub(crate) spec: String,
    pub(crate) submitted: i64,
    pub(crate) started: Option<i64>,
    pub(crate) ran_ns: Option<i64>,
    pub(crate) ended: Option<i64>,
    pub(crate) remarks: Option<String>,
    /// What the script said, which comes before what the run was given.
    pub(crate) announced_subjects: Option<String>,
    /// Set while it is in the trash.
    pub(crate) trash_id: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {
    #[sea_orm(
        belongs_to = "crate::test::table::Entity",
        from = "Column::TestId",
        to = "crate::test::table::Column::Id"
    )]
    Test,
    #[sea_orm(
        belongs_to = "crate::framework::table::Entity",
        from = "Column::FrameworkId",
        to = "crate::framework::table::Column::Id"
    )]
    Framework,
    #[sea_orm(
        belongs_to = "crate::account::table::Entity",
        from = "Column::OwnerId",
        to = "crate::account::table::Column::Id"
    )]
    Owner,
    #[sea_orm(
        belongs_to = "super::host_table::Entity",
        from = "Column::Id",
        to = "super::host_table::Column::RunId"
    )]
    Host,
}

impl ActiveModelBehavior for ActiveModel {}
