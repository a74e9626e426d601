//! Accounts: people with a name, a role and, once they have set one, a password. Hashing is the caller's.

pub(crate) mod table;

#[cfg(test)]
mod tests;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{DEFAULT_TEAM, TeamId, UserId};
use daytona_domain::name::UserName;
use daytona_domain::permission::{Actor, Role, Scope};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::column::{folded, from_text};
use crate::one_time::{self, Purpose};
use crate::page::Page;
use crate::secret::SecretHash;
use crate::{DatabaseError, Store, session};
use table::RoleCode;

/// Someone by id and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: UserId,
    pub name: UserName,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub team: TeamId,
    pub name: UserName,
    pub role: Role,
    pub created: Timestamp,
    /// False until a password has been set.
    pub active: bool,
}

impl User {
    /// The person with all their rights; what a token narrows is known where it was shown.
    pub fn actor(&self) -> Actor {
        Actor {
            user: self.id,
            team: self.team,
            role: self.role,
            scope: Scope::Admin,
        }
    }

    pub fn person(&self) -> Person {
        Person {
            id: self.id,
            name: self.name.clone(),
        }
    }
}

/// A user with the text that a password is checked against.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub user: User,
    pub password_hash: Option<String>,
}

#[derive(Clone, Debug)]
pub struct NewUser {
    pub team: TeamId,
    pub name: UserName,
    pub role: Role,
}

/// Why an account was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("there is an account {name} already; choose another name")]
    NameTaken { name: UserName },
    #[error("this server has its administrator already; sign in instead")]
    AlreadySetUp,
    #[error("this link is not valid any more: it was used, has expired or was replaced by a newer one")]
    BadSecret,
    #[error("there is no account {user}")]
    NotFound { user: UserId },
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<sea_orm::DbErr> for AccountError {
    fn from(source: sea_orm::DbErr) -> Self {
        Self::Database(source.into())
    }
}

impl Store {
    /// Whether there is no account yet.
    pub async fn needs_setup(&self) -> Result<bool, DatabaseError> {
        needs_setup(self.reader()).await
    }

    /// Makes the first administrator, for whoever holds the secret of the set-up link.
    pub async fn set_up(
        &self,
        secret: &SecretHash,
        name: UserName,
        password_hash: String,
    ) -> Result<User, AccountError> {
        let now = self.now();
        let tx = self.begin().await?;
        if !needs_setup(&tx).await? {
            return Err(AccountError::AlreadySetUp);
        }
        one_time::take(&tx, secret, Purpose::SetUp, now)
            .await?
            .ok_or(AccountError::BadSecret)?;
        let new = NewUser {
            team: DEFAULT_TEAM,
            name,
            role: Role::Administrator,
        };
        let user = insert(&tx, new, Some(password_hash), now).await?;
        tx.commit().await?;
        Ok(user)
    }

    /// Makes an account with a one-time secret to set its password with.
    pub async fn create_user(
        &self,
        new: NewUser,
        secret: &SecretHash,
        expires: Timestamp,
    ) -> Result<User, AccountError> {
        let now = self.now();
        let tx = self.begin().await?;
        let user = insert(&tx, new, None, now).await?;
        one_time::put(&tx, secret, Purpose::Password, Some(user.id), expires).await?;
        tx.commit().await?;
        Ok(user)
    }

