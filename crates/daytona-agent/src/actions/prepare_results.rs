//! PREPARE_RESULTS: makes the manifest and sends it in pages. Made beside the run's other commands, since every file is
//! read for its hash; asked for again meanwhile, one answer does for both.

use std::sync::Arc;

use daytona_protocol::pb;
use daytona_protocol::pb::agent_message::Message as ToServer;

use crate::actions::Refusal;
use crate::manifest::{self, Collected, ManifestError};
use crate::run::{Phase, RunInput, RunTask};
use crate::run_folder::RunFolder;

pub fn handle(task: &mut RunTask) -> Result<(), Refusal> {
    let folder = match (&task.phase, &task.folder) {
        (Phase::Ended { .. } | Phase::Failed { .. }, Some(folder)) => Arc::clone(folder),
        (Phase::Running { .. }, _) => return Err(Refusal("the script still runs".to_owned())),
        _ => return Err(Refusal("there is nothing to collect on this host".to_owned())),
    };
    if task.is_listing {
        return Ok(());
    }
    task.is_listing = true;
    task.log
        .info("the files are listed; later lines stand in the agent's own log");
    task.log.close();
    let (inputs, stop) = (task.own_inputs.clone(), task.host.stop.clone());
    task.host.tasks.spawn(async move {
        let listing = tokio::task::spawn_blocking(move || list(&folder));
        let listed = tokio::select! {
            listed = listing => listed.unwrap_or_else(|_| Err("making the manifest was cut short".to_owned())),
            () = stop.cancelled() => return,
        };
        if let Some(inputs) = inputs.upgrade() {
            // An error says that the run is gone already.
            let _ = inputs.send(RunInput::Listed(listed)).await;
        }
    });
    Ok(())
}

/// Sends what was listed.
pub async fn tell(task: &mut RunTask, listed: Result<Collected, String>) {
    task.is_listing = false;
    let reference = task.run.to_message();
    let pages = match listed {
        Ok(collected) => {
            let collected = Arc::new(collected);
            task.collected = Some(Arc::clone(&collected));
            collected.pages(&reference)
        }
        Err(error) => vec![pb::ManifestPage {
            run: Some(reference),
            last: true,
            error,
            ..pb::ManifestPage::default()
        }],
    };
    for page in pages {
        task.host.say(ToServer::Manifest(page)).await;
    }
}

/// A file that changes while it is read is looked at once more: the last process may just have ended.
fn list(folder: &RunFolder) -> Result<Collected, String> {
    let collected = match manifest::collect(folder) {
        Err(ManifestError::Changed { .. }) => manifest::collect(folder),
        collected => collected,
    };
    collected.map_err(|error| crate::error_chain(&error))
}
