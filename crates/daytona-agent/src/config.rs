//! What an agent is started with. Composed from file, environment and flags elsewhere.

use std::path::PathBuf;

use serde::Deserialize;

/// Everything that an agent needs to start.
#[derive(Clone, Debug)]
pub struct AgentConfig {
    /// `host:port` of the server's agent link.
    pub server: String,
    /// The folder of workspaces and of the identity.
    pub root: PathBuf,
    /// The folder of the execution scripts that this host allows.
    pub scripts_dir: PathBuf,
    /// The user that scripts run as; without one they run as the agent does, which root refuses.
    pub run_as: Option<String>,
    /// PATH for scripts; absent: the system's default.
    pub path: Option<String>,
    /// Where `/proc` and `/sys` are found.
    pub host_root: PathBuf,
}

/// What the agent's file may say. An unknown key is an error.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgentFile {
    pub server: Option<String>,
    pub root: Option<PathBuf>,
    pub scripts_dir: Option<PathBuf>,
    pub run_as: Option<String>,
    pub path: Option<String>,
}
