//! People, sign-ins and API tokens.

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{TeamId, TokenId, UserId};
use daytona_domain::name::{Title, UserName};
use daytona_domain::permission::{Role, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether the server still needs its first administrator.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SetupStatus {
    pub needed: bool,
}

/// Creates the first administrator; `secret` is from the link that the server printed at its first start.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    pub secret: String,
    pub name: UserName,
    pub password: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    pub name: String,
    pub password: String,
}

/// The signed-in person.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Me {
    pub user: User,
    /// What this person may do on the server as a whole.
    pub may_enrol_hosts: bool,
    pub may_manage_users: bool,
    /// How far this sign-in or token reaches.
    #[serde(default)]
    pub scope: Scope,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct User {
    pub id: UserId,
    pub name: UserName,
    pub role: Role,
    pub team: TeamId,
    pub created: Timestamp,
    /// False until the person has set a password through the one-time link.
    pub active: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateUser {
    pub name: UserName,
    #[serde(default = "member")]
    pub role: Role,
}

fn member() -> Role {
    Role::Member
}

/// A one-time link with which a person sets a password. It is shown this once.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PasswordLink {
    pub user: User,
    /// Path and query on this server: `/password?secret=…`.
    pub path: String,
    pub expires: Timestamp,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPassword {
    pub secret: String,
    pub password: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Token {
    pub id: TokenId,
    pub title: Title,
    /// The first characters, so that it can be recognised.
    pub prefix: String,
    /// What it may be used for.
    #[serde(default)]
    pub scope: Scope,
    pub created: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    pub title: Title,
    /// What it may be used for; absent: everything that you may do.
    #[serde(default)]
    pub scope: Scope,
}

/// A new token. The secret is shown this once.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NewToken {
    pub token: Token,
    pub secret: String,
}
