//! FINISH_TEST: forgets the run. Files that were not cleaned up stay on this host.

use crate::actions::Refusal;
use crate::run::{Phase, RunTask};

pub async fn handle(task: &mut RunTask) -> Result<(), Refusal> {
    // Its host counts as free once the run is gone.
    if matches!(task.phase, Phase::Running { .. }) {
        return Err(Refusal("the script still runs".to_owned()));
    }
    task.stop_following();
    task.stop_monitors().await;
    task.host.report_gone(task.id(), task.run.to_message()).await;
    let host = task.host.clone();
    task.host.tasks.spawn_blocking(move || host.prepare_next());
    Ok(())
}
