//! STREAM_END: stops following the growing files.

use crate::actions::Refusal;
use crate::run::RunTask;

pub fn handle(task: &mut RunTask) -> Result<(), Refusal> {
    task.stop_following();
    Ok(())
}
