//! What a few typed characters may mean: tests by number and title, frameworks and hosts by name.

use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::id::{TeamId, TestId};
use daytona_domain::name::{FrameworkName, HostName};
use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationTrait};

use crate::column::{from_json, from_text};
use crate::{DatabaseError, Store, framework, host, test};

/// How many frameworks are looked at for one suggestion.
const LOOKED_AT: u64 = 100;

/// A test as it is suggested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundTest {
    pub test: TestId,
    pub title: String,
    pub framework: FrameworkName,
}

impl Store {
    /// Tests whose number begins with these digits: that one itself, then the newest.
    pub async fn tests_by_number(
        &self,
        team: TeamId,
        digits: &str,
        limit: u64,
    ) -> Result<Vec<FoundTest>, DatabaseError> {
        let text = Expr::col((test::table::Entity, test::table::Column::Id)).cast_as("text");
        let mut found = self.found_tests(team, begins_with(text, digits), limit).await?;
        let exact = found.iter().position(|test| test.test.to_string() == digits);
        match (exact, digits.parse::<i64>()) {
            (Some(place), _) => {
                let exact = found.remove(place);
                found.insert(0, exact);
            }
            // The newest ones may have pushed it out.
            (None, Ok(number)) => {
                let which = test::table::Column::Id.eq(number);
                let exact = self.found_tests(team, which, 1).await?;
                found.splice(0..0, exact);
                found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
            }
            (None, Err(_)) => {}
        }
        Ok(found)
    }

    /// Tests whose title holds `text`, whatever its case, newest first.
    pub async fn tests_by_title(
        &self,
        team: TeamId,
        text: &str,
        limit: u64,
    ) -> Result<Vec<FoundTest>, DatabaseError> {
        let title = Expr::col((test::table::Entity, test::table::Column::Title));
        self.found_tests(team, holds(title, text), limit).await
    }

    async fn found_tests(
        &self,
        team: TeamId,
        which: Expr,
        limit: u64,
    ) -> Result<Vec<FoundTest>, DatabaseError> {
        let rows: Vec<(i64, String, String)> = test::table::Entity::find()
            .select_only()
            .column(test::table::Column::Id)
            .column(test::table::Column::Title)
            .column(framework::table::Column::Name)
            .join(JoinType::InnerJoin, test::table::Relation::Framework.def())
            .filter(test::table::Column::TeamId.eq(team.get()))
            .filter(test::table::Column::TrashId.is_null())
            .filter(which)
            .order_by_desc(test::table::Column::Id)
            .limit(limit)
            .into_tuple()
            .all(self.reader())
            .await?;
        rows.into_iter()
            .map(|(id, title, name)| {
                Ok(FoundTest {
                    test: TestId::new(id),
                    title,
                    framework: from_text("framework.name", id, name)?,
                })
            })
            .collect()
    }

    /// Frameworks whose name or title holds `text`, whatever its case, by name.
    pub async fn frameworks_by_name(
        &self,
        team: TeamId,
        text: &str,
        limit: u64,
    ) -> Result<Vec<(FrameworkName, String)>, DatabaseError> {
        use framework::revision_table::Column::Definition;
        // The title is within the definition; what else of that holds the text is sorted out below.
        let definition = Expr::col((framework::revision_table::Entity, Definition));
        let name = Expr::col(framework::table::Column::NameFolded);
        let rows: Vec<(i64, String)> = framework::table::Entity::find()
            .select_only()
            .column(framework::table::Column::Id)
            .column(Definition)
            .join(JoinType::InnerJoin, framework::table::Relation::Revision.def())
            .filter(framework::table::Column::TeamId.eq(team.get()))
            .filter(framework::table::Column::TrashId.is_null())
            .filter(holds(name, text).or(holds(definition, text)))
            .order_by_asc(framework::table::Column::NameFolded)
            .limit(LOOKED_AT)
            .into_tuple()
            .all(self.reader())
            .await?;
        let text = text.to_lowercase();
        let mut found = Vec::new();
        for (id, definition) in rows {
            let definition: FrameworkDefinition =
                from_json("framework_revision.definition", id, &definition)?;
            let title = definition.display_title().to_owned();
            let in_name = definition.name.as_str().to_lowercase().contains(&text);
            if in_name || title.to_lowercase().contains(&text) {
                found.push((definition.name, title));
            }
        }
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    /// Names of hosts that hold `text`, whatever its case.
    pub async fn hosts_by_name(
        &self,
        team: TeamId,
        text: &str,
        limit: u64,
    ) -> Result<Vec<HostName>, DatabaseError> {
        let names: Vec<String> = host::table::Entity::find()
            .select_only()
            .column(host::table::Column::Name)
            .filter(host::table::Column::TeamId.eq(team.get()))
            .filter(holds(Expr::col(host::table::Column::NameFolded), text))
            .order_by_asc(host::table::Column::NameFolded)
            .limit(limit)
            .into_tuple()
            .all(self.reader())
            .await?;
        names
            .into_iter()
            .map(|name| from_text("host.name", "suggestion", name))
            .collect()
    }
}

fn begins_with(value: impl Into<Expr>, text: &str) -> Expr {
    value
        .into()
        .like(LikeExpr::new(format!("{}%", escaped(text))).escape('\\'))
}

/// Whether the value holds `text`, both in lower case: the databases differ in what LIKE takes for the same.
fn holds(value: impl Into<Expr>, text: &str) -> Expr {
    let pattern = format!("%{}%", escaped(&text.to_lowercase()));
    Expr::expr(Func::lower(value.into())).like(LikeExpr::new(pattern).escape('\\'))
}

/// `%` and `_` stand for themselves.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
