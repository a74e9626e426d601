//! Listing and showing tests.

use daytona_api::client::Client;
use daytona_api::run::Run;
use daytona_api::test::TestRow;
use serde_json::json;

use crate::args::framework::TestCommand;
use crate::commands::account::all_pages;
use crate::exit_code;
use crate::output::{Listing, Output, number};

pub async fn run(client: &Client, command: TestCommand, out: Output) -> anyhow::Result<u8> {
    match command {
        TestCommand::List { framework } => {
            let rows = all_pages(async |cursor| client.tests(framework.as_ref(), cursor).await).await?;
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
    }
    Ok(exit_code::DONE)
}

fn list(rows: &[TestRow]) -> Listing {
    let mut listing = Listing::new(&["test", "title", "framework", "owner", "runs", "latest"]);
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
        ]);
    }
    listing
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
