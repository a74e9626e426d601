//! FINISH_TEST: forgets the run. Files that were not cleaned up stay on this host.

use crate::run::RunTask;

pub async fn handle(task: &mut RunTask) {
    task.stop_following();
    task.stop_monitors().await;
    task.host.report_gone(task.id(), task.run.to_message()).await;
}
