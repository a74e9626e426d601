//! Listing and downloading result files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use daytona_api::client::Client;
use daytona_api::file::{FileStatus, ResultFile};
use daytona_domain::id::RunId;
use daytona_domain::layout::is_inside;
use tokio::io::AsyncWriteExt;

use crate::args::view::{FilesArgs, FilesCommand};
use crate::commands::account::all_pages;
use crate::commands::show::exact;
use crate::exit_code;
use crate::output::{Listing, Output, number};

pub async fn run(client: &Client, args: FilesArgs, out: Output) -> anyhow::Result<u8> {
    let run = exact(client, args.run).await?;
    let files = all_pages(async |cursor| client.files(run, cursor).await).await?;
    match args.get {
        None => out.data(&files, || list(&files))?,
        Some(FilesCommand::Get { paths, to }) => get(client, run, &chosen(files, paths)?, &to, out).await?,
    }
    Ok(exit_code::DONE)
}

fn list(files: &[ResultFile]) -> Listing {
    let mut listing = Listing::new(&["file", "size", "status", "BLAKE3"]);
    for file in files {
        let status = match &file.status {
            FileStatus::Growing => "growing".to_owned(),
            FileStatus::Verified => "verified".to_owned(),
            FileStatus::Unverified { reason } => format!("not verified: {reason}"),
            FileStatus::Skipped { reason } => format!("skipped: {reason}"),
            FileStatus::Derived => "derived".to_owned(),
        };
        let hash = file.hash.clone().unwrap_or_default();
        listing.row(vec![name(file), number::bytes(file.size), status, hash]);
    }
    listing
}

fn name(file: &ResultFile) -> String {
    format!("{}/{}", file.host, file.path)
}

fn chosen(files: Vec<ResultFile>, paths: Vec<String>) -> anyhow::Result<Vec<ResultFile>> {
    let is_file = |file: &ResultFile| !matches!(file.status, FileStatus::Skipped { .. });
    if paths.is_empty() {
        // What is derived is got only by its name: it is no result.
        let is_result = |file: &ResultFile| is_file(file) && file.status != FileStatus::Derived;
        return Ok(files.into_iter().filter(is_result).collect());
    }
    let wanted: BTreeSet<_> = paths.into_iter().collect();
    let found: Vec<_> = files
        .into_iter()
        .filter(|file| is_file(file) && wanted.contains(&name(file)))
        .collect();
    let names: BTreeSet<_> = found.iter().map(name).collect();
    match wanted.difference(&names).next() {
        Some(missing) => {
            bail!("the run has no file {missing:?}; `daytona files RUN` lists them as host/path")
        }
        None => Ok(found),
    }
}

async fn get(
    client: &Client,
    run: RunId,
    files: &[ResultFile],
    to: &Path,
    out: Output,
) -> anyhow::Result<()> {
    for file in files {
        let relative = name(file);
        if !is_inside(&relative) {
            bail!("the server names a file {relative:?}, which would lie outside the folder");
        }
        let path = to.join(&relative);
        download(client, run, file, &path)
            .await
            .with_context(|| format!("cannot download {relative}"))?;
    }
    out.say(&format!("{} files in {}", files.len(), to.display()));
    Ok(())
}

async fn download(client: &Client, run: RunId, file: &ResultFile, path: &PathBuf) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder)
            .await
            .with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let mut content = client.file(run, &file.host, &file.path).await?;
    let mut local = tokio::fs::File::create(path)
        .await
        .with_context(|| format!("cannot write {}", path.display()))?;
    while let Some(piece) = content.next().await? {
        local
            .write_all(&piece)
            .await
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    local
        .flush()
        .await
        .with_context(|| format!("cannot write {}", path.display()))
}
