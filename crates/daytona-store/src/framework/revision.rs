//! Earlier revisions of a framework, as they were saved.

use daytona_domain::clock::Timestamp;
use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::id::{FrameworkId, Revision};
use daytona_domain::name::UserName;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
    Select,
};

use super::revision_table as table;
use crate::account;
use crate::column::{from_json, from_text};
use crate::page::Page;
use crate::{DatabaseError, Store};

/// What was saved once, by whom and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedRevision {
    pub revision: Revision,
    pub saved: Timestamp,
    pub saved_by: UserName,
    pub definition: FrameworkDefinition,
}

#[derive(Clone, Debug, FromQueryResult)]
struct Row {
    revision: i64,
    saved: i64,
    definition: String,
    saved_by_name: String,
}

impl Store {
    /// The revisions of a framework, newest first, before the revision `before`.
    pub async fn revisions(
        &self,
        framework: FrameworkId,
        before: Option<Revision>,
        limit: u64,
    ) -> Result<Page<SavedRevision, Revision>, DatabaseError> {
        let mut select = select(framework);
        if let Some(before) = before {
            select = select.filter(table::Column::Revision.lt(before.get()));
        }
        let rows = select
            .order_by_desc(table::Column::Revision)
            .limit(limit.saturating_add(1))
            .into_model::<Row>()
            .all(self.reader())
            .await?;
        let revisions = rows
            .into_iter()
            .map(Row::into_revision)
            .collect::<Result<_, _>>()?;
        Ok(Page::cut(revisions, limit, |row: &SavedRevision| row.revision))
    }

    pub async fn revision(
        &self,
        framework: FrameworkId,
        revision: Revision,
    ) -> Result<Option<SavedRevision>, DatabaseError> {
        let row = select(framework)
            .filter(table::Column::Revision.eq(revision.get()))
            .into_model::<Row>()
            .one(self.reader())
            .await?;
        row.map(Row::into_revision).transpose()
    }
}

fn select(framework: FrameworkId) -> Select<table::Entity> {
    table::Entity::find()
        .column_as(account::table::Column::Name, "saved_by_name")
        .join(JoinType::InnerJoin, table::Relation::SavedBy.def())
        .filter(table::Column::FrameworkId.eq(framework.get()))
}

impl Row {
    fn into_revision(self) -> Result<SavedRevision, DatabaseError> {
        let Self {
            revision,
            saved,
            definition,
            saved_by_name,
        } = self;
        Ok(SavedRevision {
            revision: Revision::new(revision),
            saved: Timestamp::from_micros(saved),
            saved_by: from_text("user.name", revision, saved_by_name)?,
            definition: from_json("framework_revision.definition", revision, &definition)?,
        })
    }
}
