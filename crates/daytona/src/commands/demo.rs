//! `daytona demo`: a server, an agent as a child process, and a sample framework, on loopback and embedded defaults.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, bail};
use daytona_api::test::Choice;
use daytona_domain::outcome::By;
use daytona_server::ServerConfig;
use daytona_server::agents::health::LinkLimits;
use daytona_server::app::App;
use daytona_server::config::{Sample, TRASH_KEPT};
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

use crate::args::role::DemoArgs;
use crate::commands::account::confirm;
use crate::commands::{framework, server};
use crate::config::place;
use crate::output::Output;
use crate::{exit_code, stop, ui};

/// The demo's one host.
const HOST: &str = "demo";
/// The user that scripts run as when the demo is root.
const SCRIPT_USER: &str = "nobody";
/// A file that only a demo makes, so that nothing else is ever removed by `--reset`.
const MARK: &str = "this-is-a-daytona-demo";

const FRAMEWORK: &str = include_str!("../../../../examples/sample/framework.toml");
const SCRIPT: &str = include_str!("../../../../examples/sample/run.sh");

pub async fn run(args: DemoArgs, out: Output) -> anyhow::Result<u8> {
    let folder = match &args.data {
        Some(data) => data.clone(),
        None => place::data("daytona-demo")?,
    };
    if args.reset && !reset(&folder, args.yes)? {
        return Ok(exit_code::ERROR);
    }
    prepare(&folder).with_context(|| format!("cannot prepare {}", folder.display()))?;
    let server = server::start(config(&folder, args.listen)?).await?;
    let app = server.app().clone();
    // The server serves until everything that runs has ended, which the first signal asks for.
    let serving = CancellationToken::new();
    let asked = stop::on_signal();
    let serve = tokio::spawn(server.serve(serving.clone()));
    let mut agent = start_agent(&app, &folder).await?;
    out.say("The demo is running; Ctrl-C ends it. Starting it again finds everything.");
    let failed = tokio::select! {
        () = asked.cancelled() => None,
        ended = agent.wait() => Some(format!("the demo's agent has ended ({})", describe(ended))),
        () = serving.cancelled() => Some("the demo's server has ended".to_owned()),
    };
    if failed.is_none() {
        wind_down(&app, out).await?;
    }
    end(&mut agent).await;
    serving.cancel();
    serve.await.context("the server was cut short")??;
    match failed {
        Some(failed) => bail!(failed),
        None => Ok(exit_code::DONE),
    }
}

fn describe(ended: std::io::Result<std::process::ExitStatus>) -> String {
    ended.map_or_else(|error| error.to_string(), |status| status.to_string())
}

/// Removes an earlier demo. Says whether it was meant.
fn reset(folder: &Path, yes: bool) -> anyhow::Result<bool> {
    if !folder.exists() {
        return Ok(true);
    }
    if !folder.join(MARK).exists() {
        bail!(
            "{} holds no demo of Daytona, so nothing was removed",
            folder.display()
        );
    }
    if !yes && !confirm(&format!("Remove {} with all results in it?", folder.display()))? {
        bail!("nothing was removed; without a terminal, --reset needs --yes");
    }
    fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))?;
    Ok(true)
}

/// The folders, and the sample's script where the agent looks for it.
fn prepare(folder: &Path) -> std::io::Result<()> {
    let script_folder = scripts(folder).join("sample");
    fs::create_dir_all(&script_folder)?;
    fs::create_dir_all(folder.join("server"))?;
    fs::create_dir_all(agent_root(folder))?;
    // Scripts run as another user when the demo is root, who has to pass through.
    for passed in [folder, &scripts(folder), &script_folder] {
        fs::set_permissions(passed, fs::Permissions::from_mode(0o755))?;
    }
    fs::set_permissions(folder.join("server"), fs::Permissions::from_mode(0o700))?;
    fs::write(folder.join(MARK), "")?;
    let script = script_folder.join("run.sh");
    fs::write(&script, SCRIPT)?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755))
}

fn scripts(folder: &Path) -> PathBuf {
    folder.join("scripts")
}

fn agent_root(folder: &Path) -> PathBuf {
    folder.join("agent")
}

fn config(folder: &Path, listen: SocketAddr) -> anyhow::Result<ServerConfig> {
    let mut sample = framework::parse(FRAMEWORK, Path::new("examples/sample/framework.toml"))?;
    sample.hosts.execution = Some(HOST.parse()?);
    let mut tests = Vec::new();
    for level in ["1", "6"] {
        let arguments = [("level".parse()?, level.to_owned())].into();
        tests.push(Choice {
            title: Some(format!("gzip -{level}").parse()?),
            arguments,
            ..Choice::default()
        });
    }
    Ok(ServerConfig {
        data: folder.join("server"),
        database: None,
        listen,
        // The agent's port needs no fixed number: the demo's own agent is told.
        agent_listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        limits: LinkLimits::default(),
        trash_kept: TRASH_KEPT,
        sample: Some(Sample {
            framework: sample,
            tests,
        }),
        ui: ui::router(),
    })
}

async fn start_agent(app: &App, folder: &Path) -> anyhow::Result<Child> {
    let root = agent_root(folder);
    let address = app.place.agents.to_string();
    if !app.directory.is_enrolled(&HOST.parse()?) || !root.join("identity").exists() {
        let token = app
            .local_join_token(HOST)
            .await
            .context("cannot let the demo's agent join")?;
        let status = command(&[
            "agent",
            "enroll",
            "--server",
            &address,
            "--name",
            HOST,
            "--address",
            "127.0.0.1",
        ])?
        .arg("--root")
        .arg(&root)
        .env("DAYTONA_JOIN_TOKEN", token)
        .status()
        .await
        .context("cannot start the demo's agent")?;
        if !status.success() {
            bail!("the demo's agent could not enrol");
        }
    }
    let mut agent = command(&["agent", "--server", &address])?;
    agent
        .arg("--root")
        .arg(&root)
        .arg("--scripts")
        .arg(scripts(folder));
    if rustix::process::geteuid().is_root() {
        agent.args(["--run-as", SCRIPT_USER]);
    }
    // A group of its own: a Ctrl-C for the demo must not end the agent before the results are collected.
    agent
        .process_group(0)
        .spawn()
        .context("cannot start the demo's agent")
}

fn command(arguments: &[&str]) -> anyhow::Result<Command> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null());
    Ok(command)
}

async fn wind_down(app: &App, out: Output) -> anyhow::Result<()> {
    let aborted = app.abort_all(&By::Server).await?;
    if !aborted.is_empty() {
        let names: Vec<_> = aborted.iter().map(ToString::to_string).collect();
        out.say(&format!(
            "Aborting {}, and collecting what there is. Ctrl-C again stops at once.",
            names.join(", ")
        ));
    }
    app.until_idle().await;
    Ok(())
}

async fn end(agent: &mut Child) {
    if let Some(id) = agent
        .id()
        .and_then(|id| i32::try_from(id).ok())
        .and_then(rustix::process::Pid::from_raw)
    {
        // An error says that it has ended already.
        let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
    }
    let _ = agent.wait().await;
}
