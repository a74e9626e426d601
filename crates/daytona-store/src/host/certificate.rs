//! The certificates of a known host: the next one, its first use, and their end.
//!
//! A renewed certificate replaces the one before only when its agent has used it: the answer that carries it may be lost.

use daytona_domain::clock::Timestamp;
use daytona_domain::id::TeamId;
use daytona_domain::name::HostName;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::{Host, table};
use crate::column::to_json;
use crate::{DatabaseError, Store};

/// A certificate as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    pub serial: String,
    pub fingerprint: String,
    /// The fingerprint of the authority that signed it; unknown for hosts of early versions.
    pub authority: Option<String>,
    pub expires: Option<Timestamp>,
}

/// Why a host got no new certificate.
#[derive(Debug, thiserror::Error)]
pub enum RenewError {
    #[error("host {name} is not enrolled here")]
    Unknown { name: HostName },
    #[error("the certificate of host {name} is not valid any more")]
    Invalid { name: HostName },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<DbErr> for RenewError {
    fn from(source: DbErr) -> Self {
        Self::Database(source.into())
    }
}

impl Host {
    /// Whether an agent with this certificate is this host's.
    pub fn accepts(&self, serial: &str) -> bool {
        self.revoked.is_none() && self.valid_serials().any(|valid| valid == serial)
    }

    /// The serials that agents may use; none after a revocation.
    pub fn valid_serials(&self) -> impl Iterator<Item = &str> {
        [Some(&self.certificate), self.next_certificate.as_ref()]
            .into_iter()
            .flatten()
            .filter(|_| self.revoked.is_none())
            .map(|certificate| certificate.serial.as_str())
    }
}

impl Store {
    /// Keeps the certificate that the host will use next. It may be handed out once this has returned.
    pub async fn renew_certificate(
        &self,
        name: &HostName,
        present_serial: &str,
        next: &Certificate,
    ) -> Result<(), RenewError> {
        let next = to_json("host.next_certificate", next)?;
        let tx = self.begin().await?;
        let host = find(&tx, name)
            .await?
            .ok_or_else(|| RenewError::Unknown { name: name.clone() })?;
        if !host.accepts(present_serial) {
            return Err(RenewError::Invalid { name: name.clone() });
        }
        use_next(&tx, &host, present_serial).await?;
        table::Entity::update_many()
            .col_expr(table::Column::NextCertificate, Expr::value(next))
            .filter(table::Column::Id.eq(host.id.get()))
            .exec(&tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// The agent of a host uses this certificate: if it is the next one, the one before is not valid any more.
    pub async fn certificate_used(&self, name: &HostName, serial: &str) -> Result<(), DatabaseError> {
        let tx = self.begin().await?;
        if let Some(host) = find(&tx, name).await? {
            use_next(&tx, &host, serial).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Ends the validity of a host's certificates. Says whether there is such a host; doing it again changes nothing.
    pub async fn revoke_host(&self, team: TeamId, name: &HostName) -> Result<bool, DatabaseError> {
        let now = self.now().as_micros();
        let tx = self.begin().await?;
        let Some(host) = find(&tx, name).await?.filter(|host| host.team == team) else {
            return Ok(false);
        };
        if host.revoked.is_none() {
            table::Entity::update_many()
                .col_expr(table::Column::Revoked, Expr::value(Some(now)))
                .col_expr(table::Column::NextCertificate, Expr::value(None::<String>))
                .filter(table::Column::Id.eq(host.id.get()))
                .exec(&tx)
                .await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Hosts of all teams whose agents don't use a certificate of this authority yet, by name. Those that were revoked
    /// have none to lose.
    pub async fn hosts_without_authority(&self, authority: &str) -> Result<Vec<Host>, DatabaseError> {
        let of_another = table::Column::CertificateAuthority
            .is_null()
            .or(table::Column::CertificateAuthority.ne(authority));
        let rows = table::Entity::find()
            .filter(table::Column::Revoked.is_null())
            .filter(of_another)
            .order_by_asc(table::Column::NameFolded)
            .all(self.reader())
            .await?;
        rows.into_iter().map(Host::try_from).collect()
    }
}

async fn find(db: &impl ConnectionTrait, name: &HostName) -> Result<Option<Host>, DatabaseError> {
    let row = table::Entity::find()
        .filter(table::Column::Name.eq(name.as_str()))
        .one(db)
        .await?;
    row.map(Host::try_from).transpose()
}

/// Puts the next certificate in the place of the present one, if `serial` is its.
async fn use_next(db: &impl ConnectionTrait, host: &Host, serial: &str) -> Result<(), DbErr> {
    let Some(next) = host
        .next_certificate
        .as_ref()
        .filter(|next| next.serial == serial)
    else {
        return Ok(());
    };
    let Certificate {
        serial,
        fingerprint,
        authority,
        expires,
    } = next.clone();
    table::Entity::update_many()
        .col_expr(table::Column::CertificateSerial, Expr::value(serial))
        .col_expr(table::Column::CertificateFingerprint, Expr::value(fingerprint))
        .col_expr(table::Column::CertificateAuthority, Expr::value(authority))
        .col_expr(
            table::Column::CertificateExpires,
            Expr::value(expires.map(Timestamp::as_micros)),
        )
        .col_expr(table::Column::NextCertificate, Expr::value(None::<String>))
        .filter(table::Column::Id.eq(host.id.get()))
        .exec(db)
        .await?;
    Ok(())
}
