//! Rows of API tokens.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "token")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) secret_hash: String,
    pub(crate) user_id: i64,
    pub(crate) title: String,
    pub(crate) prefix: String,
    pub(crate) created: i64,
    pub(crate) last_used: Option<i64>,
    pub(crate) scope: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {
    #[sea_orm(
        belongs_to = "crate::account::table::Entity",
        from = "Column::UserId",
        to = "crate::account::table::Column::Id"
    )]
    User,
}

impl Related<crate::account::table::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::User.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
