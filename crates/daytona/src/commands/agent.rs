//! `daytona agent` and `daytona agent enroll`.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use daytona_agent::enrol::{Enrolment, enrol};
use daytona_domain::name::HostName;

use crate::args::Common;
use crate::args::role::{AgentArgs, AgentCommand, AgentSubcommand, EnrollArgs};
use crate::output::Output;
use crate::{config, exit_code, stop};

pub async fn run(command: AgentCommand, common: &Common, out: Output) -> anyhow::Result<u8> {
    match command.command {
        Some(AgentSubcommand::Enroll(args)) => enroll(args, common, out).await,
        None => serve(command.run, common).await,
    }
}

async fn serve(args: AgentArgs, common: &Common) -> anyhow::Result<u8> {
    let config = config::agent::compose(args, common.server.as_deref())?;
    daytona_agent::agent::run(config, stop::on_signal()).await?;
    Ok(exit_code::DONE)
}

async fn enroll(args: EnrollArgs, common: &Common, out: Output) -> anyhow::Result<u8> {
    let EnrollArgs {
        token_file,
        name,
        address,
        root,
    } = args;
    let Some(server) = &common.server else {
        bail!("say with --server HOST:PORT which server to join")
    };
    let token = token(token_file.as_deref())?.parse()?;
    let name = match name {
        Some(name) => name,
        None => own_name()?,
    };
    let root = config::agent::root(root)?;
    let enrolment = Enrolment {
        server,
        token,
        name: name.clone(),
        address,
        root: &root,
    };
    enrol(enrolment).await?;
    out.say(&format!(
        "Host {name} has joined {server}. Start its agent with `daytona agent --server {server}`."
    ));
    Ok(exit_code::DONE)
}

/// A token is never taken from the command line, where every user of the machine could read it.
fn token(file: Option<&Path>) -> anyhow::Result<String> {
    if let Some(file) = file {
        return std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()));
    }
    if let Ok(token) = std::env::var("DAYTONA_JOIN_TOKEN") {
        return Ok(token);
    }
    let mut token = String::new();
    std::io::stdin()
        .read_to_string(&mut token)
        .context("cannot read the token from standard input")?;
    Ok(token)
}

fn own_name() -> anyhow::Result<HostName> {
    let name = rustix::system::uname();
    let name = name.nodename().to_string_lossy();
    name.parse()
        .with_context(|| format!("this machine's name {name:?} can't be a host's; give one with --name"))
}
