//! START_MONITOR: begins the metrics. They are measured once the baseline has been read.

use std::sync::Arc;

use crate::actions::Refusal;
use crate::monitors::{MonitorError, Monitors};
use crate::run::{Phase, RunTask};

pub async fn handle(task: &mut RunTask) -> Result<(), Refusal> {
    if matches!(task.phase, Phase::Ready | Phase::Running { .. }) {
        begin(task).await;
    }
    task.report().await;
    Ok(())
}

/// Starts the monitors, unless they run. A host that can't measure fails the set-up.
pub async fn begin(task: &mut RunTask) {
    let Some(folder) = task.folder.clone().filter(|_| task.monitors.is_none()) else {
        return;
    };
    let (root, offset) = (task.host.root.clone(), task.host.offset.clone());
    let started =
        tokio::task::spawn_blocking(move || Monitors::start(Arc::clone(&folder), root, offset)).await;
    match started.unwrap_or(Err(MonitorError::Ended)) {
        Ok(monitors) => {
            task.log.info("metrics are collected");
            task.monitors = Some(monitors);
        }
        Err(error) => {
            let reason = crate::error_chain(&error);
            task.log.error(&format!("metrics can't be collected: {reason}"));
            if matches!(task.phase, Phase::Ready) {
                task.phase = Phase::Failed { reason };
            }
        }
    }
}
