//! GET_STATUS: says where the run is.

use crate::actions::Refusal;
use crate::run::RunTask;

pub async fn handle(task: &RunTask) -> Result<(), Refusal> {
    task.report().await;
    Ok(())
}
