//! Rows of join tokens.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "join_token")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) team_id: i64,
    pub(crate) secret_hash: String,
    pub(crate) pattern: String,
    pub(crate) re_enrol: bool,
    pub(crate) created_by: Option<i64>,
    pub(crate) expires: i64,
    pub(crate) used: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
