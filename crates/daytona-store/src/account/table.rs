//! Rows of accounts.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "user")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) team_id: i64,
    pub(crate) name: String,
    pub(crate) name_folded: String,
    pub(crate) role: RoleCode,
    pub(crate) password_hash: Option<String>,
    pub(crate) created: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub(crate) enum RoleCode {
    #[sea_orm(string_value = "administrator")]
    Administrator,
    #[sea_orm(string_value = "member")]
    Member,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
