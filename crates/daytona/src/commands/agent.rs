//! `daytona agent`, `daytona agent enroll` and `daytona agent check`.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use daytona_agent::check::{Finding, Verdict};
use daytona_agent::enrol::{Enrolment, enrol};
use daytona_domain::name::HostName;

use crate::args::Common;
use crate::args::role::{AgentArgs, AgentCommand, AgentSubcommand, EnrollArgs};
use crate::output::{Listing, Output};
use crate::{config, exit_code, stop};

pub async fn run(command: AgentCommand, common: &Common, out: Output) -> anyhow::Result<u8> {
    match command.command {
        Some(AgentSubcommand::Enroll(args)) => enroll(args, common, out).await,
        Some(AgentSubcommand::Check(args)) => check(args, common, out).await,
        None => serve(command.run, common).await,
    }
}

async fn serve(args: AgentArgs, common: &Common) -> anyhow::Result<u8> {
    let config = config::agent::compose(args, common.server.as_deref())?;
    daytona_agent::agent::run(config, stop::on_signal()).await?;
    Ok(exit_code::DONE)
}

/// Exit code 0 if runs work here, whatever is noted; 1 if something is wrong.
async fn check(args: AgentArgs, common: &Common, out: Output) -> anyhow::Result<u8> {
    let config = config::agent::compose(args, common.server.as_deref())?;
    let findings = daytona_agent::check::check(&config).await;
    out.data(&findings, || found(&findings))?;
    let is_wrong = findings.iter().any(|finding| finding.verdict == Verdict::Wrong);
    Ok(if is_wrong {
        exit_code::ERROR
    } else {
        exit_code::DONE
    })
}

fn found(findings: &[Finding]) -> Listing {
    let mut listing = Listing::new(&["", "about", "found"]);
    for finding in findings {
        let verdict = finding.verdict.as_str().to_owned();
        listing.row(vec![verdict, finding.about.to_owned(), finding.sentence.clone()]);
        if let Some(mend) = &finding.mend {
            listing.row(vec![String::new(), String::new(), format!("→ {mend}")]);
        }
    }
    listing
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
