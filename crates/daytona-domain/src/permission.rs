//! Who may do what, in one table. Does not look anybody up: the caller says who acts and whose the thing is.

use serde::{Deserialize, Serialize};

use crate::id::{TeamId, UserId};

/// What an account may do beyond its own things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Administrator,
    Member,
}

/// How far an API token reaches: each scope includes those before it. Within it the person's own rights count.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// See everything that the person may see.
    Read,
    /// Make tests, start and abort runs: what a pipeline needs.
    Run,
    /// Make, change and delete frameworks, tests and runs.
    Edit,
    /// Everything that the person may do, accounts, tokens and hosts included. A sign-in in a browser has it.
    #[default]
    Admin,
}

impl Scope {
    pub const ALL: [Self; 4] = [Self::Read, Self::Run, Self::Edit, Self::Admin];

    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Run => "run",
            Self::Edit => "edit",
            Self::Admin => "admin",
        }
    }
}

/// A word that is no scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a scope; use read, run, edit or admin")]
pub struct UnknownScope {
    pub text: String,
}

impl std::str::FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        let found = Self::ALL.into_iter().find(|scope| scope.name() == text);
        found.ok_or_else(|| UnknownScope {
            text: text.to_owned(),
        })
    }
}

/// The person who acts, and how far the token reaches with which it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    pub team: TeamId,
    pub role: Role,
    pub scope: Scope,
}

/// Whose the thing is that is acted upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ownership {
    pub team: TeamId,
    pub owner: UserId,
    /// The owner of the framework that the thing belongs to; the owner itself for a framework.
    pub framework_owner: UserId,
}

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// See frameworks, tests, runs and hosts of the team.
    View,
    /// Make a test, with its first run or without one.
    Create,
    CreateFramework,
    /// Save a new revision of a framework.
    EditFramework,
    /// Delete a framework with its tests and runs, restore it, or remove it for good.
    DeleteFramework,
    /// Change a test's title, tags and, while it has no run, what it will run.
    EditTest,
    /// Delete a test or a run, restore it, or remove it for good.
    DeleteTest,
    /// Start another run of a test.
    RunTest,
    AbortRun,
    /// See, make and revoke one's own API tokens.
    ManageTokens,
    /// Make a join token for a host.
    EnrolHost,
    /// Turn a host's agent away until it enrols again.
    RevokeHost,
    /// Change the authority that signs certificates.
    ChangeAuthority,
    ManageUsers,
}

/// How an actor stands to a thing; each action needs one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    TeamMember,
    Owner,
    OwnerOrFrameworkOwner,
    Administrator,
}

/// The permission table: what is done, who may do it, which scope a token needs for it, and how it is said.
const TABLE: [(Action, Needs, Scope, &str); 14] = [
    (Action::View, Needs::TeamMember, Scope::Read, "see this"),
    (Action::Create, Needs::TeamMember, Scope::Run, "create this"),
    (
        Action::RunTest,
        Needs::OwnerOrFrameworkOwner,
        Scope::Run,
        "run this test",
    ),
    (
        Action::AbortRun,
        Needs::OwnerOrFrameworkOwner,
        Scope::Run,
        "abort this run",
    ),
    (
        Action::CreateFramework,
        Needs::TeamMember,
        Scope::Edit,
        "create frameworks",
    ),
    (
        Action::EditFramework,
        Needs::Owner,
        Scope::Edit,
        "edit this framework",
    ),
    (
        Action::DeleteFramework,
        Needs::Owner,
        Scope::Edit,
        "delete or restore this framework",
    ),
    (
        Action::EditTest,
        Needs::OwnerOrFrameworkOwner,
        Scope::Edit,
        "edit this",
    ),
    (
        Action::DeleteTest,
        Needs::OwnerOrFrameworkOwner,
        Scope::Edit,
        "delete or restore this",
    ),
    (
        Action::ManageTokens,
        Needs::TeamMember,
        Scope::Admin,
        "manage API tokens",
    ),
    (
        Action::EnrolHost,
        Needs::Administrator,
        Scope::Admin,
        "enrol hosts",
    ),
    (
        Action::RevokeHost,
        Needs::Administrator,
        Scope::Admin,
        "revoke hosts",
    ),
    (
        Action::ChangeAuthority,
        Needs::Administrator,
        Scope::Admin,
        "change the certificate authority",
    ),
    (
        Action::ManageUsers,
        Needs::Administrator,
        Scope::Admin,
        "manage accounts",
    ),
];

/// The right that is missing, and who has it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    #[error("you may not {what}; {who} can")]
    Person { what: &'static str, who: &'static str },
    /// The person may, and the token may not.
    #[error(
        "this API token may not {what}: its scope is {}, and that needs {}; use a token with that scope",
        scope.name(), needed.name()
    )]
    Token {
        what: &'static str,
        scope: Scope,
        needed: Scope,
    },
}

