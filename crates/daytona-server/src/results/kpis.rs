//! What is stored of a run's results when it ends: its files, and the KPIs that its results file holds.

use std::collections::BTreeMap;

use daytona_domain::kpi::KpiSpec;
use daytona_domain::layout::RESULTS_CSV;
use daytona_domain::lifecycle::RunState;
use daytona_domain::name::HostName;
use daytona_domain::outcome::Outcome;
use daytona_results::format::kpi_csv::{self, KpiTable};
use daytona_store::results::{FileStatus, ResultFile, Results};

use crate::app::App;
use crate::results::announced;
use crate::results::collection::CollectedFile;
use crate::results::tree::TreeError;
use crate::scheduler::snapshot::LiveRun;

/// Reads the KPIs from the execution host's files, blocking. What is wrong in them is a note, not an error.
pub fn results_of(
    app: &App,
    run: &LiveRun,
    files: BTreeMap<HostName, Vec<CollectedFile>>,
) -> Result<Results, TreeError> {
    let KpiTable {
        kpis,
        not_measured,
        mut notes,
    } = kpi_table(app, run, &files)?;
    let subjects = announced::subjects(app, run, &files)?;
    let files: Vec<_> = files
        .into_iter()
        .flat_map(|(host, files)| files.into_iter().map(move |file| stored(host.clone(), file)))
        .collect();
    let skipped = files
        .iter()
        .filter(|file| matches!(file.status, FileStatus::Skipped { .. }))
        .count();
    if skipped > 0 {
        notes.push(format!(
            "{skipped} entries of the results were not collected, because they are no regular files"
        ));
    }
    Ok(Results {
        files,
        kpis,
        not_measured,
        notes,
        subjects,
    })
}

/// The KPIs of the results file and, after them, those that the script said.
fn kpi_table(
    app: &App,
    run: &LiveRun,
    files: &BTreeMap<HostName, Vec<CollectedFile>>,
) -> Result<KpiTable, TreeError> {
    let announced = announced::kpis(app, run, files)?;
    let declared = announced.not_said(&run.spec.kpis);
    Ok(announced.join(results_file(app, run, files, &declared)?))
}

fn results_file(
    app: &App,
    run: &LiveRun,
    files: &BTreeMap<HostName, Vec<CollectedFile>>,
    declared: &[KpiSpec],
) -> Result<KpiTable, TreeError> {
    let spec = &run.spec;
    let host = &spec.hosts.execution;
    let is_results =
        |file: &CollectedFile| matches!(file, CollectedFile::Verified { path, .. } if path == RESULTS_CSV);
    if !files.get(host).is_some_and(|files| files.iter().any(is_results)) {
        let mut table = kpi_csv::missing(RESULTS_CSV, declared);
        // A script that failed is not to be blamed for the table that it didn't get to.
        if !succeeded(run) {
            table.notes.clear();
        }
        return Ok(table);
    }
    let folder = app
        .ingest
        .tree()
        .make_host_folder(&spec.framework_name, run.id, host)?;
    Ok(kpi_csv::read(
        folder.open_file(RESULTS_CSV)?,
        RESULTS_CSV,
        declared,
    ))
}

fn succeeded(run: &LiveRun) -> bool {
    matches!(
        run.state,
        RunState::Collating {
            outcome: Outcome::Succeeded,
            ..
        }
    )
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
