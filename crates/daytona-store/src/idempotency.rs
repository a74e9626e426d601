//! Idempotency keys: a submission that is sent again, because its answer was lost, happens once.

pub(crate) mod table;

use std::time::Duration;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::UserId;
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::DatabaseError;

/// How long a key is remembered.
pub const KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// A key that a client chose for a submission, and what it asked for with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Keys of different people never meet.
    pub user: UserId,
    pub key: String,
    /// A hash of the request, so that the key can't stand for two of them.
    pub request_hash: String,
}

/// What a key was used for before.
pub(crate) enum Found {
    Nothing,
    Same { order: i64 },
    Other { order: i64 },
}

pub(crate) async fn find(
    db: &impl ConnectionTrait,
    key: &IdempotencyKey,
    now: Timestamp,
) -> Result<Found, DatabaseError> {
    let IdempotencyKey {
        user,
        key,
        request_hash,
    } = key;
    let id = (user.get(), key.clone());
    let Some(row) = table::Entity::find_by_id(id.clone()).one(db).await? else {
        return Ok(Found::Nothing);
    };
    if now.since(Timestamp::from_micros(row.created)) >= KEPT {
        table::Entity::delete_by_id(id).exec(db).await?;
        return Ok(Found::Nothing);
    }
    let order = row.run_id;
    Ok(if row.request_hash == *request_hash {
        Found::Same { order }
    } else {
        Found::Other { order }
    })
}

pub(crate) async fn remember(
    db: &impl ConnectionTrait,
    key: IdempotencyKey,
    order: i64,
    now: Timestamp,
) -> Result<(), DatabaseError> {
    let IdempotencyKey {
        user,
        key,
        request_hash,
    } = key;
    let row = table::ActiveModel {
        user_id: Set(user.get()),
        key: Set(key),
        request_hash: Set(request_hash),
        run_id: Set(order),
        created: Set(now.as_micros()),
    };
    table::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}
