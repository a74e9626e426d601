//! START_TEST: starts the script, at most once, ever.

use std::sync::Arc;

use crate::actions::Refusal;
use crate::run::{Phase, RunTask};
use crate::supervisor::{self, StartError, Started};

pub async fn handle(task: &mut RunTask) -> Result<(), Refusal> {
    let folder = match (&task.phase, &task.folder) {
        (Phase::Ready, Some(folder)) => Arc::clone(folder),
        // It runs or has run: the status says so.
        (Phase::Running { .. } | Phase::Ended { .. }, _) => {
            task.report().await;
            return Ok(());
        }
        _ => return Err(Refusal("the run is not set up on this host".to_owned())),
    };
    let host = task.host.clone();
    let started =
        tokio::task::spawn_blocking(move || supervisor::start_with(&folder, &host.supervisor, &host.spare))
            .await;
    match started {
        Ok(Ok(Started::Running { supervisor, exec })) => {
            task.log.info(&format!("the script runs as process {}", exec.pid));
            task.phase = Phase::Running {
                exec,
                supervisor: Arc::new(supervisor),
            };
            task.watch();
            task.report().await;
            Ok(())
        }
        Ok(Ok(Started::Ended(exit))) => {
            task.finish(Some(exit)).await;
            Ok(())
        }
        Ok(Err(StartError::AlreadyStarted | StartError::NoScript)) => {
            task.report().await;
            Ok(())
        }
        Ok(Err(error)) => fail(task, crate::error_chain(&error)).await,
        Err(_) => fail(task, "starting the script was cut short".to_owned()).await,
    }
}

/// It is not known to run, and is not started again: the run has failed.
async fn fail(task: &mut RunTask, reason: String) -> Result<(), Refusal> {
    task.log.error(&format!("the script was not started: {reason}"));
    task.stop_monitors().await;
    task.phase = Phase::Failed { reason };
    task.report().await;
    Ok(())
}
