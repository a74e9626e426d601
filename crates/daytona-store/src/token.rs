//! API tokens: secrets with which programs act for a person.

pub(crate) mod table;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{TokenId, UserId};
use daytona_domain::name::Title;
use daytona_domain::permission::Scope;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::account::{self, User};
use crate::column::{from_text, from_time, unreadable};
use crate::page::Page;
use crate::secret::SecretHash;
use crate::{DatabaseError, Store};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub title: Title,
    /// The first characters, so that it can be recognised.
    pub prefix: String,
    pub created: Timestamp,
    pub last_used: Option<Timestamp>,
    pub scope: Scope,
}

#[derive(Clone, Debug)]
pub struct NewToken {
    pub title: Title,
    pub scope: Scope,
    pub prefix: String,
    pub secret: SecretHash,
}

impl Store {
    pub async fn create_token(&self, user: UserId, new: NewToken) -> Result<Token, DatabaseError> {
        let NewToken {
            title,
            scope,
            prefix,
            secret,
        } = new;
        let created = self.now();
        let tx = self.begin().await?;
        let row = table::ActiveModel {
            secret_hash: Set(secret.as_str().to_owned()),
            user_id: Set(user.get()),
            title: Set(title.to_string()),
            prefix: Set(prefix.clone()),
            created: Set(created.as_micros()),
            last_used: Set(None),
            scope: Set(scope.name().to_owned()),
            ..Default::default()
        };
        let id = TokenId::new(table::Entity::insert(row).exec(&tx).await?.last_insert_id);
        tx.commit().await?;
        Ok(Token {
            id,
            title,
            prefix,
            created,
            last_used: None,
            scope,
        })
    }

    /// The tokens of a person in the order in which they were made, after the token `after`.
    pub async fn tokens(
        &self,
        user: UserId,
        after: Option<TokenId>,
        limit: u64,
    ) -> Result<Page<Token, TokenId>, DatabaseError> {
        let rows = table::Entity::find()
            .filter(table::Column::UserId.eq(user.get()))
            .filter(table::Column::Id.gt(after.map_or(0, TokenId::get)))
            .order_by_asc(table::Column::Id)
            .limit(limit.saturating_add(1))
            .all(self.reader())
            .await?;
        let tokens = rows.into_iter().map(Token::try_from).collect::<Result<_, _>>()?;
        Ok(Page::cut(tokens, limit, |token: &Token| token.id))
    }

    /// The token of this secret and whose it is.
    pub async fn token(&self, secret: &SecretHash) -> Result<Option<(Token, User)>, DatabaseError> {
        let found = table::Entity::find()
            .filter(table::Column::SecretHash.eq(secret.as_str()))
            .find_also_related(account::table::Entity)
            .one(self.reader())
            .await?;
        let Some((row, Some(user))) = found else {
            return Ok(None);
        };
        Ok(Some((row.try_into()?, user.try_into()?)))
    }

    /// Notes that a token was used just now. A commit: not to be called on every request.
    pub async fn touch_token(&self, id: TokenId) -> Result<(), DatabaseError> {
        let now = self.now().as_micros();
        let tx = self.begin().await?;
        table::Entity::update_many()
            .col_expr(table::Column::LastUsed, Expr::value(now))
            .filter(table::Column::Id.eq(id.get()))
            .exec(&tx)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Revokes a token of this person. False if there is none.
    pub async fn delete_token(&self, user: UserId, id: TokenId) -> Result<bool, DatabaseError> {
        let tx = self.begin().await?;
        let deleted = table::Entity::delete_many()
            .filter(table::Column::Id.eq(id.get()))
            .filter(table::Column::UserId.eq(user.get()))
            .exec(&tx)
            .await?;
        tx.commit().await?;
        Ok(deleted.rows_affected > 0)
    }
}

impl TryFrom<table::Model> for Token {
    type Error = DatabaseError;

    fn try_from(row: table::Model) -> Result<Self, DatabaseError> {
        let table::Model {
            id,
            secret_hash: _,
            user_id: _,
            title,
            prefix,
            created,
            last_used,
            scope,
        } = row;
        Ok(Self {
            id: TokenId::new(id),
            title: from_text("token.title", id, title)?,
            prefix,
            created: Timestamp::from_micros(created),
            last_used: from_time(last_used),
            scope: scope
                .parse()
                .map_err(|source| unreadable("token.scope", id, source))?,
        })
    }
}
