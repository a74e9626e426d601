//! The journal: what happened to each run, when, by whom and why. It is only ever added to.

pub(crate) mod table;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{Epoch, EventId, RunId};
use daytona_domain::outcome::By;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::column::{from_by, to_by};
use crate::page::Page;
use crate::{DatabaseError, Store, lease, run};

/// One event of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    pub id: EventId,
    pub at: Timestamp,
    pub event: String,
    /// The name of the state after it.
    pub state: String,
    pub by: By,
    pub sentence: String,
    /// The lease of the execution host that it happened under.
    pub epoch: Option<Epoch>,
}

/// Why a note could not be written.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    #[error("there is no run {run}")]
    NotFound { run: RunId },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl Store {
    /// The history of a run, oldest first, after the event `after`.
    pub async fn history(
        &self,
        run: RunId,
        after: Option<EventId>,
        limit: u64,
    ) -> Result<Page<HistoryEntry, EventId>, DatabaseError> {
        let Some(order) = run::order_of(self.reader(), run).await? else {
            return Ok(Page {
                items: Vec::new(),
                next: None,
            });
        };
        let rows = table::Entity::find()
            .filter(table::Column::RunId.eq(order))
            .filter(table::Column::Id.gt(after.map_or(0, EventId::get)))
            .order_by_asc(table::Column::Id)
            .limit(limit.saturating_add(1))
            .all(self.reader())
            .await?;
        Ok(Page::cut(rows, limit, |row| EventId::new(row.id)).map(HistoryEntry::from))
    }

    /// Adds what doesn't change the state to a run's history, such as `link_lost` or `server_restarted`.
    pub async fn note(&self, run: RunId, event: &str, by: &By, sentence: &str) -> Result<EventId, NoteError> {
        let now = self.now();
        let tx = self.begin().await?;
        let Some(order) = run::order_of(&tx, run).await? else {
            return Err(NoteError::NotFound { run });
        };
        let state = run::state_name(&tx, order).await?;
        let epoch = lease::first_epoch(&tx, order).await?;
        let id = append(
            &tx,
            order,
            Entry {
                at: now,
                event,
                state: &state,
                by,
                sentence,
                epoch,
            },
        )
        .await?;
        tx.commit().await.map_err(DatabaseError::from)?;
        Ok(id)
    }
}

impl From<table::Model> for HistoryEntry {
    fn from(row: table::Model) -> Self {
        let table::Model {
            id,
            run_id: _,
            at,
            event,
            state,
            by_user,
            sentence,
            epoch,
        } = row;
        Self {
            id: EventId::new(id),
            at: Timestamp::from_micros(at),
            event,
            state,
            by: from_by(by_user),
            sentence,
            epoch: epoch.map(Epoch::new),
        }
    }
}

/// What is added to the journal.
pub(crate) struct Entry<'a> {
    pub(crate) at: Timestamp,
    pub(crate) event: &'a str,
    pub(crate) state: &'a str,
    pub(crate) by: &'a By,
    pub(crate) sentence: &'a str,
    pub(crate) epoch: Option<Epoch>,
}

pub(crate) async fn append(
    db: &impl ConnectionTrait,
    order: i64,
    entry: Entry<'_>,
) -> Result<EventId, DatabaseError> {
    let Entry {
        at,
        event,
        state,
        by,
        sentence,
        epoch,
    } = entry;
    let row = table::ActiveModel {
        run_id: Set(order),
        at: Set(at.as_micros()),
        event: Set(event.to_owned()),
        state: Set(state.to_owned()),
        by_user: Set(to_by(by)),
        sentence: Set(sentence.to_owned()),
        epoch: Set(epoch.map(Epoch::get)),
        ..Default::default()
    };
    let inserted = table::Entity::insert(row).exec(db).await?;
    Ok(EventId::new(inserted.last_insert_id))
}
