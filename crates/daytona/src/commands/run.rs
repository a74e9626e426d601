//! Starting a run, and watching it if asked to.

use std::io::IsTerminal;

use anyhow::bail;
use daytona_api::client::Client;
use daytona_api::run::{Run, RunDetail};
use daytona_api::test::{Choice, CloneTest, CreateRun, CreateTest};
use daytona_domain::id::TestId;

use crate::args::run::RunArgs;
use crate::commands::argument_file;
use crate::commands::watch::{Watched, watch};
use crate::exit_code;
use crate::output::{Output, number};

pub async fn run(client: &Client, args: RunArgs, out: Output) -> anyhow::Result<u8> {
    let (wait, follow) = (args.wait, args.follow);
    let run = submit(client, args).await?;
    if !wait && !follow {
        out.sentence(
            &run,
            &format!("Run {} of {}: {}", run.run, run.framework, run.sentence),
        )?;
        return Ok(exit_code::DONE);
    }
    out.say(&format!("Run {} of {} was submitted.", run.run, run.framework));
    if wait && std::io::stderr().is_terminal() {
        out.say("Waiting for its end; Ctrl-C stops waiting, not the run.");
    }
    match watch(client, run.run, follow).await? {
        Watched::Ended(detail) => {
            out.sentence(&detail, &result(&detail))?;
            Ok(exit_code::of_run(&detail.run.state))
        }
        Watched::Interrupted => {
            out.say(&format!(
                "Stopped watching; run {0} goes on. `daytona abort {0}` ends it.",
                run.run
            ));
            Ok(exit_code::INTERRUPTED)
        }
    }
}

async fn submit(client: &Client, args: RunArgs) -> anyhow::Result<Run> {
    let RunArgs {
        what,
        mut arguments,
        argument_files,
        title,
        exec_host,
        stat_hosts,
        timeout,
        subjects,
        tags,
        idempotency_key,
        ..
    } = args;
    arguments.extend(argument_file::read(argument_files)?);
    let key = idempotency_key.as_deref();
    let subjects: std::collections::BTreeMap<_, _> = subjects.into_iter().collect();
    let is_changed =
        !arguments.is_empty() || exec_host.is_some() || !stat_hosts.is_empty() || title.is_some();
    let choice = Choice {
        title,
        arguments: arguments.into_iter().collect(),
        execution_host: exec_host,
        statistics_hosts: (!stat_hosts.is_empty()).then_some(stat_hosts),
        timeout,
        subjects: subjects.clone(),
        tags: (!tags.is_empty()).then(|| tags.clone()),
    };
    let run = match what.parse::<TestId>() {
        Ok(test) if is_changed => client.clone_test(test, &CloneTest { choice }, key).await?,
        Ok(test) => {
            client
                .create_run(
                    test,
                    &CreateRun {
                        timeout,
                        subjects,
                        tags,
                    },
                    key,
                )
                .await?
        }
        Err(_) => match what.parse() {
            Ok(framework) => client.create_test(&CreateTest { framework, choice }, key).await?,
            Err(error) => bail!("{what:?} is neither a test's number nor a framework's name: {error}"),
        },
    };
    Ok(run)
}

pub fn result(detail: &RunDetail) -> String {
    let mut text = format!("Run {}: {}", detail.run.run, detail.run.sentence);
    for kpi in &detail.run.kpis {
        text.push_str(&format!("\n  {}  {}", kpi.name, number::kpi(kpi)));
    }
    for note in &detail.notes {
        text.push_str(&format!("\n  note: {note}"));
    }
    text
}
