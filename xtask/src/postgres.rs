//! A PostgreSQL for tests: a cluster in a temporary folder, on a socket in it, as a user without rights. It ends with
//! what needed it, however that ends.
//!
//! Its databases are ordered as English is, which the store's must not notice.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Parser;
use tempfile::TempDir;

use crate::{repository, tool};

/// What a test needs to find it; the store's tests, the server's and the end-to-end tests all look there.
const VARIABLE: &str = "DAYTONA_TEST_POSTGRES";
/// Programs without which there is none.
pub(crate) const NEEDS: [&str; 3] = ["initdb", "postgres", "psql"];
/// Far longer than a start takes.
const LIMIT: Duration = Duration::from_secs(60);
/// Who it runs as when we are root, which it refuses to be. Debian's package makes this user.
const USER: &str = "postgres";
/// The database that always exists, beside which each test makes its own.
const FIRST: &str = "postgres";

/// Starts the server and waits until nobody holds our end of the pipe any more; then ends it, and removes the folder.
const KEEPER: &str = r#"
folder=$1; shift
"$@" > "$folder/log" 2>&1 < /dev/null &
server=$!
cat > /dev/null
kill -QUIT "$server"
wait "$server"
rm -rf "$folder"
"#;

#[derive(Debug, Parser)]
pub(crate) struct Args {
    /// The command, such as `cargo nextest run -p daytona-store`
    #[arg(trailing_var_arg = true, required = true)]
    command: Vec<String>,
}

/// Runs a command that finds a PostgreSQL to make databases in.
///
/// # Errors
/// If there is no PostgreSQL to be had, or the command fails.
pub(crate) fn run(args: &Args) -> Result<()> {
    let root = repository::root()?;
    let missing: Vec<_> = NEEDS
        .iter()
        .filter(|program| tool::find(program).is_none())
        .collect();
    if !missing.is_empty() {
        bail!("PostgreSQL isn't installed; `cargo xtask test --install` installs it");
    }
    let mut command = tool::command(&root, &args.command[0]);
    command.args(&args.command[1..]);
    let cluster = Cluster::start(&root)?;
    cluster.lend(&mut command);
    tool::run(&mut command)
}

/// A running cluster.
pub(crate) struct Cluster {
    url: String,
    keeper: Child,
}

impl Cluster {
    /// # Errors
    /// If it can't be made or doesn't start; its log is part of the error.
    pub(crate) fn start(root: &Path) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("daytona-postgres")
            .tempdir()
            .context("can't make a folder for PostgreSQL")?;
        prepare(root, &folder)?;
        // From here on the keeper removes it.
        let folder = folder.keep();
        let keeper = keep(root, &folder)?;
        let place = folder.display().to_string().replace('/', "%2F");
        let url = format!("postgres://{USER}@{place}/{FIRST}");
        let cluster = Self { url, keeper };
        cluster.wait_until_ready(root, &folder)?;
        Ok(cluster)
    }

    /// Lets the command find it.
    pub(crate) fn lend(&self, command: &mut Command) {
        command.env(VARIABLE, &self.url);
    }

    fn wait_until_ready(&self, root: &Path, folder: &Path) -> Result<()> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let mut ask = tool::command(root, "psql");
            ask.args(["-Xqd", &self.url, "-c", "SELECT 1"])
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            if ask.status().is_ok_and(|status| status.success()) {
                return Ok(());
            }
            if Instant::now() > deadline {
                let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL didn't start:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The end of its standard input is what the keeper waits for.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Makes the cluster's files.
fn prepare(root: &Path, folder: &TempDir) -> Result<()> {
    let path = folder.path();
    if is_root() {
        fs::set_permissions(path, fs::Permissions::from_mode(0o700)).context("can't close the folder")?;
        tool::run(tool::command(root, "chown").arg(USER).arg(path))?;
    }
    let mut make = unprivileged(root, "initdb")?;
    make.arg("-D").arg(path.join("data")).args([
        "-U",
        USER,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--locale-provider=icu",
        "--icu-locale=en-US",
        "--no-sync",
    ]);
    make.stdout(Stdio::null());
    tool::run(&mut make)
}

fn keep(root: &Path, folder: &Path) -> Result<Child> {
    let mut server = unprivileged(root, "postgres")?;
    server.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    for setting in [
        "listen_addresses=",
        "max_connections=300",
        "fsync=off",
        "full_page_writes=off",
    ] {
        server.args(["-c", setting]);
    }
    // A session of its own, so that a Ctrl-C in the terminal ends us, and the keeper tidies up after us.
    let mut keeper = tool::command(root, "setsid");
    keeper.args(["sh", "-c", KEEPER, "keeper"]).arg(folder);
    keeper.arg(server.get_program()).args(server.get_args());
    keeper
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .context("can't start PostgreSQL")
}

/// The program as a user who isn't root. It ends when what started it does.
fn unprivileged(root: &Path, program: &str) -> Result<Command> {
    let program: PathBuf = tool::find(program).with_context(|| format!("{program} is missing"))?;
    let mut command = tool::command(root, "setpriv");
    // The folder may be one that the user can't enter.
    command.current_dir("/").args(["--pdeathsig", "QUIT"]);
    if is_root() {
        command.args(["--reuid", USER, "--regid", USER, "--clear-groups"]);
    }
    command.arg("--").arg(program);
    Ok(command)
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether anybody has the socket's folder open as a working PostgreSQL does.
    fn folder_of(cluster: &Cluster) -> PathBuf {
        let place = cluster.url.split('@').nth(1).unwrap();
        PathBuf::from(place.split('/').next().unwrap().replace("%2F", "/"))
    }

    #[test]
    #[ignore = "needs root"]
    fn a_cluster_leaves_nothing_behind() {
        let root = repository::root().unwrap();
        let cluster = Cluster::start(&root).unwrap();
        let folder = folder_of(&cluster);
        let process = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
        let process = process.lines().next().unwrap().to_owned();
        assert!(Path::new("/proc").join(&process).exists());
        drop(cluster);
        assert!(!Path::new("/proc").join(&process).exists());
        assert!(!folder.exists());
    }
}
