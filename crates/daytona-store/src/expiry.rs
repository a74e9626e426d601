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

#[cfg(test)]
mod tests {
    use sea_orm::{EntityTrait, PaginatorTrait};

    use super::{idempotency, one_time, session};
    use crate::fixture::Fixture;
    use crate::secret::SecretHash;

    async fn counts(fixture: &Fixture) -> [u64; 3] {
        let db = fixture.store.reader();
        [
            idempotency::table::Entity::find().count(db).await.unwrap(),
            session::table::Entity::find().count(db).await.unwrap(),
            one_time::table::Entity::find().count(db).await.unwrap(),
        ]
    }

    #[tokio::test]
    async fn what_has_expired_is_forgotten_and_nothing_else() {
        let fixture = Fixture::new().await;
        let ana = fixture.member("ana").await;
        let framework = fixture.framework("gzip", &ana).await;
        let new = fixture.new_test(&framework, &ana, &["load-1"]);
        fixture
            .store
            .submit(new, fixture.key(&ana, "k", "r"))
            .await
            .unwrap();
        fixture
            .store
            .open_session(ana.id, &SecretHash::of("a"), fixture.in_an_hour())
            .await
            .unwrap();
        fixture
            .store
            .new_setup_link(&SecretHash::of("b"), fixture.in_an_hour())
            .await
            .unwrap();
        fixture.store.expire(fixture.clock.now()).await.unwrap();
        assert_eq!(counts(&fixture).await, [1, 1, 1]);
        fixture.store.expire(fixture.in_an_hour()).await.unwrap();
        assert_eq!(counts(&fixture).await, [1, 0, 0]);
        fixture.advance(23 * 3_600);
        fixture.store.expire(fixture.in_an_hour()).await.unwrap();
        assert_eq!(counts(&fixture).await, [0, 0, 0]);
    }
}
