//! Numbers of the server as a whole.

pub(crate) mod table;

use daytona_domain::id::Generation;
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{DatabaseError, Store};

const GENERATION: &str = "generation";

impl Store {
    /// The number of this database: it goes up when a backup is restored.
    pub async fn generation(&self) -> Result<Generation, DatabaseError> {
        generation(self.reader()).await
    }
}

pub(crate) async fn generation(db: &impl ConnectionTrait) -> Result<Generation, DatabaseError> {
    let row = table::Entity::find_by_id(GENERATION).one(db).await?;
    let row = row.ok_or_else(|| DatabaseError::Missing {
        table: "counter",
        row: GENERATION.to_owned(),
    })?;
    Ok(Generation::new(row.value))
}
