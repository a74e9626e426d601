//! Who the agent is and who scripts run as, and whether that user can reach its working directory.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::Finding;
use crate::account::{Identity, ScriptAccount};
use crate::config::AgentConfig;

const ABOUT: &str = "rights";

pub(super) fn finding(uid: u32, config: &AgentConfig, account: &Result<ScriptAccount, String>) -> Finding {
    match (uid, account) {
        (0, Ok(account)) => Finding::good(
            ABOUT,
            format!("the agent is root and starts scripts as {}", account.name),
        ),
        (_, Ok(account)) if matches!(account.identity, Identity::Own) => Finding::note(
            ABOUT,
            format!(
                "the agent is {name} and starts scripts as {name} too; that works, and a script that replaces what the agent \
                 measures fails its run",
                name = account.name
            ),
            "to keep scripts away from the agent's files, run it as root with --run-as USER",
        ),
        (_, Ok(account)) => Finding::wrong(
            ABOUT,
            format!("only root can start scripts as {}", account.name),
            "run the agent as root, or without --run-as",
        ),
        (_, Err(reason)) => {
            let mend = match &config.run_as {
                Some(user) => format!("useradd --system {user}"),
                None => "daytona agent --run-as USER".to_owned(),
            };
            Finding::wrong(ABOUT, format!("scripts can't run here: {reason}"), mend)
        }
    }
}

/// The first folder on the way to the workspace that the script's user can't pass through.
pub(super) fn way_to(root: &Path, identity: Identity, user: &str) -> Option<Finding> {
    let Identity::Switch { uid, gid } = identity else {
        return None;
    };
    // What is not there yet the agent makes, so that it can be passed through.
    let root = fs::canonicalize(root).ok()?;
    let closed = root.ancestors().find(|folder| {
        fs::metadata(folder).is_ok_and(|folder| {
            let mine = Owned {
                uid: folder.uid(),
                gid: folder.gid(),
                mode: folder.mode(),
            };
            !mine.may_pass(uid, gid)
        })
    })?;
    Some(Finding::wrong(
        ABOUT,
        format!(
            "{user} can't pass through {}, so scripts can't be started",
            closed.display()
        ),
        format!("chmod o+x {}", closed.display()),
    ))
}

struct Owned {
    uid: u32,
    gid: u32,
    mode: u32,
}

impl Owned {
    fn may_pass(&self, uid: u32, gid: u32) -> bool {
        let bit = match (self.uid == uid, self.gid == gid) {
            _ if uid == 0 => return true,
            (true, _) => 0o100,
            (false, true) => 0o010,
            (false, false) => 0o001,
        };
        self.mode & bit != 0
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::check::Verdict;

    fn config(run_as: Option<&str>) -> AgentConfig {
        AgentConfig {
            server: "h:1".to_owned(),
            root: "/r".into(),
            scripts_dir: "/r/scripts".into(),
            run_as: run_as.map(str::to_owned),
            path: None,
            host_root: "/".into(),
        }
    }

    fn account(identity: Identity) -> Result<ScriptAccount, String> {
        Ok(ScriptAccount {
            identity,
            name: "bench".to_owned(),
            home: "/".to_owned(),
            path: "/bin".to_owned(),
        })
    }

    #[test]
    fn each_way_to_run_an_agent_is_told_with_what_follows_from_it() {
        let switch = Identity::Switch { uid: 7, gid: 7 };
        let told = |uid, run_as, account: &_| {
            let finding = finding(uid, &config(run_as), account);
            (finding.verdict, finding.mend.unwrap_or_default())
        };
        assert_eq!(
            told(0, Some("bench"), &account(switch)),
            (Verdict::Good, String::new())
        );
        assert_eq!(told(7, None, &account(Identity::Own)).0, Verdict::Note);
        assert_eq!(told(7, Some("bench"), &account(switch)).0, Verdict::Wrong);
        let none = Err("no user".to_owned());
        assert_eq!(
            told(0, None, &none),
            (Verdict::Wrong, "daytona agent --run-as USER".to_owned())
        );
        assert_eq!(
            told(0, Some("bench"), &none),
            (Verdict::Wrong, "useradd --system bench".to_owned())
        );
    }

    #[test]
    fn a_folder_that_scripts_can_not_pass_through_is_named_with_the_command_that_opens_it() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).unwrap();
        let mode = |mode| fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
        let stranger = Identity::Switch {
            uid: 65_000,
            gid: 65_000,
        };
        mode(0o711);
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o711)).unwrap();
        assert_eq!(way_to(&inner, stranger, "bench"), None);
        mode(0o700);
        let finding = way_to(&inner, stranger, "bench").unwrap();
        let path = fs::canonicalize(folder.path()).unwrap();
        assert_eq!(finding.mend, Some(format!("chmod o+x {}", path.display())));
        assert_eq!(way_to(&inner, Identity::Own, "bench"), None);
    }
}
