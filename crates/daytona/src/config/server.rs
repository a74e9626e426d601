//! The server's configuration: a TOML file, then environment and flags.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use daytona_domain::unit::Span;
use daytona_server::ServerConfig;
use daytona_server::agents::health::LinkLimits;
use daytona_server::config::TRASH_KEPT;
use serde::Deserialize;

use crate::args::role::ServerArgs;
use crate::config::place;
use crate::ui;

const FILE: &str = "/etc/daytona/server.toml";

/// What the file may say.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerFile {
    data: Option<PathBuf>,
    database: Option<String>,
    listen: Option<SocketAddr>,
    agent_listen: Option<SocketAddr>,
    #[serde(default)]
    link: LinkFile,
    #[serde(default)]
    trash: TrashFile,
}

/// What is deleted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrashFile {
    /// How long it can be restored.
    keep: Option<Span>,
}

/// How often agents are heard, and how long silence is tolerated.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkFile {
    heartbeat: Option<Span>,
    suspect: Option<Span>,
    lost: Option<Span>,
}

pub fn compose(args: ServerArgs) -> anyhow::Result<ServerConfig> {
    let file = read(args.config.as_deref())?;
    let data = match args.data.or(file.data) {
        Some(data) => data,
        None => place::data("daytona")?,
    };
    let database = match args.database.or(file.database) {
        Some(url) => Some(url.parse().context("the server's database can't be used")?),
        None => None,
    };
    let default = LinkLimits::default();
    Ok(ServerConfig {
        data,
        database,
        listen: args
            .listen
            .or(file.listen)
            .unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080))),
        agent_listen: args
            .agent_listen
            .or(file.agent_listen)
            .unwrap_or(SocketAddr::from(([0, 0, 0, 0], 52222))),
        limits: LinkLimits {
            heartbeat: file.link.heartbeat.map_or(default.heartbeat, Span::get),
            suspect: file.link.suspect.map_or(default.suspect, Span::get),
            lost: file.link.lost.map_or(default.lost, Span::get),
        },
        trash_kept: file.trash.keep.map_or(TRASH_KEPT, Span::get),
        sample: None,
        ui: ui::router(),
    })
}

/// The file that was named must be there; the default one need not.
fn read(named: Option<&Path>) -> anyhow::Result<ServerFile> {
    let path = named.unwrap_or(Path::new(FILE));
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).with_context(|| format!("{} can't be used", path.display())),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            Ok(ServerFile::default())
        }
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(config: &Path) -> ServerArgs {
        ServerArgs {
            config: Some(config.to_owned()),
            data: None,
            database: None,
            listen: None,
            agent_listen: None,
        }
    }

    #[test]
    fn a_flag_wins_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.toml");
        std::fs::write(
            &path,
            "data = \"/srv/d\"\nlisten = \"127.0.0.1:1\"\n[link]\nlost = \"20m\"\n",
        )
        .unwrap();
        let config = compose(ServerArgs {
            listen: Some(SocketAddr::from(([127, 0, 0, 1], 2))),
            ..args(&path)
        })
        .unwrap();
        assert_eq!((config.data, config.listen.port()), (PathBuf::from("/srv/d"), 2));
        assert_eq!(config.limits.lost.as_secs(), 1200);
    }

    #[test]
    fn the_database_is_named_by_file_or_flag_and_no_error_shows_its_password() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.toml");
        std::fs::write(
            &path,
            "data = \"/srv/d\"\ndatabase = \"postgres://d:s3cret@db-1/perf\"\n",
        )
        .unwrap();
        let shown = |database: Option<&str>| {
            let database = database.map(str::to_owned);
            compose(ServerArgs {
                database,
                ..args(&path)
            })
            .map(|config| config.database().to_string())
            .map_err(|error| format!("{error:#}"))
        };
        assert_eq!(shown(None).unwrap(), "postgres://d@db-1:5432/perf");
        assert_eq!(
            shown(Some("postgres://d@db-2/perf")).unwrap(),
            "postgres://d@db-2:5432/perf"
        );
        let refused = shown(Some("mysql://d:s3cret@db-1/perf")).unwrap_err();
        assert!(refused.contains("postgres://USER@HOST/NAME"), "{refused}");
        assert!(!refused.contains("s3cret"), "{refused}");
        std::fs::write(&path, "data = \"/srv/d\"\n").unwrap();
        assert_eq!(shown(None).unwrap(), "sqlite:///srv/d/daytona.db");
    }

    #[test]
    fn an_unknown_key_and_a_missing_file_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.toml");
        assert!(format!("{:#}", compose(args(&path)).unwrap_err()).contains("cannot read"));
        std::fs::write(&path, "databse = \"x\"\n").unwrap();
        assert!(format!("{:#}", compose(args(&path)).unwrap_err()).contains("databse"));
    }
}
