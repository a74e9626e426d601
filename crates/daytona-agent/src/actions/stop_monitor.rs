//! STOP_MONITOR: takes the closing row. On a host without a script this is the run's end.

use crate::actions::Refusal;
use crate::run::{Phase, RunTask};
use crate::run_folder::Task;

pub async fn handle(task: &mut RunTask) -> Result<(), Refusal> {
    let is_statistics = task
        .folder
        .as_ref()
        .is_some_and(|folder| matches!(folder.order().task, Task::Statistics));
    if is_statistics && matches!(task.phase, Phase::Ready) {
        task.finish(None).await;
        return Ok(());
    }
    task.stop_monitors().await;
    task.report().await;
    Ok(())
}
