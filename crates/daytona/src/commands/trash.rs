//! Deleting runs, restoring what was deleted, and removing it for good.

use anyhow::bail;
use daytona_api::client::Client;
use daytona_api::trash::{TrashItem, TrashKind};

use crate::args::trash::{DeleteArgs, RestoreArgs, TrashCommand};
use crate::commands::account::{all_pages, confirm};
use crate::exit_code;
use crate::output::{Listing, Output};

pub async fn delete_run(client: &Client, args: DeleteArgs, out: Output) -> anyhow::Result<u8> {
    let item = client.delete_run(args.run).await?;
    deleted(&item, out)?;
    Ok(exit_code::DONE)
}

/// Says what was deleted, until when it is kept, and how it comes back.
pub fn deleted(item: &TrashItem, out: Output) -> anyhow::Result<()> {
    let runs = match (item.kind, item.runs) {
        (TrashKind::Run, _) | (_, 0) => String::new(),
        (_, 1) => " with its run".to_owned(),
        (_, runs) => format!(" with its {runs} runs"),
    };
    out.sentence(
        item,
        &format!(
            "Deleted {} {}{runs}. `daytona restore {}` brings it back, until {}.",
            word(item.kind),
            item.name,
            item.name,
            item.kept_until
        ),
    )
}

pub async fn restore(client: &Client, args: RestoreArgs, out: Output) -> anyhow::Result<u8> {
    let items = all_pages(async |cursor| client.trash(cursor).await).await?;
    let same = |item: &&TrashItem| item.name.eq_ignore_ascii_case(&args.what);
    let Some(item) = items.iter().find(same) else {
        bail!(
            "{} is not in the trash; `daytona trash list` shows what is",
            args.what
        );
    };
    let restored = client.restore(item.id).await?;
    out.sentence(
        &restored,
        &format!("Restored {} {}.", word(restored.kind), restored.name),
    )?;
    Ok(exit_code::DONE)
}

pub async fn run(client: &Client, command: TrashCommand, out: Output) -> anyhow::Result<u8> {
    match command {
        TrashCommand::List => {
            let items = all_pages(async |cursor| client.trash(cursor).await).await?;
            out.data(&items, || list(&items))?;
        }
        TrashCommand::Purge { id, yes } => {
            let items = all_pages(async |cursor| client.trash(cursor).await).await?;
            let Some(item) = items.iter().find(|item| item.id == id) else {
                bail!("there is no item {id} in the trash");
            };
            let question = format!(
                "Remove {} {} with {} runs and all their files for good?",
                word(item.kind),
                item.name,
                item.runs
            );
            if !yes && !confirm(&question)? {
                bail!("nothing was removed; give --yes to remove it without a question");
            }
            let item = client.purge(id).await?;
            out.sentence(&item, &format!("{} is being removed for good.", item.name))?;
        }
    }
    Ok(exit_code::DONE)
}

fn word(kind: TrashKind) -> &'static str {
    match kind {
        TrashKind::Framework => "framework",
        TrashKind::Test => "test",
        TrashKind::Run => "run",
    }
}

fn list(items: &[TrashItem]) -> Listing {
    let mut listing = Listing::new(&["id", "what", "title", "runs", "deleted", "by", "kept until"]);
    for item in items {
        let until = match item.purging {
            true => "being removed".to_owned(),
            false => item.kept_until.to_string(),
        };
        listing.row(vec![
            item.id.to_string(),
            format!("{} {}", word(item.kind), item.name),
            item.title.clone(),
            item.runs.to_string(),
            item.deleted.to_string(),
            item.deleted_by.clone(),
            until,
        ]);
    }
    listing
}
