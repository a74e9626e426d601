//! CLEANUP_TEST: removes the run's files. The server sends it only once it has every byte on its disk.

use crate::actions::Refusal;
use crate::run::{Phase, RunTask};
use crate::supervisor;

pub async fn handle(task: &mut RunTask) -> Result<(), Refusal> {
    if matches!(task.phase, Phase::Running { .. }) {
        return Err(Refusal("the script still runs".to_owned()));
    }
    task.stop_following();
    task.stop_monitors().await;
    let Some(folder) = task.folder.clone() else {
        return Ok(());
    };
    let host = task.host.clone();
    let removed = tokio::task::spawn_blocking(move || {
        if supervisor::processes_left(&folder) {
            return Err("processes of the run are left on this host".to_owned());
        }
        host.workspace
            .remove(&folder)
            .map_err(|error| crate::error_chain(&error))
    });
    match removed.await {
        Ok(Ok(())) => {
            task.folder = None;
            Ok(())
        }
        Ok(Err(reason)) => Err(Refusal(reason)),
        Err(_) => Err(Refusal("removing the files was cut short".to_owned())),
    }
}
