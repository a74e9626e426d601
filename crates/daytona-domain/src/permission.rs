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

/// The person who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub user: UserId,
    pub team: TeamId,
    pub role: Role,
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
    /// Make a framework, or a test with its first run.
    Create,
    /// Save a new revision of a framework.
    EditFramework,
    /// Start another run of a test.
    RunTest,
    AbortRun,
    /// Make a join token for a host.
    EnrolHost,
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

/// The permission table.
const TABLE: [(Action, Needs, &str); 7] = [
    (Action::View, Needs::TeamMember, "see this"),
    (Action::Create, Needs::TeamMember, "create this"),
    (Action::EditFramework, Needs::Owner, "edit this framework"),
    (Action::RunTest, Needs::OwnerOrFrameworkOwner, "run this test"),
    (Action::AbortRun, Needs::OwnerOrFrameworkOwner, "abort this run"),
    (Action::EnrolHost, Needs::Administrator, "enrol hosts"),
    (Action::ManageUsers, Needs::Administrator, "manage accounts"),
];

/// The right that is missing, and who has it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("you may not {what}; {who} can")]
pub struct Denied {
    pub what: &'static str,
    pub who: &'static str,
}

/// Whether `actor` may do `action` to a thing of `ownership`.
pub fn check(actor: &Actor, action: Action, ownership: &Ownership) -> Result<(), Denied> {
    let in_team = actor.team == ownership.team;
    let is_administrator = actor.role == Role::Administrator;
    for (row_action, needs, what) in TABLE {
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
        return if is_met || is_administrator {
            Ok(())
        } else {
            Err(Denied { what, who })
        };
    }
    Err(Denied {
        what: "do this",
        who: "nobody",
    })
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
                },
            ),
            (
                "framework owner",
                Actor {
                    user: user(2),
                    team: team(1),
                    role: Role::Member,
                },
            ),
            (
                "member",
                Actor {
                    user: user(3),
                    team: team(1),
                    role: Role::Member,
                },
            ),
            (
                "administrator",
                Actor {
                    user: user(4),
                    team: team(1),
                    role: Role::Administrator,
                },
            ),
            (
                "other team",
                Actor {
                    user: user(5),
                    team: team(2),
                    role: Role::Member,
                },
            ),
        ];
        let mut table = String::new();
        for (action, _, _) in TABLE {
            table.push_str(&format!("{action:?}\n"));
            for (who, actor) in actors {
                let answer =
                    check(&actor, action, &thing).map_or_else(|denied| denied.to_string(), |()| "yes".into());
                table.push_str(&format!("    {who:16} {answer}\n"));
            }
        }
        insta::assert_snapshot!(table);
    }
}
