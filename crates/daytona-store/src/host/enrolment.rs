//! Enrolling a host with a join token: the token is used up in the same transaction.

use daytona_domain::clock::Timestamp;
use daytona_domain::id::HostId;
use daytona_domain::name::HostName;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use super::{Certificate, table};
use crate::column::folded;
use crate::join_token::{self, matches_pattern};
use crate::secret::SecretHash;
use crate::{DatabaseError, Store};

/// A host that asks to join, with the certificate that it would get.
#[derive(Clone, Debug)]
pub struct Enrolment {
    pub token_id: String,
    pub secret: SecretHash,
    pub name: HostName,
    pub address: String,
    pub certificate: Certificate,
}

/// Why a host was not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    #[error(
        "this join token is not valid: it is unknown, was used already or has expired; ask an administrator for another"
    )]
    BadToken,
    #[error("this join token is for hosts named {pattern}, not for {name}")]
    OtherHost { pattern: String, name: HostName },
    #[error(
        "a host named {name} has enrolled already; ask an administrator for a join token with --re-enrol"
    )]
    NameTaken { name: HostName },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<DbErr> for EnrolError {
    fn from(source: DbErr) -> Self {
        Self::Database(source.into())
    }
}

impl Store {
    /// Uses the join token up and makes the host, or with a token for it gives a known host its new certificate.
    /// The certificate may be handed out once this has returned.
    pub async fn enrol(&self, enrolment: Enrolment) -> Result<HostId, EnrolError> {
        let now = self.now();
        let tx = self.begin().await?;
        let token = join_token::usable(&tx, &enrolment.token_id, &enrolment.secret, now)
            .await?
            .ok_or(EnrolError::BadToken)?;
        let name = enrolment.name.clone();
        if !matches_pattern(&token.pattern, name.as_str()) {
            return Err(EnrolError::OtherHost {
                pattern: token.pattern,
                name,
            });
        }
        let known = table::Entity::find()
            .filter(table::Column::NameFolded.eq(folded(name.as_str())))
            .one(&tx)
            .await?;
        let id = match known {
            None => insert(&tx, token.team_id, enrolment, now).await?,
            Some(row) if token.re_enrol && row.name == name.as_str() => renew(&tx, row.id, enrolment).await?,
            Some(_) => return Err(EnrolError::NameTaken { name }),
        };
        join_token::use_up(&tx, &token.id, now).await?;
        tx.commit().await?;
        Ok(HostId::new(id))
    }
}

async fn insert(
    tx: &DatabaseTransaction,
    team: i64,
    enrolment: Enrolment,
    now: Timestamp,
) -> Result<i64, DbErr> {
    let row = table::ActiveModel {
        team_id: Set(team),
        name: Set(enrolment.name.to_string()),
        name_folded: Set(folded(enrolment.name.as_str())),
        address: Set(enrolment.address),
        certificate_serial: Set(enrolment.certificate.serial),
        certificate_fingerprint: Set(enrolment.certificate.fingerprint),
        certificate_authority: Set(enrolment.certificate.authority),
        certificate_expires: Set(enrolment.certificate.expires.map(Timestamp::as_micros)),
        agent_version: Set(String::new()),
        facts: Set(None),
        enrolled: Set(now.as_micros()),
        connected: Set(None),
        ..Default::default()
    };
    Ok(table::Entity::insert(row).exec(tx).await?.last_insert_id)
}

/// Also a revoked host is welcome again: whoever made the token for it has decided that.
async fn renew(tx: &DatabaseTransaction, id: i64, enrolment: Enrolment) -> Result<i64, DbErr> {
    let Certificate {
        serial,
        fingerprint,
        authority,
        expires,
    } = enrolment.certificate;
    table::Entity::update_many()
        .col_expr(table::Column::Address, Expr::value(enrolment.address))
        .col_expr(table::Column::CertificateSerial, Expr::value(serial))
        .col_expr(table::Column::CertificateFingerprint, Expr::value(fingerprint))
        .col_expr(table::Column::CertificateAuthority, Expr::value(authority))
        .col_expr(
            table::Column::CertificateExpires,
            Expr::value(expires.map(Timestamp::as_micros)),
        )
        .col_expr(table::Column::NextCertificate, Expr::value(None::<String>))
        .col_expr(table::Column::Revoked, Expr::value(None::<i64>))
        .filter(table::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(id)
}
