//! PREPARE_RESULTS: makes the manifest and sends it in pages.

use std::sync::Arc;

use daytona_protocol::pb;
use daytona_protocol::pb::agent_message::Message as ToServer;

use crate::actions::Refusal;
use crate::manifest::{self, Collected, ManifestError};
use crate::run::{Phase, RunTask};

pub async fn handle(task: &mut RunTask) -> Result<(), Refusal> {
    let folder = match (&task.phase, &task.folder) {
        (Phase::Ended { .. } | Phase::Failed { .. }, Some(folder)) => Arc::clone(folder),
        (Phase::Running { .. }, _) => return Err(Refusal("the script still runs".to_owned())),
        _ => return Err(Refusal("there is nothing to collect on this host".to_owned())),
    };
    let made = tokio::task::spawn_blocking(move || made(&folder)).await;
    let reference = task.run.to_message();
    let pages = match made {
        Ok(Ok(collected)) => {
            let collected = Arc::new(collected);
            task.collected = Some(Arc::clone(&collected));
            collected.pages(&reference)
        }
        Ok(Err(error)) => failed(&reference, crate::error_chain(&error)),
        Err(_) => failed(&reference, "making the manifest was cut short".to_owned()),
    };
    for page in pages {
        task.host.say(ToServer::Manifest(page)).await;
    }
    Ok(())
}

/// A file that changes while it is read is looked at once more: the last process may just have ended.
fn made(folder: &crate::run_folder::RunFolder) -> Result<Collected, ManifestError> {
    match manifest::collect(folder) {
        Err(ManifestError::Changed { .. }) => manifest::collect(folder),
        collected => collected,
    }
}

fn failed(reference: &pb::RunRef, error: String) -> Vec<pb::ManifestPage> {
    vec![pb::ManifestPage {
        run: Some(reference.clone()),
        last: true,
        error,
        ..pb::ManifestPage::default()
    }]
}
