//! Rows of secrets that are used once.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_secret")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) secret_hash: String,
    pub(crate) purpose: Purpose,
    pub(crate) user_id: Option<i64>,
    pub(crate) expires: i64,
}

/// What a one-time secret is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub(crate) enum Purpose {
    #[sea_orm(string_value = "set_up")]
    SetUp,
    #[sea_orm(string_value = "password")]
    Password,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
