//! Listing and showing tests.

use daytona_api::client::{Client, TestFilter};
use daytona_api::run::Run;
use daytona_api::test::{Choice, EditTest, PrepareTest, Test, TestRow};
use daytona_domain::tag::Tag;
use serde_json::json;

use crate::args::test::{ChoiceArgs, TestCommand};
use crate::commands::account::all_pages;
use crate::commands::{argument_file, trash};
use crate::exit_code;
use crate::output::{Listing, Output, number};

pub async fn run(client: &Client, command: TestCommand, out: Output) -> anyhow::Result<u8> {
    match command {
        TestCommand::List { framework, mine, tag } => {
            let filter = TestFilter {
                framework,
                owner: mine.then(|| "me".to_owned()),
                tag,
            };
            let rows = all_pages(async |cursor| client.tests(&filter, cursor).await).await?;
            out.data(&rows, || list(&rows))?;
        }
        TestCommand::Show { test } => {
            let shown = client.test(test).await?;
            let runs = all_pages(async |cursor| client.runs_of_test(test, cursor).await).await?;
            let arguments: Vec<_> = shown
                .arguments
                .iter()
                .map(|argument| {
                    let value = if argument.secret { "***" } else { &argument.value };
                    format!("{}={value}", argument.name)
                })
                .collect();
            out.say(&format!(
                "Test {} of {}: {} ({})",
                shown.id,
                shown.framework,
                shown.title,
                arguments.join(" ")
            ));
            out.data(&json!({"test": shown, "runs": runs}), || list_runs(&runs))?;
        }
        TestCommand::Create { framework, choice } => {
            let prepare = PrepareTest {
                framework: Some(framework),
                test: None,
                choice: chosen(choice)?,
            };
            made(&client.prepare_test(&prepare).await?, out)?;
        }
        TestCommand::Clone { test, choice } => {
            let prepare = PrepareTest {
                framework: None,
                test: Some(test),
                choice: chosen(choice)?,
            };
            made(&client.prepare_test(&prepare).await?, out)?;
        }
        TestCommand::Edit {
            test,
            choice,
            no_tags,
        } => {
            let mut choice = chosen(choice)?;
            if no_tags {
                choice.tags = Some(Vec::new());
            }
            let changed = client.edit_test(test, &EditTest { choice }).await?;
            out.sentence(&changed, &format!("Changed test {test}: {}.", changed.title))?;
        }
        TestCommand::Delete { test } => trash::deleted(&client.delete_test(test).await?, out)?,
    }
    Ok(exit_code::DONE)
}

/// What was given on the command line.
fn chosen(args: ChoiceArgs) -> anyhow::Result<Choice> {
    let ChoiceArgs {
        mut arguments,
        argument_files,
        title,
        exec_host,
        stat_hosts,
        timeout,
        subjects,
        tags,
    } = args;
    arguments.extend(argument_file::read(argument_files)?);
    Ok(Choice {
        title,
        arguments: arguments.into_iter().collect(),
        execution_host: exec_host,
        statistics_hosts: (!stat_hosts.is_empty()).then_some(stat_hosts),
        timeout,
        subjects: subjects.into_iter().collect(),
        tags: (!tags.is_empty()).then_some(tags),
    })
}

fn made(test: &Test, out: Output) -> anyhow::Result<()> {
    out.sentence(
        test,
        &format!(
            "Test {} of {}: {}. It is new; `daytona run {0}` starts its first run.",
            test.id, test.framework, test.title
        ),
    )
}

fn list(rows: &[TestRow]) -> Listing {
    let mut listing = Listing::new(&["test", "title", "framework", "owner", "runs", "latest", "tags"]);
    for row in rows {
        listing.row(vec![
            row.test.id.to_string(),
            row.test.title.to_string(),
            row.test.framework.to_string(),
            row.test.owner.clone(),
            row.runs.to_string(),
            row.latest
                .as_ref()
                .map_or("new", |run| run.state.name())
                .to_owned(),
            tags(&row.test.tags),
        ]);
    }
    listing
}

fn tags(tags: &[Tag]) -> String {
    let texts: Vec<_> = tags.iter().map(ToString::to_string).collect();
    texts.join(" ")
}

/// Runs with their state, time and first KPIs.
pub fn list_runs(runs: &[Run]) -> Listing {
    let mut listing = Listing::new(&["run", "state", "submitted", "ran", "KPIs"]);
    for run in runs {
        let kpis: Vec<_> = run
            .kpis
            .iter()
            .map(|kpi| format!("{} {}", kpi.name, number::kpi(kpi)))
            .collect();
        listing.row(vec![
            run.run.to_string(),
            run.state.name().to_owned(),
            run.submitted.to_string(),
            run.ran_seconds.map_or_else(String::new, number::seconds),
            kpis.join(", "),
        ]);
    }
    listing
}
