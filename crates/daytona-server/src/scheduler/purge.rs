//! The DB monitor's removals for good: what has been in the trash for long enough, and what a person removed there. First
//! the item is marked, then the files of each run go, then its rows. Each step can be taken again after a crash, and a run
//! in flight is left alone until it has ended.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use daytona_api::event::HintKind;
use daytona_domain::clock::Timestamp;
use daytona_domain::id::TestId;
use daytona_domain::name::FrameworkName;
use daytona_store::DatabaseError;
use daytona_store::trash::purge::PurgeError;
use daytona_store::trash::{Deleted, TrashItem};

use crate::app::App;
use crate::error_chain;
use crate::fail_point;
use crate::results::tree::TreeError;

/// How many items, runs or tests are looked at together.
const PAGE: u64 = 50;
/// Nothing that has expired is accepted, so forgetting it is not urgent, and it is a transaction.
const EXPIRY_EVERY: Duration = Duration::from_secs(600);

/// Why an item is still there.
#[derive(Debug, thiserror::Error)]
enum RemovalError {
    #[error(transparent)]
    Mark(#[from] PurgeError),
    #[error("cannot remove its rows")]
    Rows(#[from] DatabaseError),
    #[error("cannot remove its files")]
    Files(#[from] TreeError),
    #[error("the server is stopping")]
    Stopping,
}

/// When expired secrets and keys were last forgotten, in microseconds.
#[derive(Debug, Default)]
pub struct LastExpiry(AtomicI64);

/// One activation.
pub async fn activate(app: &App, last_expiry: &LastExpiry) {
    let now = app.clock.now();
    forget_expired(app, now, last_expiry).await;
    let due = match app.store.due_for_purge(long_enough(app, now), PAGE).await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!("the trash can't be read: {}", error_chain(&error));
            return;
        }
    };
    for item in due {
        match remove(app, &item).await {
            Ok(()) => {}
            // Tried again after the slow timer.
            Err(error) => tracing::warn!(
                trash.item = %item.id,
                "{} was not removed for good yet: {}",
                item.name,
                error_chain(&error)
            ),
        }
    }
}

async fn forget_expired(app: &App, now: Timestamp, last: &LastExpiry) {
    let before = Timestamp::from_micros(last.0.load(Ordering::Relaxed));
    if now.since(before) < EXPIRY_EVERY {
        return;
    }
    last.0.store(now.as_micros(), Ordering::Relaxed);
    if let Err(error) = app.store.expire(now).await {
        tracing::error!("what has expired was not forgotten: {}", error_chain(&error));
    }
}

/// Whatever was deleted then or before has been kept for long enough.
fn long_enough(app: &App, now: Timestamp) -> Timestamp {
    let kept: Duration = app.place.trash_kept;
    let micros = i64::try_from(kept.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_micros(now.as_micros().saturating_sub(micros))
}

async fn remove(app: &App, item: &TrashItem) -> Result<(), RemovalError> {
    let item = app.store.begin_purge(item.id).await?;
    fail_point::reach("purge", "marked");
    let name = remove_runs(app, &item).await?;
    if let Some(name) = name {
        remove_folders(app, &item, name).await?;
    }
    if app.store.finish_purge(&item).await? {
        tracing::info!(
            trash.item = %item.id,
            "{} was removed for good, {} runs with it; it had been deleted by {}",
            item.name,
            item.runs,
            item.deleted_by
        );
        app.hints.send("trash".to_owned(), HintKind::Changed);
    }
    Ok(())
}

/// Removes files, then rows, of one run after the other. Returns the name of the framework's folder.
async fn remove_runs(app: &App, item: &TrashItem) -> Result<Option<FrameworkName>, RemovalError> {
    let mut name = app.store.framework_by_id(framework(item)).await?;
    loop {
        let doomed = app.store.doomed_runs(item, PAGE).await?;
        if doomed.is_empty() {
            return Ok(name.take().map(|framework| framework.definition.name));
        }
        for run in doomed {
            app.ingest.forget(run.run);
            let (tree, of) = (app.ingest.tree().clone(), run.clone());
            blocking(move || tree.remove_run(&of.framework, of.run)).await?;
            fail_point::reach("purge", "files");
            app.store.forget_run(&run).await?;
            fail_point::reach("purge", "rows");
        }
    }
}

/// Removes the folders that are empty now.
async fn remove_folders(app: &App, item: &TrashItem, name: FrameworkName) -> Result<(), RemovalError> {
    let mut after: Option<TestId> = None;
    loop {
        let tests = app.store.doomed_tests(item, after, PAGE).await?;
        after = tests.last().copied();
        if after.is_none() {
            break;
        }
        let (tree, of) = (app.ingest.tree().clone(), name.clone());
        blocking(move || tests.into_iter().try_for_each(|test| tree.remove_test(&of, test))).await?;
    }
    if matches!(item.what, Deleted::Framework { .. }) {
        let tree = app.ingest.tree().clone();
        blocking(move || tree.remove_framework(&name)).await?;
    }
    Ok(())
}

fn framework(item: &TrashItem) -> daytona_domain::id::FrameworkId {
    match item.what {
        Deleted::Framework { framework }
        | Deleted::Test { framework, .. }
        | Deleted::Run { framework, .. } => framework,
    }
}

async fn blocking(work: impl FnOnce() -> Result<(), TreeError> + Send + 'static) -> Result<(), RemovalError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(RemovalError::Stopping),
    }
}