    /// Replaces the one-time secret of an account; its password stays until the secret is used.
    pub async fn new_password_link(
        &self,
        user: UserId,
        secret: &SecretHash,
        expires: Timestamp,
    ) -> Result<(), AccountError> {
        let tx = self.begin().await?;
        if table::Entity::find_by_id(user.get()).one(&tx).await?.is_none() {
            return Err(AccountError::NotFound { user });
        }
        one_time::put(&tx, secret, Purpose::Password, Some(user), expires).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Sets the password of the account that the secret is for, and ends its sessions.
    pub async fn set_password(
        &self,
        secret: &SecretHash,
        password_hash: String,
    ) -> Result<User, AccountError> {
        let now = self.now();
        let tx = self.begin().await?;
        let taken = one_time::take(&tx, secret, Purpose::Password, now).await?;
        let user = taken
            .and_then(|taken| taken.user)
            .ok_or(AccountError::BadSecret)?;
        let rows = table::Entity::update_many()
            .col_expr(table::Column::PasswordHash, Expr::value(password_hash))
            .filter(table::Column::Id.eq(user.get()))
            .exec_with_returning(&tx)
            .await?;
        let row = rows.into_iter().next().ok_or(AccountError::NotFound { user })?;
        session::end_all(&tx, user).await?;
        let user = User::try_from(row)?;
        tx.commit().await?;
        Ok(user)
    }

    pub async fn user(&self, id: UserId) -> Result<Option<User>, DatabaseError> {
        let row = table::Entity::find_by_id(id.get()).one(self.reader()).await?;
        row.map(User::try_from).transpose()
    }

    /// The account of this name, whatever its case.
    pub async fn credentials(&self, name: &str) -> Result<Option<Credentials>, DatabaseError> {
        let row = table::Entity::find()
            .filter(table::Column::NameFolded.eq(folded(name)))
            .one(self.reader())
            .await?;
        row.map(|row| {
            let password_hash = row.password_hash.clone();
            Ok(Credentials {
                user: User::try_from(row)?,
                password_hash,
            })
        })
        .transpose()
    }

    /// Accounts of a team in the order in which they were made, after the account `after`.
    pub async fn users(
        &self,
        team: TeamId,
        after: Option<UserId>,
        limit: u64,
    ) -> Result<Page<User, UserId>, DatabaseError> {
        let rows = table::Entity::find()
            .filter(table::Column::TeamId.eq(team.get()))
            .filter(table::Column::Id.gt(after.map_or(0, UserId::get)))
            .order_by_asc(table::Column::Id)
            .limit(limit.saturating_add(1))
            .all(self.reader())
            .await?;
        let users = rows.into_iter().map(User::try_from).collect::<Result<_, _>>()?;
        Ok(Page::cut(users, limit, |user: &User| user.id))
    }
}

async fn needs_setup(db: &impl ConnectionTrait) -> Result<bool, DatabaseError> {
    let first: Option<i64> = table::Entity::find()
        .select_only()
        .column(table::Column::Id)
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(first.is_none())
}

async fn insert(
    tx: &DatabaseTransaction,
    new: NewUser,
    password_hash: Option<String>,
    now: Timestamp,
) -> Result<User, AccountError> {
    let NewUser { team, name, role } = new;
    let name_folded = folded(name.as_str());
    let same = table::Entity::find().filter(table::Column::NameFolded.eq(name_folded.as_str()));
    if same.one(tx).await?.is_some() {
        return Err(AccountError::NameTaken { name });
    }
    let active = password_hash.is_some();
    let row = table::ActiveModel {
        team_id: Set(team.get()),
        name: Set(name.to_string()),
        name_folded: Set(name_folded),
        role: Set(RoleCode::from(role)),
        password_hash: Set(password_hash),
        created: Set(now.as_micros()),
        ..Default::default()
    };
    let id = table::Entity::insert(row).exec(tx).await?.last_insert_id;
    Ok(User {
        id: UserId::new(id),
        team,
        name,
        role,
        created: now,
        active,
    })
}

impl TryFrom<table::Model> for User {
    type Error = DatabaseError;

    fn try_from(row: table::Model) -> Result<Self, DatabaseError> {
        let table::Model {
            id,
            team_id,
            name,
            name_folded: _,
            role,
            password_hash,
            created,
        } = row;
        Ok(Self {
            id: UserId::new(id),
            team: TeamId::new(team_id),
            name: from_text("user.name", id, name)?,
            role: role.into(),
            created: Timestamp::from_micros(created),
            active: password_hash.is_some(),
        })
    }
}

impl From<Role> for RoleCode {
    fn from(role: Role) -> Self {
        match role {
            Role::Administrator => Self::Administrator,
            Role::Member => Self::Member,
        }
    }
}

impl From<RoleCode> for Role {
    fn from(code: RoleCode) -> Self {
        match code {
            RoleCode::Administrator => Self::Administrator,
            RoleCode::Member => Self::Member,
        }
    }
}
