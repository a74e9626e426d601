//! Applying, listing, showing, exporting and deleting frameworks.

use std::path::Path;

use anyhow::Context;
use daytona_api::client::Client;
use daytona_api::framework::{Change, CloneFramework, Framework};
use daytona_api::framework_file;
use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::id::Revision;
use daytona_domain::lifecycle::RunState;
use daytona_domain::name::FrameworkName;

use crate::args::framework::FrameworkCommand;
use crate::commands::account::all_pages;
use crate::commands::trash;
use crate::exit_code;
use crate::output::{Listing, Output, write_out};

pub async fn run(client: &Client, command: FrameworkCommand, out: Output) -> anyhow::Result<u8> {
    match command {
        FrameworkCommand::Apply { file, if_revision } => {
            let text =
                std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            let definition = parse(&text, &file)?;
            let applied = client.apply_framework(&definition, if_revision).await?;
            let (name, revision) = (&applied.framework.definition.name, applied.framework.revision);
            let sentence = match applied.change {
                Change::Created => format!("Created framework {name}, revision {revision}."),
                Change::Revised => format!("Revised framework {name}: new runs use revision {revision}."),
                Change::None => format!("No change: framework {name} is at revision {revision}."),
            };
            out.sentence(&applied, &sentence)?;
        }
        FrameworkCommand::List => list(client, out).await?,
        FrameworkCommand::Show { name } => {
            let framework = client.framework(&name).await?;
            out.data(&framework, || show(&framework))?;
        }
        FrameworkCommand::Export { name, revision } => export(client, &name, revision, out).await?,
        FrameworkCommand::History { name, from, to } => history(client, &name, from, to, out).await?,
        FrameworkCommand::Clone {
            name,
            new_name,
            title,
        } => {
            let clone = CloneFramework {
                name: new_name,
                title,
            };
            let made = client.clone_framework(&name, &clone).await?;
            out.sentence(
                &made,
                &format!("Created framework {} like {name}.", made.definition.name),
            )?;
        }
        FrameworkCommand::Delete { name } => trash::deleted(&client.delete_framework(&name).await?, out)?,
        // It needs no server, and has been taken care of.
        FrameworkCommand::New(_) => {}
    }
    Ok(exit_code::DONE)
}

async fn export(
    client: &Client,
    name: &FrameworkName,
    revision: Option<Revision>,
    out: Output,
) -> anyhow::Result<()> {
    let definition = match revision {
        Some(revision) => client.revision(name, revision).await?.definition,
        None => client.framework(name).await?.definition,
    };
    if out.is_json() {
        return out.data(&definition, Listing::default);
    }
    let text = framework_file::write(&definition).context("cannot write TOML")?;
    write_out(text.as_bytes())
}

async fn history(
    client: &Client,
    name: &FrameworkName,
    from: Option<Revision>,
    to: Option<Revision>,
    out: Output,
) -> anyhow::Result<()> {
    if let Some(from) = from {
        let diff = client.revision_diff(name, from, to).await?;
        return out.data(&diff, || {
            let mut listing = Listing::new(&["field", "what differs"]);
            for change in &diff.changes {
                listing.row(vec![change.field.clone(), change.sentence.clone()]);
            }
            listing
        });
    }
    let revisions = all_pages(async |cursor| client.revisions(name, cursor).await).await?;
    out.data(&revisions, || {
        let mut listing = Listing::new(&["revision", "saved", "by", "what changed"]);
        for row in &revisions {
            let changes: Vec<_> = row
                .changes
                .iter()
                .map(|change| change.sentence.as_str())
                .collect();
            listing.row(vec![
                row.revision.to_string(),
                row.saved.to_string(),
                row.saved_by.clone(),
                changes.join("; "),
            ]);
        }
        listing
    })
}

/// A framework file. Errors name the file and the line, and what this version doesn't have by its name.
pub fn parse(text: &str, path: &Path) -> anyhow::Result<FrameworkDefinition> {
    framework_file::parse(text).with_context(|| format!("{} can't be used", path.display()))
}

async fn list(client: &Client, out: Output) -> anyhow::Result<()> {
    let rows = all_pages(async |cursor| client.frameworks(cursor).await).await?;
    out.data(&rows, || {
        let mut listing = Listing::new(&["name", "title", "owner", "revision", "tests", "latest run"]);
        for row in &rows {
            let latest = row.latest_run.as_ref().map_or_else(String::new, |latest| {
                format!("{} {}", latest.run, RunState::name(&latest.state))
            });
            listing.row(vec![
                row.framework.definition.name.to_string(),
                row.framework.definition.display_title().to_owned(),
                row.framework.owner.clone(),
                row.framework.revision.to_string(),
                row.tests.to_string(),
                latest,
            ]);
        }
        listing
    })
}

fn show(framework: &Framework) -> Listing {
    let definition = &framework.definition;
    let mut listing = Listing::new(&["field", "value"]);
    let mut field = |name: &str, value: String| listing.row(vec![name.to_owned(), value]);
    field("name", definition.name.to_string());
    field("title", definition.display_title().to_owned());
    field("purpose", definition.purpose.clone());
    field("owner", framework.owner.clone());
    field(
        "revision",
        format!(
            "{} of {} by {}",
            framework.revision, framework.saved, framework.saved_by
        ),
    );
    field("script", definition.script.as_str().to_owned());
    if let Some(host) = &definition.hosts.execution {
        field("execution host", host.to_string());
    }
    let statistics: Vec<_> = definition
        .hosts
        .statistics
        .iter()
        .map(ToString::to_string)
        .collect();
    field("statistics hosts", statistics.join(", "));
    for argument in &definition.arguments {
        field(&format!("argument {}", argument.name), argument.default.clone());
    }
    for kpi in &definition.kpis {
        field(&format!("KPI {}", kpi.name), kpi.unit.clone().unwrap_or_default());
    }
    listing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        format!("{:#}", parse(text, Path::new("framework.toml")).unwrap_err())
    }

    #[test]
    fn the_committed_examples_are_frameworks() {
        for example in ["sample", "nginx-wrk"] {
            let path = format!(
                "{}/../../examples/{example}/framework.toml",
                env!("CARGO_MANIFEST_DIR")
            );
            parse(&std::fs::read_to_string(&path).unwrap(), Path::new(&path)).unwrap();
        }
    }

    #[test]
    fn what_is_not_built_is_refused_by_name() {
        let base = "name = \"x\"\nscript = \"x/run.sh\"\n";
        assert!(refusal(&format!("{base}[hosts]\nexecution = {{ pool = \"bench\" }}\n")).contains("line 4"));
    }

    #[test]
    fn a_mistake_is_shown_with_its_line() {
        assert!(refusal("name = \"x\"\nscript = ").contains("line 2"));
        let misspelt = refusal("name = \"x\"\nscript = \"x/run.sh\"\ntimout = \"1m\"\n");
        assert!(
            misspelt.contains("line 3") && misspelt.contains("timout"),
            "{misspelt}"
        );
        assert!(refusal("name = \"x y\"\nscript = \"x/run.sh\"\n").contains("not a valid framework name"));
    }
}
