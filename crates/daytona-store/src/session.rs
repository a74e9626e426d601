//! Sessions: sign-ins of people in browsers.

pub(crate) mod table;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{SessionId, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::account::{self, User};
use crate::secret::SecretHash;
use crate::{DatabaseError, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub user: User,
    pub expires: Timestamp,
    pub last_used: Timestamp,
}

impl Store {
    pub async fn open_session(
        &self,
        user: UserId,
        secret: &SecretHash,
        expires: Timestamp,
    ) -> Result<SessionId, DatabaseError> {
        let now = self.now().as_micros();
        let tx = self.begin().await?;
        let row = table::ActiveModel {
            secret_hash: Set(secret.as_str().to_owned()),
            user_id: Set(user.get()),
            created: Set(now),
            expires: Set(expires.as_micros()),
            last_used: Set(now),
            ..Default::default()
        };
        let id = table::Entity::insert(row).exec(&tx).await?.last_insert_id;
        tx.commit().await?;
        Ok(SessionId::new(id))
    }

    /// The session of this secret, unless it has expired.
    pub async fn session(&self, secret: &SecretHash) -> Result<Option<Session>, DatabaseError> {
        let found = table::Entity::find()
            .filter(table::Column::SecretHash.eq(secret.as_str()))
            .filter(table::Column::Expires.gt(self.now().as_micros()))
            .find_also_related(account::table::Entity)
            .one(self.reader())
            .await?;
        let Some((row, Some(user))) = found else {
            return Ok(None);
        };
        Ok(Some(Session {
            id: SessionId::new(row.id),
            user: user.try_into()?,
            expires: Timestamp::from_micros(row.expires),
            last_used: Timestamp::from_micros(row.last_used),
        }))
    }

    /// Notes that a session was used just now. A commit: not to be called on every request.
    pub async fn touch_session(&self, id: SessionId, expires: Timestamp) -> Result<(), DatabaseError> {
        let now = self.now().as_micros();
        let tx = self.begin().await?;
        table::Entity::update_many()
            .col_expr(table::Column::LastUsed, Expr::value(now))
            .col_expr(table::Column::Expires, Expr::value(expires.as_micros()))
            .filter(table::Column::Id.eq(id.get()))
            .exec(&tx)
            .await?;
        Ok(tx.commit().await?)
    }

    pub async fn end_session(&self, id: SessionId) -> Result<(), DatabaseError> {
        let tx = self.begin().await?;
        table::Entity::delete_by_id(id.get()).exec(&tx).await?;
        Ok(tx.commit().await?)
    }
}

pub(crate) async fn end_all(db: &impl ConnectionTrait, user: UserId) -> Result<(), DatabaseError> {
    table::Entity::delete_many()
        .filter(table::Column::UserId.eq(user.get()))
        .exec(db)
        .await?;
    Ok(())
}
