//! What the server makes of a run's metric files: columnar copies, beside the results and never instead of them. Made after
//! the run's end, so that they delay nobody, and again whenever a reader finds them missing or out of date.

use std::io;

use daytona_domain::clock::Timestamp;
use daytona_domain::host::RunHosts;
use daytona_domain::id::RunId;
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
                    problems.push(format!("nothing is made of host {host}: {}", error_chain(&error)))
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
            tracing::error!(run = %run, "making the columnar copies of run {run} broke off: {error}")
        }
    }
}
