//! Who execution scripts run as. Does not decide whether a host may run scripts at all.

use std::fs;
use std::io;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// Where programs are looked for when the agent's configuration doesn't say.
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The account of execution scripts, with what their environment says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScriptAccount {
    pub identity: Identity,
    /// `USER`.
    pub name: String,
    /// `HOME`.
    pub home: String,
    /// `PATH`.
    pub path: String,
}

/// Whether scripts change to another user than the agent's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Identity {
    /// Scripts run as the agent itself: the modes of files don't protect the agent from them.
    Own,
    /// Scripts run as this user and group; only an agent that is root can do that.
    Switch { uid: u32, gid: u32 },
}

/// An account that can't be looked up.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("there is no user {name:?} on this host; make it, or name another one in `run_as`")]
    Unknown { name: String },
    #[error("can't read /etc/passwd")]
    Passwd(#[source] io::Error),
}

impl ScriptAccount {
    /// The agent's own account.
    pub fn own(path: Option<&str>) -> Result<Self, AccountError> {
        let uid = rustix::process::geteuid().as_raw();
        let entry = find(|entry| entry.uid == uid, &uid.to_string())?.unwrap_or_else(|| PasswdEntry {
            name: uid.to_string(),
            uid,
            gid: 0,
            home: "/".to_owned(),
        });
        Ok(entry.into_account(Identity::Own, path))
    }

    /// The account of the user `name`, from /etc/passwd or wherever else this host keeps its users.
    pub fn named(name: &str, path: Option<&str>) -> Result<Self, AccountError> {
        let unknown = || AccountError::Unknown {
            name: name.to_owned(),
        };
        let entry = find(|entry| entry.name == name, name)?.ok_or_else(unknown)?;
        let identity = Identity::Switch {
            uid: entry.uid,
            gid: entry.gid,
        };
        Ok(entry.into_account(identity, path))
    }
}

#[derive(Debug, PartialEq, Eq)]
struct PasswdEntry {
    name: String,
    uid: u32,
    gid: u32,
    home: String,
}

impl PasswdEntry {
    fn parse(line: &str) -> Option<Self> {
        let fields: Vec<&str> = line.split(':').collect();
        let [name, _password, uid, gid, _comment, home, _shell] = fields.as_slice() else {
            return None;
        };
        Some(Self {
            name: (*name).to_owned(),
            uid: uid.parse().ok()?,
            gid: gid.parse().ok()?,
            home: (*home).to_owned(),
        })
    }

    fn into_account(self, identity: Identity, path: Option<&str>) -> ScriptAccount {
        ScriptAccount {
            identity,
            name: self.name,
            home: self.home,
            path: path.unwrap_or(DEFAULT_PATH).to_owned(),
        }
    }
}

fn find(is_wanted: impl Fn(&PasswdEntry) -> bool, key: &str) -> Result<Option<PasswdEntry>, AccountError> {
    let passwd = fs::read_to_string("/etc/passwd").map_err(AccountError::Passwd)?;
    let local = passwd.lines().filter_map(PasswdEntry::parse).find(&is_wanted);
    Ok(local.or_else(|| ask_name_service(key).filter(is_wanted)))
}

/// Asks `getent`, which knows users of LDAP and the like. A host without it has only /etc/passwd.
fn ask_name_service(key: &str) -> Option<PasswdEntry> {
    let answer = Command::new("getent").args(["passwd", "--", key]).output().ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    text.lines().find_map(PasswdEntry::parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_passwd_gives_user_group_and_home() {
        let entry = PasswdEntry::parse("bench:x:1001:1002:Bench,,,:/home/bench:/bin/sh").unwrap();
        assert_eq!((entry.uid, entry.gid), (1001, 1002));
        assert_eq!(entry.home, "/home/bench");
        assert_eq!(PasswdEntry::parse("# a comment"), None);
    }

    #[test]
    fn root_can_be_looked_up_by_name() {
        let root = ScriptAccount::named("root", None).unwrap();
        assert_eq!(root.identity, Identity::Switch { uid: 0, gid: 0 });
        assert_eq!(root.path, DEFAULT_PATH);
    }

    #[test]
    fn an_unknown_user_is_named_with_what_to_do() {
        let error = ScriptAccount::named("no-such-user", None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no user \"no-such-user\" on this host; make it, or name another one in `run_as`"
        );
    }

    #[test]
    fn the_agents_own_account_changes_to_nobody() {
        let own = ScriptAccount::own(Some("/opt/bin")).unwrap();
        assert_eq!(own.identity, Identity::Own);
        assert_eq!(own.path, "/opt/bin");
    }
}
