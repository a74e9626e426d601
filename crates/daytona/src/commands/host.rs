//! Hosts and how they join.

use anyhow::bail;
use daytona_api::client::Client;
use daytona_api::host::{CreateJoinToken, Host, HostState};

use crate::args::host::HostCommand;
use crate::commands::account::{all_pages, confirm};
use crate::exit_code;
use crate::output::{Listing, Output, number};

pub async fn run(client: &Client, command: HostCommand, out: Output) -> anyhow::Result<u8> {
    match command {
        HostCommand::List => {
            let hosts = all_pages(async |cursor| client.hosts(cursor).await).await?;
            out.data(&hosts, || list(&hosts))?;
        }
        HostCommand::Show { host } => {
            let host = client.host(&host).await?;
            out.data(&host, || show(&host))?;
        }
        HostCommand::Revoke { host, yes } => {
            let question = format!(
                "Revoke the certificate of host {host}? A run on it goes on there, and its results come only once the \
                 host has enrolled again."
            );
            if !yes && !confirm(&question)? {
                bail!("nothing was revoked; without a terminal, revoke needs --yes");
            }
            let revoked = client.revoke_host(&host).await?;
            let sentence = format!(
                "Host {host} is turned away. To let it in again: daytona host join-token --host {host} --re-enrol"
            );
            out.sentence(&revoked, &sentence)?;
        }
        HostCommand::JoinToken {
            host,
            valid,
            re_enrol,
        } => {
            let token = client
                .create_join_token(&CreateJoinToken {
                    host,
                    valid,
                    re_enrol,
                })
                .await?;
            out.say(&format!(
                "For one agent on {}, until {}. On that host:",
                token.host, token.expires
            ));
            out.say(&format!("  {}", token.command));
            out.say("The token is shown only now:");
            out.sentence(&token, &token.token)?;
        }
    }
    Ok(exit_code::DONE)
}

fn show(host: &Host) -> Listing {
    let mut listing = Listing::new(&["host", host.name.as_str()]);
    let mut field = |name: &str, value: String| {
        if !value.is_empty() {
            listing.row(vec![name.to_owned(), value]);
        }
    };
    field("now", host.sentence.clone());
    field(
        "runs no scripts",
        host.cannot_run_scripts.clone().unwrap_or_default(),
    );
    field("address", host.address.clone());
    field("agent", host.agent_version.clone());
    field("enrolled", host.enrolled.to_string());
    if let Some(facts) = &host.facts {
        field("operating system", facts.operating_system.clone());
        field("kernel", facts.kernel.clone());
        field("processor", facts.cpu_model.clone());
        field("CPUs", facts.cpus.to_string());
        field("memory", number::bytes(facts.memory_bytes));
        field("architecture", facts.architecture.clone());
        field("control groups", facts.control_groups.clone());
    }
    listing
}

fn list(hosts: &[Host]) -> Listing {
    let mut listing = Listing::new(&["host", "state", "now", "agent", "CPUs", "kernel"]);
    for host in hosts {
        let state = match host.state {
            HostState::Free => "free",
            HostState::Busy { .. } => "busy",
            HostState::Disconnected { .. } => "disconnected",
            HostState::Suspect { .. } => "suspect",
            HostState::Lost { .. } => "lost",
        };
        let facts = host.facts.as_ref();
        listing.row(vec![
            host.name.to_string(),
            state.to_owned(),
            host.sentence.clone(),
            host.agent_version.clone(),
            facts.map_or_else(String::new, |facts| facts.cpus.to_string()),
            facts.map_or_else(String::new, |facts| facts.kernel.clone()),
        ]);
    }
    listing
}
