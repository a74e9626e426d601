//! The agent's configuration: a TOML file, then flags.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use daytona_agent::config::{AgentConfig, AgentFile};

use crate::args::role::AgentArgs;
use crate::config::place;

const FILE: &str = "/etc/daytona/agent.toml";

pub fn compose(args: AgentArgs, server: Option<&str>) -> anyhow::Result<AgentConfig> {
    let AgentArgs {
        config,
        root: root_flag,
        scripts,
        run_as,
    } = args;
    let file = read(config.as_deref())?;
    let Some(server) = server.map(str::to_owned).or(file.server) else {
        bail!("say with --server HOST:PORT which server this agent belongs to");
    };
    if server.contains("://") {
        bail!("{server:?} is an address of the web port; an agent needs HOST:PORT of the agent link");
    }
    let root = root(root_flag.or(file.root))?;
    let scripts_dir = scripts
        .or(file.scripts_dir)
        .unwrap_or_else(|| root.join("scripts"));
    Ok(AgentConfig {
        server,
        scripts_dir,
        run_as: run_as.or(file.run_as),
        path: file.path,
        host_root: PathBuf::from("/"),
        root,
    })
}

/// Where workspaces and the identity are kept.
pub fn root(given: Option<PathBuf>) -> anyhow::Result<PathBuf> {
    match given {
        Some(root) => Ok(root),
        None => place::state("daytona-agent"),
    }
}

fn read(named: Option<&Path>) -> anyhow::Result<AgentFile> {
    let path = named.unwrap_or(Path::new(FILE));
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).with_context(|| format!("{} can't be used", path.display())),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            Ok(AgentFile::default())
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(root: &Path) -> AgentArgs {
        AgentArgs {
            config: None,
            root: Some(root.to_owned()),
            scripts: None,
            run_as: None,
        }
    }

    #[test]
    fn the_address_of_the_web_port_is_refused_in_words() {
        let error = compose(args(Path::new("/r")), Some("http://127.0.0.1:8080")).unwrap_err();
        assert!(
            error.to_string().contains("HOST:PORT of the agent link"),
            "{error}"
        );
        assert!(compose(args(Path::new("/r")), None).is_err());
    }

    #[test]
    fn scripts_lie_below_the_root_unless_it_is_said_otherwise() {
        let config = compose(args(Path::new("/r")), Some("h:1")).unwrap();
        assert_eq!(config.scripts_dir, Path::new("/r/scripts"));
    }
}
