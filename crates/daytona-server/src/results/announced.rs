//! What the script of a run said of it, read from the files that its agent kept it in.

use std::collections::BTreeMap;
use std::io;

use daytona_domain::layout::{ANNOUNCED_KPIS, ANNOUNCED_SUBJECTS};
use daytona_domain::name::HostName;
use daytona_results::format::announced::{AnnouncedKpis, read_subjects};
use daytona_store::results::AnnouncedSubject;

use crate::app::App;
use crate::results::collection::CollectedFile;
use crate::results::tree::TreeError;
use crate::scheduler::snapshot::LiveRun;

/// The KPIs that were said, blocking.
pub fn kpis(
    app: &App,
    run: &LiveRun,
    files: &BTreeMap<HostName, Vec<CollectedFile>>,
) -> Result<AnnouncedKpis, TreeError> {
    let Some(file) = open(app, run, files, ANNOUNCED_KPIS)? else {
        return Ok(AnnouncedKpis::default());
    };
    AnnouncedKpis::read(file, &run.spec.kpis).map_err(|source| TreeError::Open {
        path: ANNOUNCED_KPIS.to_owned(),
        source,
    })
}

/// The subjects that were said, with a sentence for the run's history; blocking. One that was given before in the same
/// words is no news.
pub fn subjects(
    app: &App,
    run: &LiveRun,
    files: &BTreeMap<HostName, Vec<CollectedFile>>,
) -> Result<Vec<AnnouncedSubject>, TreeError> {
    let Some(file) = open(app, run, files, ANNOUNCED_SUBJECTS)? else {
        return Ok(Vec::new());
    };
    let news = read_subjects(io::BufReader::new(file)).into_iter();
    let news = news.filter_map(|(name, version)| {
        let sentence = match run.spec.subjects.get(&name) {
            Some(given) if *given == version => return None,
            Some(given) => format!("the script said that {name} is {version}; the run was given {given}"),
            None => format!("the script said that {name} is {version}"),
        };
        Some(AnnouncedSubject {
            name,
            version,
            sentence,
        })
    });
    Ok(news.collect())
}

fn open(
    app: &App,
    run: &LiveRun,
    files: &BTreeMap<HostName, Vec<CollectedFile>>,
    wanted: &str,
) -> Result<Option<std::fs::File>, TreeError> {
    let host = &run.spec.hosts.execution;
    let is_wanted =
        |file: &CollectedFile| matches!(file, CollectedFile::Verified { path, .. } if path == wanted);
    if !files.get(host).is_some_and(|files| files.iter().any(is_wanted)) {
        return Ok(None);
    }
    let folder = app
        .ingest
        .tree()
        .make_host_folder(&run.spec.framework_name, run.id, host)?;
    folder.open_file(wanted).map(Some)
}
