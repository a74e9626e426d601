//! The subjects that a script said of its run. They take the place of those that the run was given.

use daytona_domain::name::SubjectName;
use daytona_domain::subject::Subjects;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::DatabaseError;
use crate::column::to_json;
use crate::run::table;

/// A version that a script said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnouncedSubject {
    pub name: SubjectName,
    pub version: String,
    /// What the run's history says of it.
    pub sentence: String,
}

/// Keeps the subjects of a run in place of those that were said before.
pub(super) async fn replace(
    db: &impl ConnectionTrait,
    order: i64,
    said: Vec<AnnouncedSubject>,
) -> Result<(), DatabaseError> {
    let subjects: Subjects = said
        .into_iter()
        .map(|subject| (subject.name, subject.version))
        .collect();
    let column = (!subjects.is_empty())
        .then(|| to_json("run.announced_subjects", &subjects))
        .transpose()?;
    table::Entity::update_many()
        .col_expr(table::Column::AnnouncedSubjects, Expr::value(column))
        .filter(table::Column::Id.eq(order))
        .exec(db)
        .await?;
    Ok(())
}
