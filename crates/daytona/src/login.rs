//! What `daytona login` keeps: the address of a server and a token, in a file that only its owner can read.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use daytona_api::client::Client;
use serde::{Deserialize, Serialize};

use crate::args::Common;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    pub server: String,
    pub token: String,
}

/// A client as flags, environment and the kept login say, in this order.
pub fn connect(common: &Common) -> anyhow::Result<Client> {
    let kept = read(&path()?)?;
    let server = common
        .server
        .clone()
        .or_else(|| kept.as_ref().map(|login| login.server.clone()));
    let Some(server) = server else {
        bail!("no server is known; run `daytona login URL`, or give --server or DAYTONA_SERVER");
    };
    // A kept token is only for the server that it was kept for.
    let kept_token = kept
        .filter(|login| login.server == server)
        .map(|login| login.token);
    Ok(Client::new(&server, common.token.clone().or(kept_token))?)
}

pub fn path() -> anyhow::Result<PathBuf> {
    let folder = match std::env::var_os("XDG_CONFIG_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => {
            let home =
                std::env::var_os("HOME").context("HOME is not set, so there is no place for a login")?;
            PathBuf::from(home).join(".config")
        }
    };
    Ok(folder.join("daytona/login.toml"))
}

pub fn read(path: &Path) -> anyhow::Result<Option<Login>> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let login = toml::from_str(&text)
                .with_context(|| format!("{} can't be read; run `daytona login` again", path.display()))?;
            Ok(Some(login))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

pub fn keep(path: &Path, login: &Login) -> anyhow::Result<()> {
    let text = toml::to_string(login).context("cannot write TOML")?;
    let write = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        // Written beside and moved, so that a cut leaves the old one; and never readable by others.
        let beside = path.with_extension("new");
        let _ = fs::remove_file(&beside);
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_login_is_kept_for_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("daytona/login.toml");
        assert!(read(&path).unwrap().is_none());
        let login = Login {
            server: "http://127.0.0.1:8080".to_owned(),
            token: "dtn_x".to_owned(),
        };
        keep(&path, &login).unwrap();
        keep(&path, &login).unwrap();
        assert_eq!(read(&path).unwrap().unwrap().token, "dtn_x");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_login_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("login.toml");
        fs::write(&path, "server = ").unwrap();
        assert!(
            read(&path)
                .unwrap_err()
                .to_string()
                .contains("run `daytona login` again")
        );
    }
}
