//! A run, its KPIs, its end on request.

use anyhow::bail;
use daytona_api::client::Client;
use daytona_api::kpi::Kpis;
use daytona_api::mark::{Mark, Marks};
use daytona_api::run::RunDetail;
use daytona_domain::announcement::MarkKind;
use daytona_domain::id::RunId;

use crate::args::view::{RunArgument, RunName};
use crate::exit_code;
use crate::output::{Listing, Output, number};

/// The run that is meant: for a bare test its latest one.
pub async fn exact(client: &Client, name: RunName) -> anyhow::Result<RunId> {
    match name {
        RunName::Exact(run) => Ok(run),
        RunName::Latest(test) => match client.runs_of_test(test, None).await?.items.first() {
            Some(run) => Ok(run.run),
            None => bail!("test {test} has no run yet"),
        },
    }
}

pub async fn show(client: &Client, args: RunArgument, out: Output) -> anyhow::Result<u8> {
    let id = exact(client, args.run).await?;
    let run = client.run(id).await?;
    let marks = client.marks(id).await?;
    out.data(&run, || fields(&run, &marks))?;
    Ok(exit_code::DONE)
}

fn fields(detail: &RunDetail, marks: &Marks) -> Listing {
    let run = &detail.run;
    let mut listing = Listing::new(&["run", &run.run.to_string()]);
    let mut field = |name: &str, value: String| {
        if !value.is_empty() {
            listing.row(vec![name.to_owned(), value]);
        }
    };
    field("title", run.title.to_string());
    field("state", run.state.name().to_owned());
    field("", String::new());
    field("summary", run.sentence.clone());
    field("why", detail.why_waiting.clone().unwrap_or_default());
    field(
        "framework",
        format!("{}, revision {}", run.framework, detail.revision),
    );
    field("owner", run.owner.clone());
    field("command", detail.command_line.clone());
    field("execution host", run.hosts.execution.to_string());
    let statistics: Vec<_> = run.hosts.statistics.iter().map(ToString::to_string).collect();
    field("statistics hosts", statistics.join(", "));
    field("submitted", run.submitted.to_string());
    field(
        "started",
        run.started.map(|at| at.to_string()).unwrap_or_default(),
    );
    field("ran", run.ran_seconds.map(number::seconds).unwrap_or_default());
    field("ended", run.ended.map(|at| at.to_string()).unwrap_or_default());
    for (name, version) in &detail.subjects {
        field(&format!("subject {name}"), version.clone());
    }
    field(
        "files",
        format!("{}, {}", detail.files, number::bytes(detail.file_bytes)),
    );
    for kpi in &run.kpis {
        field(kpi.name.as_str(), number::kpi(kpi));
    }
    for mark in &marks.marks {
        field("mark", mark_words(mark));
    }
    for note in &detail.notes {
        field("note", note.clone());
    }
    listing
}

/// A mark as one reads it: when it was, what it is, and whether a phase begins or ends with it.
fn mark_words(mark: &Mark) -> String {
    let at = number::seconds(mark.elapsed_seconds);
    match mark.kind {
        MarkKind::Begin => format!("at {at}, {} begins", mark.name),
        MarkKind::End => format!("at {at}, {} ends", mark.name),
        MarkKind::Moment => format!("at {at}, {}", mark.name),
    }
}

pub async fn kpis(client: &Client, args: RunArgument, out: Output) -> anyhow::Result<u8> {
    let kpis = client.kpis(exact(client, args.run).await?).await?;
    out.data(&kpis, || kpi_listing(&kpis))?;
    for note in &kpis.notes {
        out.say(&format!("note: {note}"));
    }
    Ok(exit_code::DONE)
}

fn kpi_listing(kpis: &Kpis) -> Listing {
    let mut listing = Listing::new(&["KPI", "value", "unit", "better"]);
    for kpi in &kpis.kpis {
        let better = kpi.better.map_or("", |better| match better {
            daytona_domain::kpi::Better::Lower => "lower",
            daytona_domain::kpi::Better::Higher => "higher",
        });
        let unit = kpi.unit.clone().unwrap_or_default();
        listing.row(vec![
            kpi.name.to_string(),
            number::value(kpi.value),
            unit,
            better.to_owned(),
        ]);
    }
    for name in &kpis.not_measured {
        listing.row(vec![
            name.to_string(),
            "not measured".to_owned(),
            String::new(),
            String::new(),
        ]);
    }
    listing
}

pub async fn abort(client: &Client, args: RunArgument, out: Output) -> anyhow::Result<u8> {
    let run = client.abort(exact(client, args.run).await?).await?;
    out.sentence(&run, &format!("Run {}: {}", run.run, run.sentence))?;
    Ok(exit_code::DONE)
}
