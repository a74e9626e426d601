//! What the server makes of a run's metric files: wide per-process tables and columnar copies, beside the results and never instead of them. Made after
//! the run's end, so that they delay nobody, and again whenever a reader finds them missing or out of date.

use std::fs::{DirEntry, Metadata};
use std::io;
use std::path::Path;

use daytona_domain::clock::Timestamp;
use daytona_domain::host::RunHosts;
use daytona_domain::id::RunId;
use daytona_domain::layout::METRICS_FOLDER;
use daytona_domain::name::{FrameworkName, HostName};
use daytona_results::series::{Growth, Host, SeriesError};
use daytona_store::run::Run;

use crate::app::App;
use crate::error_chain;
use crate::results::tree::{Tree, TreeError};

/// The run whose files are meant.
#[derive(Clone, Debug)]
pub struct OfRun {
    pub framework: FrameworkName,
    pub run: RunId,
    pub hosts: RunHosts,
    /// The script's exec on the server's clock.
    pub exec: Option<Timestamp>,
    pub growth: Growth,
}

/// The series of a host can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error(transparent)]
    Tree(#[from] TreeError),
    #[error(transparent)]
    Series(#[from] SeriesError),
}

/// A file that the server made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub host: HostName,
    /// As if it lay among the host's results.
    pub path: String,
    pub size: u64,
}

impl OfRun {
    pub fn of(run: &Run) -> Self {
        Self {
            framework: run.spec.framework_name.clone(),
            run: run.id,
            hosts: run.spec.hosts.clone(),
            exec: run.started,
            growth: if run.state.is_terminal() {
                Growth::Ended
            } else {
                Growth::Growing
            },
        }
    }

    /// The series of one host, or nothing if the run has no files of it.
    pub fn host(&self, tree: &Tree, host: &HostName) -> Result<Option<Host>, OpenError> {
        let Some(folder) = tree.host_folder(&self.framework, self.run, host)? else {
            return Ok(None);
        };
        let derived = tree.derived_folder(&self.framework, self.run, host);
        let opened = Host::open(folder.path(), self.exec)?;
        Ok(opened.map(|opened| opened.with_copies(&derived, self.growth)))
    }

    /// Makes what is missing, blocking, and returns a sentence for everything that can't be made.
    pub fn make(&self, tree: &Tree) -> Vec<String> {
        let mut problems = Vec::new();
        for (_, host) in self.hosts.iter() {
            match self.make_of(tree, host) {
                Ok(failed) => problems.extend(failed),
                Err(error) => {
                    problems.push(format!("nothing is made of host {host}: {}", error_chain(&error)));
                }
            }
        }
        problems
    }

    fn make_of(&self, tree: &Tree, host: &HostName) -> Result<Vec<String>, OpenError> {
        let Some(series) = self.host(tree, host)? else {
            return Ok(Vec::new());
        };
        let failed = series.make_copies()?;
        Ok(failed
            .into_iter()
            .map(|(file, error)| {
                format!(
                    "{file} of host {host} has no columnar copy: {}",
                    error_chain(&error)
                )
            })
            .collect())
    }

    /// What has been made so far, by host and path. A file of the results under the same path hides it.
    pub fn list(&self, tree: &Tree) -> Result<Vec<Made>, TreeError> {
        let mut made = Vec::new();
        for (_, host) in self.hosts.iter() {
            let results = tree.host_folder(&self.framework, self.run, host)?;
            let derived = tree.derived(&self.framework, self.run, host)?;
            let (Some(results), Some(derived)) = (results, derived) else {
                continue;
            };
            let mut files = Vec::new();
            for folder in ["", METRICS_FOLDER] {
                files.extend(files_in(derived.path(), folder));
            }
            files.sort();
            let is_shown = |(path, _): &(String, u64)| results.open_file(path).is_err();
            made.extend(files.into_iter().filter(is_shown).map(|(path, size)| Made {
                host: host.clone(),
                path,
                size,
            }));
        }
        Ok(made)
    }

    /// Makes everything again, blocking, and returns a sentence for everything that can't be removed or made.
    pub fn remake(&self, tree: &Tree) -> Vec<String> {
        let mut problems = Vec::new();
        for (_, host) in self.hosts.iter() {
            match std::fs::remove_dir_all(tree.derived_folder(&self.framework, self.run, host)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    problems.push(format!("what was made of host {host} can't be removed: {error}"));
                }
                Ok(()) | Err(_) => {}
            }
        }
        problems.extend(self.make(tree));
        problems
    }
}

/// The tables and copies in a folder, with their sizes. What is just being made has no name yet.
fn files_in(derived: &Path, folder: &str) -> Vec<(String, u64)> {
    let Ok(entries) = std::fs::read_dir(derived.join(folder)) else {
        return Vec::new();
    };
    let file = |entry: io::Result<DirEntry>| {
        let entry = entry.ok()?;
        let name = entry.file_name().into_string().ok()?;
        let metadata = entry.metadata().ok().filter(Metadata::is_file)?;
        let is_ours = name.ends_with(".plt") || name.ends_with(".parquet");
        let path = if folder.is_empty() {
            name
        } else {
            format!("{folder}/{name}")
        };
        is_ours.then_some((path, metadata.len()))
    };
    entries.filter_map(file).collect()
}

/// Makes what is missing, and logs what can't be made.
pub async fn make(app: &App, of_run: OfRun) {
    let tree = app.ingest.tree().clone();
    let run = of_run.run;
    match tokio::task::spawn_blocking(move || of_run.make(&tree)).await {
        Ok(problems) => {
            for problem in problems {
                tracing::warn!(run = %run, "{problem}");
            }
        }
        Err(error) => {
            tracing::error!(run = %run, "making the columnar copies of run {run} broke off: {error}");
        }
    }
}
