//! Forgetting what has expired. Nothing that has expired is ever accepted, whether it was forgotten or not.

use daytona_domain::clock::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{DatabaseError, Store, idempotency, join_token, one_time, session};

impl Store {
    /// Deletes idempotency keys, sessions, one-time secrets and join tokens that have expired at `now`.
    pub async fn expire(&self, now: Timestamp) -> Result<(), DatabaseError> {
        let kept = i64::try_from(idempotency::KEPT.as_micros()).unwrap_or(i64::MAX);
        let now = now.as_micros();
        let tx = self.begin().await?;
        idempotency::table::Entity::delete_many()
            .filter(idempotency::table::Column::Created.lte(now.saturating_sub(kept)))
            .exec(&tx)
            .await?;
        session::table::Entity::delete_many()
            .filter(session::table::Column::Expires.lte(now))
            .exec(&tx)
            .await?;
        one_time::table::Entity::delete_many()
            .filter(one_time::table::Column::Expires.lte(now))
            .exec(&tx)
            .await?;
        join_token::table::Entity::delete_many()
            .filter(join_token::table::Column::Expires.lte(now))
            .exec(&tx)
            .await?;
        Ok(tx.commit().await?)
    }
}
