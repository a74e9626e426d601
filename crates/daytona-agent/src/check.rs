//! `daytona agent check`: whether this host can run tests, and what would make it a noisy one. Looks, and changes nothing but
//! for a control group that is made and removed again. Opens no session, so that a running agent isn't disturbed.

use serde::Serialize;

use crate::account::ScriptAccount;
use crate::agent;
use crate::cgroup::Place;
use crate::config::AgentConfig;

mod folders;
mod link;
mod noise;
mod rights;

/// What was found of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at, in a word or two.
    pub about: &'static str,
    pub verdict: Verdict,
    pub sentence: String,
    /// The command that mends it, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

/// How good it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Good,
    /// Runs work, and their numbers or the agent's safety could be better.
    Note,
    /// Runs on this host fail, or can't come here.
    Wrong,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Note => "note",
            Self::Wrong => "wrong",
        }
    }
}

impl Finding {
    fn good(about: &'static str, sentence: impl Into<String>) -> Self {
        Self::new(about, Verdict::Good, sentence.into(), None)
    }

    fn note(about: &'static str, sentence: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::new(about, Verdict::Note, sentence.into(), Some(mend.into()))
    }

    fn wrong(about: &'static str, sentence: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::new(about, Verdict::Wrong, sentence.into(), Some(mend.into()))
    }

    fn new(about: &'static str, verdict: Verdict, sentence: String, mend: Option<String>) -> Self {
        Self {
            about,
            verdict,
            sentence,
            mend,
        }
    }
}

/// Looks at everything, the link first.
pub async fn check(config: &AgentConfig) -> Vec<Finding> {
    let mut findings = link::findings(config).await;
    let account = agent::account(config);
    findings.push(rights::finding(
        rustix::process::geteuid().as_raw(),
        config,
        &account,
    ));
    findings.extend(account.as_ref().ok().and_then(|account| way(config, account)));
    findings.push(folders::scripts(&config.scripts_dir));
    findings.extend(folders::workspace(&config.root));
    findings.push(control_groups());
    findings.extend(noise::findings(&config.host_root));
    findings
}

fn way(config: &AgentConfig, account: &ScriptAccount) -> Option<Finding> {
    rights::way_to(&config.root, account.identity, &account.name)
}

fn control_groups() -> Finding {
    const ABOUT: &str = "control groups";
    match Place::find() {
        Ok(place) => Finding::good(
            ABOUT,
            format!(
                "{}: each run is put into a group of its own and ended with it",
                place.mode
            ),
        ),
        Err(error) => Finding::note(
            ABOUT,
            format!(
                "none: {error}; a daemon can stay behind if a run's supervisor is killed",
                error = crate::error_chain(&error)
            ),
            "run the agent as root, or as a systemd unit with Delegate=yes",
        ),
    }
}