/// Whether `actor` may do `action` to a thing of `ownership`.
pub fn check(actor: &Actor, action: Action, ownership: &Ownership) -> Result<(), Denied> {
    let in_team = actor.team == ownership.team;
    let is_administrator = actor.role == Role::Administrator;
    for (row_action, needs, needed, what) in TABLE {
        if row_action != action {
            continue;
        }
        let (is_met, who) = match needs {
            Needs::TeamMember => (in_team, "a member of its team"),
            Needs::Owner => (
                in_team && actor.user == ownership.owner,
                "its owner or an administrator",
            ),
            Needs::OwnerOrFrameworkOwner => (
                in_team && (actor.user == ownership.owner || actor.user == ownership.framework_owner),
                "its owner, the owner of its framework or an administrator",
            ),
            Needs::Administrator => (false, "an administrator"),
        };
        if !is_met && !is_administrator {
            return Err(Denied::Person { what, who });
        }
        return reaches(actor.scope, needed, what);
    }
    Err(Denied::Person {
        what: "do this",
        who: "nobody",
    })
}

/// Whether a token of this scope may be used for `action` at all, whoever may do it.
pub fn check_scope(scope: Scope, action: Action) -> Result<(), Denied> {
    let row = TABLE.into_iter().find(|(row_action, ..)| *row_action == action);
    match row {
        Some((_, _, needed, what)) => reaches(scope, needed, what),
        None => Err(Denied::Person {
            what: "do this",
            who: "nobody",
        }),
    }
}

fn reaches(scope: Scope, needed: Scope, what: &'static str) -> Result<(), Denied> {
    if scope >= needed {
        Ok(())
    } else {
        Err(Denied::Token { what, scope, needed })
    }
}

/// Whether `actor` may do what concerns the whole server and belongs to nobody.
pub fn check_server(actor: &Actor, action: Action) -> Result<(), Denied> {
    check(
        actor,
        action,
        &Ownership {
            team: actor.team,
            owner: actor.user,
            framework_owner: actor.user,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table() {
        let user = UserId::new;
        let team = TeamId::new;
        let thing = Ownership {
            team: team(1),
            owner: user(1),
            framework_owner: user(2),
        };
        let actors = [
            (
                "owner",
                Actor {
                    user: user(1),
                    team: team(1),
                    role: Role::Member,
                    scope: Scope::Admin,
                },
            ),
            (
                "framework owner",
                Actor {
                    user: user(2),
                    team: team(1),
                    role: Role::Member,
                    scope: Scope::Admin,
                },
            ),
            (
                "member",
                Actor {
                    user: user(3),
                    team: team(1),
                    role: Role::Member,
                    scope: Scope::Admin,
                },
            ),
            (
                "administrator",
                Actor {
                    user: user(4),
                    team: team(1),
                    role: Role::Administrator,
                    scope: Scope::Admin,
                },
            ),
            (
                "other team",
                Actor {
                    user: user(5),
                    team: team(2),
                    role: Role::Member,
                    scope: Scope::Admin,
                },
            ),
        ];
        let mut table = String::new();
        for (action, _, _, _) in TABLE {
            table.push_str(&format!("{action:?}\n"));
            for (who, actor) in actors {
                let answer =
                    check(&actor, action, &thing).map_or_else(|denied| denied.to_string(), |()| "yes".into());
                table.push_str(&format!("    {who:16} {answer}\n"));
            }
        }
        insta::assert_snapshot!(table);
    }
    #[test]
    fn a_token_does_no_more_than_its_scope_whoever_made_it() {
        let (user, team) = (UserId::new(1), TeamId::new(1));
        let own = Ownership {
            team,
            owner: user,
            framework_owner: user,
        };
        let mut table = String::new();
        for scope in Scope::ALL {
            let actor = Actor {
                user,
                team,
                role: Role::Administrator,
                scope,
            };
            let granted: Vec<_> = TABLE
                .iter()
                .filter(|(action, ..)| check(&actor, *action, &own).is_ok())
                .map(|(action, ..)| format!("{action:?}"))
                .collect();
            table.push_str(&format!("{}: {}\n", scope.name(), granted.join(" ")));
        }
        insta::assert_snapshot!(table, @"
        read: View
        run: View Create RunTest AbortRun
        edit: View Create RunTest AbortRun CreateFramework EditFramework DeleteFramework EditTest DeleteTest
        admin: View Create RunTest AbortRun CreateFramework EditFramework DeleteFramework EditTest DeleteTest ManageTokens EnrolHost RevokeHost ChangeAuthority ManageUsers
        ");
        let read = Actor {
            user,
            team,
            role: Role::Administrator,
            scope: Scope::Read,
        };
        let denied = check(&read, Action::AbortRun, &own).unwrap_err();
        insta::assert_snapshot!(denied, @"this API token may not abort this run: its scope is read, and that needs run; use a token with that scope");
    }
}
