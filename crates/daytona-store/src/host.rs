//! Hosts: machines whose agent has enrolled. Whether an agent is connected is not known here.

mod certificate;
mod enrolment;
pub(crate) mod table;

#[cfg(test)]
mod tests;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{HostId, TeamId};
use daytona_domain::name::HostName;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::column::{folded, from_json, from_text, from_time, to_json};
use crate::page::Page;
use crate::{DatabaseError, Store};
pub use certificate::{Certificate, RenewError};
pub use enrolment::{EnrolError, Enrolment};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    pub id: HostId,
    pub team: TeamId,
    pub name: HostName,
    /// What other hosts reach it by.
    pub address: String,
    /// The certificate that its agent uses.
    pub certificate: Certificate,
    /// The one that its agent has been given and not used yet; both are valid until it has.
    pub next_certificate: Option<Certificate>,
    /// Since when neither is valid.
    pub revoked: Option<Timestamp>,
    /// Empty until its agent has connected.
    pub agent_version: String,
    pub facts: Option<HostFacts>,
    pub enrolled: Timestamp,
    /// When its agent last connected.
    pub connected: Option<Timestamp>,
}

/// What an agent says of its machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostFacts {
    pub kernel: String,
    pub operating_system: String,
    pub cpu_model: String,
    pub cpus: u32,
    pub memory_bytes: u64,
    pub architecture: String,
    /// Which control groups runs are put into; empty if its agent doesn't say.
    #[serde(default)]
    pub control_groups: String,
}

impl Store {
    pub async fn host(&self, name: &HostName) -> Result<Option<Host>, DatabaseError> {
        let row = table::Entity::find()
            .filter(table::Column::NameFolded.eq(folded(name.as_str())))
            .filter(table::Column::Name.eq(name.as_str()))
            .one(self.reader())
            .await?;
        row.map(Host::try_from).transpose()
    }

    /// Hosts by name, after the one named `after`.
    pub async fn hosts(
        &self,
        team: TeamId,
        after: Option<&HostName>,
        limit: u64,
    ) -> Result<Page<Host, HostName>, DatabaseError> {
        let mut select = table::Entity::find().filter(table::Column::TeamId.eq(team.get()));
        if let Some(after) = after {
            select = select.filter(table::Column::NameFolded.gt(folded(after.as_str())));
        }
        let rows = select
            .order_by_asc(table::Column::NameFolded)
            .limit(limit.saturating_add(1))
            .all(self.reader())
            .await?;
        let hosts = rows.into_iter().map(Host::try_from).collect::<Result<_, _>>()?;
        Ok(Page::cut(hosts, limit, |host: &Host| host.name.clone()))
    }

    /// Keeps what an agent said of its machine when it connected.
    pub async fn host_connected(
        &self,
        name: &HostName,
        facts: &HostFacts,
        agent_version: &str,
    ) -> Result<(), DatabaseError> {
        let now = self.now().as_micros();
        let facts = to_json("host.facts", facts)?;
        let tx = self.begin().await?;
        table::Entity::update_many()
            .col_expr(table::Column::Facts, Expr::value(facts))
            .col_expr(table::Column::AgentVersion, Expr::value(agent_version))
            .col_expr(table::Column::Connected, Expr::value(now))
            .filter(table::Column::Name.eq(name.as_str()))
            .exec(&tx)
            .await?;
        Ok(tx.commit().await?)
    }
}

impl TryFrom<table::Model> for Host {
    type Error = DatabaseError;

    fn try_from(row: table::Model) -> Result<Self, DatabaseError> {
        let id = row.id;
        let facts = row
            .facts
            .as_deref()
            .map(|facts| from_json("host.facts", id, facts))
            .transpose()?;
        Ok(Self {
            id: HostId::new(id),
            team: TeamId::new(row.team_id),
            name: from_text("host.name", id, row.name)?,
            address: row.address,
            certificate: Certificate {
                serial: row.certificate_serial,
                fingerprint: row.certificate_fingerprint,
                authority: row.certificate_authority,
                expires: from_time(row.certificate_expires),
            },
            next_certificate: row
                .next_certificate
                .as_deref()
                .map(|next| from_json("host.next_certificate", id, next))
                .transpose()?,
            revoked: from_time(row.revoked),
            agent_version: row.agent_version,
            facts,
            enrolled: Timestamp::from_micros(row.enrolled),
            connected: from_time(row.connected),
        })
    }
}
