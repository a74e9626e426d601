//! Join tokens: each lets one agent enrol once. The secret is kept as a hash.

pub(crate) mod table;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{TeamId, UserId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::secret::SecretHash;
use crate::{DatabaseError, Store};

#[derive(Clone, Debug)]
pub struct NewJoinToken {
    pub id: String,
    pub secret: SecretHash,
    pub team: TeamId,
    /// A host's name, where `*` stands for any number of characters.
    pub pattern: String,
    /// Whether a host of a known name may get a new certificate with it.
    pub re_enrol: bool,
    /// Nobody, for the agent that a demo starts by itself.
    pub created_by: Option<UserId>,
    pub expires: Timestamp,
}

impl Store {
    pub async fn create_join_token(&self, new: NewJoinToken) -> Result<(), DatabaseError> {
        let NewJoinToken {
            id,
            secret,
            team,
            pattern,
            re_enrol,
            created_by,
            expires,
        } = new;
        let tx = self.begin().await?;
        let row = table::ActiveModel {
            id: Set(id),
            team_id: Set(team.get()),
            secret_hash: Set(secret.as_str().to_owned()),
            pattern: Set(pattern),
            re_enrol: Set(re_enrol),
            created_by: Set(created_by.map(UserId::get)),
            expires: Set(expires.as_micros()),
            used: Set(None),
        };
        table::Entity::insert(row).exec_without_returning(&tx).await?;
        Ok(tx.commit().await?)
    }

    /// Whether a token could still be used, before anything is made for it.
    pub async fn join_token_is_usable(&self, id: &str, secret: &SecretHash) -> Result<bool, DatabaseError> {
        Ok(usable(self.reader(), id, secret, self.now()).await?.is_some())
    }
}

pub(crate) async fn usable(
    db: &impl ConnectionTrait,
    id: &str,
    secret: &SecretHash,
    now: Timestamp,
) -> Result<Option<table::Model>, DatabaseError> {
    let token = table::Entity::find_by_id(id)
        .filter(table::Column::SecretHash.eq(secret.as_str()))
        .filter(table::Column::Used.is_null())
        .filter(table::Column::Expires.gt(now.as_micros()))
        .one(db)
        .await?;
    Ok(token)
}

pub(crate) async fn use_up(db: &impl ConnectionTrait, id: &str, now: Timestamp) -> Result<(), DatabaseError> {
    table::Entity::update_many()
        .col_expr(table::Column::Used, Expr::value(now.as_micros()))
        .filter(table::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Whether `name` is one that `pattern` stands for; `*` stands for any characters, also none. Case counts.
pub fn matches_pattern(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(mut name) = name.strip_prefix(start) else {
        return false;
    };
    let mut parts: Vec<_> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = name.find(part) else { return false };
        name = &name[at + part.len()..];
    }
    name.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::matches_pattern;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, name) in [
            ("*", "web-1"),
            ("web-*", "web-"),
            ("web-*", "web-1"),
            ("*-1", "web-1"),
            ("w*b*1", "web-11"),
            ("**", ""),
        ] {
            assert!(matches_pattern(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn other_names_do_not_match() {
        for (pattern, name) in [
            ("web-1", "web-11"),
            ("web-*", "xweb-1"),
            ("*-1", "web-12"),
            ("a*a", "a"),
            ("Web-*", "web-1"),
            ("", "a"),
        ] {
            assert!(!matches_pattern(pattern, name), "{pattern} {name}");
        }
    }
}
