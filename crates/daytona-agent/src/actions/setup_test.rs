//! SETUP_TEST: makes the workspace and copies the script's folder.

use std::sync::Arc;

use daytona_protocol::pb;

use crate::account::ScriptAccount;
use crate::actions::Refusal;
use crate::manifest::Skipped;
use crate::run::{Phase, RunTask};
use crate::run_folder::{RunOrder, Task};

pub async fn handle(task: &mut RunTask, order: pb::SetupTest) -> Result<(), Refusal> {
    if matches!(task.phase, Phase::Preparing) {
        let lease = task.run.lease;
        task.log
            .info(&format!("the server leases this host for the run, lease {lease}"));
        task.phase = match prepare(task, &order).await {
            Ok(()) => Phase::Ready,
            Err(reason) => {
                task.log.error(&format!("the set-up failed: {reason}"));
                Phase::Failed { reason }
            }
        };
    }
    task.report().await;
    Ok(())
}

async fn prepare(task: &mut RunTask, order: &pb::SetupTest) -> Result<(), String> {
    let order = RunOrder::from_setup(order, &task.host.name).map_err(|error| crate::error_chain(&error))?;
    let account = account(task, &order)?;
    let host = task.host.clone();
    let created =
        tokio::task::spawn_blocking(move || host.workspace.create(&order, &host.scripts_dir, &account));
    let prepared = match created.await {
        Ok(Ok(prepared)) => prepared,
        Ok(Err(error)) => return Err(crate::error_chain(&error)),
        Err(_) => return Err("making the workspace was cut short".to_owned()),
    };
    task.open_log(&prepared.folder);
    for Skipped { path, reason } in &prepared.skipped {
        task.log.warn(&format!(
            "{path} was not copied with the script's folder: {reason}"
        ));
    }
    task.log.info("the run's folder is made");
    task.folder = Some(Arc::new(prepared.folder));
    Ok(())
}

/// Who the script runs as. A statistics host runs none, so that any account will do for the folder.
fn account(task: &RunTask, order: &RunOrder) -> Result<ScriptAccount, String> {
    match (&task.host.account, &order.task) {
        (Ok(account), _) => Ok(account.clone()),
        (Err(reason), Task::Execution(_)) => Err(reason.clone()),
        (Err(_), Task::Statistics) => ScriptAccount::own(None).map_err(|error| crate::error_chain(&error)),
    }
}
