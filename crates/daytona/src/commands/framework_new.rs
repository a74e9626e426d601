//! `daytona framework new`: a framework and its script from a command, by answering a few questions. On a terminal it asks
//! for what wasn't given; elsewhere it takes the defaults.

mod files;

use std::io::IsTerminal;

use anyhow::{Context, bail};
use daytona_api::client::Client;
use daytona_api::test::{Choice, CreateTest};
use daytona_domain::name::{ArgumentName, HostName};
use daytona_domain::proposal::{Proposal, Wanted, propose};
use serde_json::json;

use crate::args::Common;
use crate::args::framework::NewArgs;
use crate::commands::account::{confirm, question};
use crate::commands::run::result;
use crate::commands::watch::{Watched, watch};
use crate::exit_code;
use crate::login::connect;
use crate::output::Output;

pub async fn run(args: NewArgs, common: &Common, out: Output) -> anyhow::Result<u8> {
    let asks = !args.yes && std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let proposal = propose(&wanted(&args, common, asks, out).await?)?;
    let made = files::write(&proposal, &args.to)?;
    let name = &proposal.definition.name;
    let folder = made.folder.display();
    out.say(&format!("Wrote {folder}/framework.toml and {folder}/run.sh."));
    for file in &made.missing {
        out.say(&format!(
            "Put {file} into {folder} too: the command runs it from there."
        ));
    }
    let scripts = match (&args.scripts, asks) {
        (Some(folder), _) => Some(folder.clone()),
        (None, true) => ask_scripts()?,
        (None, false) => None,
    };
    match &scripts {
        Some(scripts) => {
            let place = files::install(&made.folder, scripts, &proposal)?;
            out.say(&format!("Put the script into {}.", place.display()));
        }
        None => out.say(&format!(
            "Next, copy the folder {folder} into the scripts folder of the agent on the execution host."
        )),
    }
    let try_it = args.try_it || (asks && scripts.is_some() && confirm("Try it once now?")?);
    if try_it {
        if proposal.definition.hosts.execution.is_none() {
            bail!("nothing was tried: say on which host with --host");
        }
        return attempt(&connect(common)?, &proposal, out).await;
    }
    out.sentence(
        &json!({"definition": proposal.definition, "folder": made.folder, "candidates": proposal.candidates}),
        &format!("Then: daytona framework apply -f {folder}/framework.toml && daytona run {name} --follow"),
    )?;
    Ok(exit_code::DONE)
}

/// What the framework is made from: what was given, and what is asked for.
async fn wanted(args: &NewArgs, common: &Common, asks: bool, out: Output) -> anyhow::Result<Wanted> {
    let command = match (&args.from_command, asks) {
        (Some(command), _) => command.clone(),
        (None, true) => question("The command, as you would type it in a shell", "")?,
        (None, false) => bail!("say what to run with --from-command 'COMMAND'"),
    };
    let mut wanted = Wanted {
        command,
        name: args.name.clone(),
        title: args.title.clone(),
        vary: (args.vary_nothing || !args.vary.is_empty()).then(|| args.vary.clone()),
        host: args.host.clone(),
        result_file: args.result_file.clone(),
    };
    if !asks {
        return Ok(wanted);
    }
    let first = propose(&wanted)?;
    if wanted.vary.is_none() && !first.candidates.is_empty() {
        wanted.vary = Some(ask_vary(&first, out)?);
    }
    if wanted.name.is_none() {
        let name = question("The framework's name", first.definition.name.as_str())?;
        wanted.name = Some(name.parse()?);
    }
    if wanted.host.is_none() {
        wanted.host = ask_host(common, out).await?;
    }
    if wanted.result_file.is_none() {
        let file = question("The file that it leaves its results in, if it does", "")?;
        wanted.result_file = (!file.is_empty()).then_some(file);
    }
    Ok(wanted)
}

fn ask_vary(first: &Proposal, out: Output) -> anyhow::Result<Vec<ArgumentName>> {
    out.say("These parts could vary from run to run:");
    for candidate in &first.candidates {
        let option = candidate.option.as_deref().unwrap_or("");
        out.say(&format!("  {:16} {} {}", candidate.name, option, candidate.value));
    }
    let varying = first.candidates.iter().filter(|candidate| candidate.varies);
    let default: Vec<_> = varying.map(|candidate| candidate.name.to_string()).collect();
    let default = match default.is_empty() {
        true => "none".to_owned(),
        false => default.join(" "),
    };
    let answer = question("Which do (names, all or none)", &default)?;
    let names = first.candidates.iter().map(|candidate| candidate.name.clone());
    match answer.as_str() {
        "none" => Ok(Vec::new()),
        "all" => Ok(names.collect()),
        listed => listed
            .split([' ', ','])
            .filter(|name| !name.is_empty())
            .map(|name| Ok(name.parse()?))
            .collect(),
    }
}

/// The server knows the hosts, if one is known.
async fn ask_host(common: &Common, out: Output) -> anyhow::Result<Option<HostName>> {
    let known = match connect(common) {
        Ok(client) => client
            .hosts(None)
            .await
            .map(|page| page.items)
            .unwrap_or_default(),
        Err(_) => Vec::new(),
    };
    for host in &known {
        out.say(&format!("  {:16} {}", host.name, host.sentence));
    }
    let default = known.first().map_or("", |host| host.name.as_str());
    let answer = question("The host to run it on", default)?;
    match answer.is_empty() {
        true => Ok(None),
        false => Ok(Some(answer.parse()?)),
    }
}

fn ask_scripts() -> anyhow::Result<Option<std::path::PathBuf>> {
    let answer = question(
        "The agent's scripts folder, if it is on this machine (empty: you copy the folder yourself)",
        "",
    )?;
    Ok((!answer.is_empty()).then(|| answer.into()))
}

/// Saves the framework, runs it once, and shows which KPIs were read.
async fn attempt(client: &Client, proposal: &Proposal, out: Output) -> anyhow::Result<u8> {
    let definition = &proposal.definition;
    let name = &definition.name;
    client
        .apply_framework(definition, None)
        .await
        .context("the framework was not saved")?;
    let create = CreateTest {
        framework: name.clone(),
        choice: Choice::default(),
    };
    let run = client.create_test(&create, None).await?;
    out.say(&format!("Saved framework {name}; run {} tries it.", run.run));
    let detail = match watch(client, run.run, true).await? {
        Watched::Ended(detail) => detail,
        Watched::Interrupted => {
            out.say(&format!(
                "Stopped watching; `daytona abort {}` ends the run.",
                run.run
            ));
            return Ok(exit_code::INTERRUPTED);
        }
    };
    let mut text = result(&detail);
    if detail.run.kpis.is_empty() {
        text.push_str("\n  no KPI was read: the script writes them to results.csv");
    }
    text.push_str(&format!(
        "\nChange run.sh or framework.toml until it measures what you want; then: daytona run {name} --follow"
    ));
    out.sentence(&detail, &text)?;
    Ok(exit_code::of_run(&detail.run.state))
}
