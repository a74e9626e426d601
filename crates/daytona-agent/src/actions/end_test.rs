//! END_TEST: ends the script and everything that it started. Its end is reported when it has come.

use crate::actions::Refusal;
use crate::run::{Phase, RunTask};

pub async fn handle(task: &mut RunTask) -> Result<(), Refusal> {
    if matches!(task.phase, Phase::Running { .. } | Phase::Ready) {
        task.log.info("the server asks for the run's end");
    }
    match &task.phase {
        Phase::Running { supervisor, .. } => supervisor.abort().map_err(|error| {
            Refusal(format!(
                "the supervisor can't be asked to end the script: {error}"
            ))
        }),
        // It was never started, and now never will be.
        Phase::Ready => {
            task.finish(None).await;
            Ok(())
        }
        Phase::Preparing | Phase::Failed { .. } | Phase::Ended { .. } => {
            task.report().await;
            Ok(())
        }
    }
}
