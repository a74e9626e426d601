//! PostgreSQL: one session that writes and holds the lock of the database, and several that only read.
//!
//! The lock belongs to the very session that writes. Whatever ends that session ends the right to write with it, and
//! nothing can be written by a server that has lost the lock, however late it notices. A session is never replaced: a
//! commit may or may not have been made when it broke, so the server stops, and the next start looks at what is there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbErr};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Executor, PgPool, Row};
use tokio_util::sync::CancellationToken;

use super::{CACHED_STATEMENTS, OpenError, PostgresUrl};

/// Reads in parallel.
const READERS: u32 = 8;
/// The key of the lock: "daytona" in ASCII.
const LOCK: i64 = 0x0064_6179_746f_6e61;
/// What is needed of PostgreSQL, as it numbers its versions.
const OLDEST: i32 = 130_000;
/// How often it is seen whether the session is still there.
const LOOK: Duration = Duration::from_secs(5);
/// How long the session may keep silent. A long write keeps it busy, a dead network for ever.
const SILENCE: Duration = Duration::from_secs(120);

/// The right to write. It is lost once and never comes back.
#[derive(Clone, Debug)]
pub(crate) struct Tenure {
    /// Whether the session has been made.
    begun: Arc<AtomicBool>,
    lost: CancellationToken,
}

impl Tenure {
    fn new() -> Self {
        Self {
            begun: Arc::default(),
            lost: CancellationToken::new(),
        }
    }

    /// A session was made. A second one is not the one that has the lock.
    fn session_made(&self) {
        if self.begun.swap(true, Ordering::AcqRel) {
            self.lost.cancel();
        }
    }

    pub(super) fn is_lost(&self) -> bool {
        self.lost.is_cancelled()
    }

    /// Returns once the right to write is lost.
    pub(super) async fn until_lost(&self, writer: &DatabaseConnection) {
        loop {
            let heard = tokio::time::timeout(SILENCE, answers(writer)).await;
            if !heard.unwrap_or(false) {
                self.lost.cancel();
            }
            tokio::select! {
                () = self.lost.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }
}

/// Whether the session answers, as soon as it isn't busy with something else.
async fn answers(writer: &DatabaseConnection) -> bool {
    loop {
        match writer.ping().await {
            Ok(()) => return true,
            Err(DbErr::ConnectionAcquire(_)) => {}
            Err(_) => return false,
        }
    }
}

/// Connects, takes the lock in `holder`'s name, and looks whether this database can be used.
pub(super) async fn writer(
    url: &PostgresUrl,
    holder: &str,
) -> Result<(DatabaseConnection, Tenure), OpenError> {
    let failed = |source| OpenError::Open {
        database: url.to_string(),
        source: super::connecting(source),
    };
    let tenure = Tenure::new();
    let session = tenure.clone();
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .after_connect(move |_, _| {
            session.session_made();
            Box::pin(async { Ok(()) })
        })
        .connect_with(options(url).application_name(holder))
        .await
        .map_err(failed)?;
    if let Some(reason) = unfit(&pool).await.map_err(failed)? {
        return Err(OpenError::Unfit {
            database: url.to_string(),
            reason,
        });
    }
    if !lock(&pool).await.map_err(failed)? {
        return Err(OpenError::InUse {
            database: url.to_string(),
            holder: name_of_holder(&pool).await.map_err(failed)?,
        });
    }
    Ok((DatabaseConnection::from(pool), tenure))
}

pub(super) async fn reader(url: &PostgresUrl) -> Result<DatabaseConnection, DbErr> {
    let options = options(url)
        .application_name("daytona, reading")
        .options([("default_transaction_read_only", "on")]);
    let pool = PgPoolOptions::new()
        .max_connections(READERS)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await
        .map_err(super::connecting)?;
    Ok(DatabaseConnection::from(pool))
}

fn options(url: &PostgresUrl) -> PgConnectOptions {
    let options = url.options();
    options
        .statement_cache_capacity(CACHED_STATEMENTS)
        .disable_statement_logging()
        .options([
            ("client_min_messages", "warning"),
            // A machine that vanished keeps its lock until PostgreSQL finds out, which would take it two hours.
            ("tcp_keepalives_idle", "20"),
            ("tcp_keepalives_interval", "10"),
            ("tcp_keepalives_count", "3"),
        ])
}

/// Why this database can't be used, if so. Makes commits durable where the cluster's default is that they aren't.
async fn unfit(pool: &PgPool) -> Result<Option<String>, sqlx::Error> {
    let sql = "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), \
               current_setting('server_version'), \
               CASE WHEN current_setting('synchronous_commit') = 'off' \
               THEN set_config('synchronous_commit', 'on', false) END";
    let row = sqlx::query(sql).fetch_one(pool).await?;
    let (number, encoding, version): (i32, String, String) = (row.get(0), row.get(1), row.get(2));
    if number < OLDEST {
        return Ok(Some(format!(
            "its PostgreSQL is {version}, and {} or later is needed",
            OLDEST / 10_000
        )));
    }
    let is_utf8 = encoding == "UTF8";
    Ok((!is_utf8).then(|| {
        format!("its encoding is {encoding}; make one with `createdb --encoding UTF8 --template template0`")
    }))
}

/// Takes the lock for as long as the session lasts, unless another session keeps it.
async fn lock(pool: &PgPool) -> Result<bool, sqlx::Error> {
    let mut session = pool.acquire().await?;
    // A server that was killed is gone for PostgreSQL a moment later; one that restarts must not be refused by itself.
    session.execute("SET lock_timeout = '3s'").await?;
    let taken = sqlx::query("SELECT pg_advisory_lock($1)")
        .bind(LOCK)
        .execute(&mut *session)
        .await;
    session.execute("SET lock_timeout = 0").await?;
    match taken {
        Ok(_) => Ok(true),
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(LOCK_NOT_AVAILABLE) => Ok(false),
        Err(error) => Err(error),
    }
}

/// PostgreSQL's code for a lock that wasn't to be had in time.
const LOCK_NOT_AVAILABLE: &str = "55P03";

async fn name_of_holder(pool: &PgPool) -> Result<String, sqlx::Error> {
    let sql = "SELECT activity.application_name FROM pg_locks AS held \
               JOIN pg_stat_activity AS activity ON activity.pid = held.pid \
               WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1 \
               AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
               AND (held.classid::bigint << 32) + held.objid::bigint = $1";
    let name: Option<String> = sqlx::query_scalar(sql).bind(LOCK).fetch_optional(pool).await?;
    let unnamed = || "one whose name PostgreSQL doesn't tell".to_owned();
    Ok(name.filter(|name| !name.is_empty()).unwrap_or_else(unnamed))
}
