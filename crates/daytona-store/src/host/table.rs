//! Rows of hosts.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "host")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) team_id: i64,
    pub(crate) name: String,
    pub(crate) name_folded: String,
    pub(crate) address: String,
    pub(crate) certificate_serial: String,
    pub(crate) certificate_fingerprint: String,
    pub(crate) agent_version: String,
    pub(crate) facts: Option<String>,
    pub(crate) enrolled: i64,
    pub(crate) connected: Option<i64>,
    pub(crate) certificate_authority: Option<String>,
    pub(crate) certificate_expires: Option<i64>,
    pub(crate) next_certificate: Option<String>,
    pub(crate) revoked: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
