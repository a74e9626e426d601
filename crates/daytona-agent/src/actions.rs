//! The action map: what each command of the server does. A new command is one message and one file here. All of them may
//! come more than once.

pub mod cleanup_test;
pub mod end_test;
pub mod file_upload;
pub mod finish_test;
pub mod get_status;
pub mod prepare_results;
pub mod setup_test;
pub mod start_monitor;
pub mod start_test;
pub mod stop_monitor;
pub mod stream_end;
pub mod stream_start;

use daytona_protocol::pb;
use daytona_protocol::pb::agent_message::Message as ToServer;
use daytona_protocol::pb::server_message::Message as Command;

use crate::run::RunTask;

/// Why a command isn't carried out, in a sentence for the server's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

/// Carries out a command of this run. Says whether the run goes on.
pub async fn carry_out(task: &mut RunTask, command: Command) -> bool {
    let (name, _) = name_and_run(&command);
    let result = match command {
        Command::SetupTest(order) => setup_test::handle(task, order).await,
        Command::StartMonitor(_) => start_monitor::handle(task).await,
        Command::StopMonitor(_) => stop_monitor::handle(task).await,
        Command::StartTest(_) => start_test::handle(task).await,
        Command::GetStatus(_) => get_status::handle(task).await,
        Command::StreamStart(start) => stream_start::handle(task, start),
        Command::StreamEnd(_) => stream_end::handle(task),
        Command::EndTest(_) => end_test::handle(task).await,
        Command::PrepareResults(_) => prepare_results::handle(task),
        Command::CleanupTest(_) => cleanup_test::handle(task).await,
        Command::FinishTest(_) => match finish_test::handle(task).await {
            Ok(()) => return false,
            Err(refusal) => Err(refusal),
        },
        // These are the session's own and never reach a run.
        Command::Welcome(_)
        | Command::Refusal(_)
        | Command::Heartbeat(_)
        | Command::RenewCertificate(_)
        | Command::StopServer(_) => Ok(()),
    };
    if let Err(Refusal(reason)) = result {
        task.log.warn(&format!("refused {name}: {reason}"));
        let refused = pb::CommandRefused {
            run: Some(task.run.to_message()),
            command: name.to_owned(),
            reason,
        };
        task.host.say(ToServer::Refused(refused)).await;
    }
    true
}

/// A command's name, and the run that it is about.
pub fn name_and_run(command: &Command) -> (&'static str, Option<&pb::RunRef>) {
    match command {
        Command::Welcome(_) => ("welcome", None),
        Command::Refusal(_) => ("refusal", None),
        Command::Heartbeat(_) => ("heartbeat", None),
        Command::RenewCertificate(_) => ("renew_certificate", None),
        Command::StopServer(_) => ("stop_server", None),
        Command::SetupTest(command) => ("setup_test", command.run.as_ref()),
        Command::StartMonitor(command) => ("start_monitor", command.run.as_ref()),
        Command::StopMonitor(command) => ("stop_monitor", command.run.as_ref()),
        Command::StartTest(command) => ("start_test", command.run.as_ref()),
        Command::GetStatus(command) => ("get_status", command.run.as_ref()),
        Command::StreamStart(command) => ("stream_start", command.run.as_ref()),
        Command::StreamEnd(command) => ("stream_end", command.run.as_ref()),
        Command::EndTest(command) => ("end_test", command.run.as_ref()),
        Command::PrepareResults(command) => ("prepare_results", command.run.as_ref()),
        Command::CleanupTest(command) => ("cleanup_test", command.run.as_ref()),
        Command::FinishTest(command) => ("finish_test", command.run.as_ref()),
    }
}
