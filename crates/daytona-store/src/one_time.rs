//! Secrets that are used once: the link of the first start, and links to set a password.

pub(crate) mod table;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::UserId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::secret::SecretHash;
use crate::{DatabaseError, Store};
pub(crate) use table::Purpose;

impl Store {
    /// Replaces the secret with which the first administrator is made.
    pub async fn new_setup_link(&self, secret: &SecretHash, expires: Timestamp) -> Result<(), DatabaseError> {
        let tx = self.begin().await?;
        put(&tx, secret, Purpose::SetUp, None, expires).await?;
        Ok(tx.commit().await?)
    }
}

/// A secret that has just been used up.
pub(crate) struct Taken {
    pub(crate) user: Option<UserId>,
}

/// Stores a secret in place of those that there were for the same purpose and user.
pub(crate) async fn put(
    db: &impl ConnectionTrait,
    secret: &SecretHash,
    purpose: Purpose,
    user: Option<UserId>,
    expires: Timestamp,
) -> Result<(), DatabaseError> {
    let same_user = match user {
        Some(user) => table::Column::UserId.eq(user.get()),
        None => table::Column::UserId.is_null(),
    };
    table::Entity::delete_many()
        .filter(table::Column::Purpose.eq(purpose))
        .filter(same_user)
        .exec(db)
        .await?;
    let row = table::ActiveModel {
        secret_hash: Set(secret.as_str().to_owned()),
        purpose: Set(purpose),
        user_id: Set(user.map(UserId::get)),
        expires: Set(expires.as_micros()),
        ..Default::default()
    };
    table::Entity::insert(row).exec(db).await?;
    Ok(())
}

/// Uses a secret up, if it is there and hasn't expired.
pub(crate) async fn take(
    db: &impl ConnectionTrait,
    secret: &SecretHash,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Option<Taken>, DatabaseError> {
    let row = table::Entity::find()
        .filter(table::Column::SecretHash.eq(secret.as_str()))
        .filter(table::Column::Purpose.eq(purpose))
        .filter(table::Column::Expires.gt(now.as_micros()))
        .one(db)
        .await?;
    let Some(row) = row else { return Ok(None) };
    table::Entity::delete_by_id(row.id).exec(db).await?;
    Ok(Some(Taken {
        user: row.user_id.map(UserId::new),
    }))
}
