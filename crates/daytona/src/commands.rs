//! What the commands do, one file per command or group.

pub mod account;
pub mod agent;
pub mod announce;
pub mod argument_file;
pub mod authority;
pub mod compare;
pub mod demo;
pub mod files;
pub mod framework;
pub mod framework_new;
pub mod host;
pub mod logs;
pub mod metrics;
pub mod migrate;
pub mod queue;
pub mod run;
pub mod server;
pub mod show;
pub mod test;
pub mod trash;
pub mod watch;

use std::ffi::OsStr;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::CommandFactory;

use daytona_agent::supervisor::process::{supervise, supervise_next};
use daytona_domain::announcement::Announcement;

use crate::args::account::AdminCommand;
use crate::args::framework::FrameworkCommand;
use crate::args::{Arguments, Command};
use crate::exit_code;
use crate::login::connect;
use crate::output::Output;

/// Carries out the command.
pub fn run(arguments: Arguments) -> ExitCode {
    let Arguments { common, command } = arguments;
    // The supervisor is a small process: no runtime, no log of its own.
    if let Command::Supervise { run_folder } = &command {
        return match run_folder {
            Some(run_folder) => supervise(Path::new(OsStr::new(run_folder))),
            None => supervise_next(),
        };
    }
    let out = Output::new(&common);
    if let Some(announcement) = announcement(&command) {
        return ExitCode::from(announce::run(&announcement, out));
    }
    crate::log::start(common.verbose);
    let result = tokio::runtime::Runtime::new()
        .context("cannot start the runtime")
        .and_then(|runtime| runtime.block_on(dispatch(common, command, out)));
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            out.error(&chain(&error));
            ExitCode::from(exit_code::of_error(&error))
        }
    }
}

/// What a script says of its run, if that is the command.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other command says nothing of a run from within"
)]
fn announcement(command: &Command) -> Option<Announcement> {
    match command {
        Command::Mark(args) => Some(args.into()),
        Command::Kpi(args) => Some(args.into()),
        Command::Subject(args) => Some(args.into()),
        _ => None,
    }
}

/// An error with everything that caused it.
fn chain(error: &anyhow::Error) -> String {
    let parts: Vec<_> = error.chain().map(ToString::to_string).collect();
    parts.join(": ")
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every other command is one of the client's"
)]
async fn dispatch(common: crate::args::Common, command: Command, out: Output) -> anyhow::Result<u8> {
    match command {
        Command::Supervise { .. } | Command::Mark(_) | Command::Kpi(_) | Command::Subject(_) => {
            Ok(exit_code::DONE)
        }
        Command::Demo(args) => Box::pin(demo::run(args, out)).await,
        Command::Server(args) => Box::pin(server::run(args)).await,
        Command::Agent(args) => agent::run(args, &common, out).await,
        Command::Login(args) => account::login(args, &common, out).await,
        Command::Logout => account::logout(out),
        Command::Admin(AdminCommand::Migrate(args)) => Box::pin(migrate::run(args, out)).await,
        Command::Completions { shell } => completions(shell),
        Command::Framework(FrameworkCommand::New(args)) => {
            Box::pin(framework_new::run(args, &common, out)).await
        }
        command => client_command(&common, command, out).await,
    }
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<u8> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "daytona", &mut text);
    crate::output::write_out(&text)?;
    Ok(exit_code::DONE)
}

/// Commands that talk to a server.
async fn client_command(common: &crate::args::Common, command: Command, out: Output) -> anyhow::Result<u8> {
    let client = connect(common)?;
    match command {
        Command::Whoami => account::whoami(&client, out).await,
        Command::Token(command) => account::token(&client, command, out).await,
        Command::Admin(command) => account::admin(&client, command, out).await,
        Command::Framework(command) => framework::run(&client, command, out).await,
        Command::Test(command) => test::run(&client, command, out).await,
        Command::Host(command) => host::run(&client, command, out).await,
        Command::Run(args) => run::run(&client, args, out).await,
        Command::Queue(args) => queue::queue(&client, args, out).await,
        Command::Why(args) => queue::why(&client, args, out).await,
        Command::Show(args) => show::show(&client, args, out).await,
        Command::Kpis(args) => show::kpis(&client, args, out).await,
        Command::Abort(args) => show::abort(&client, args, out).await,
        Command::Delete(args) => trash::delete_run(&client, args, out).await,
        Command::Restore(args) => trash::restore(&client, args, out).await,
        Command::Trash(command) => trash::run(&client, command, out).await,
        Command::Logs(args) => logs::run(&client, args).await,
        Command::Files(args) => files::run(&client, args, out).await,
        Command::Metrics(args) => metrics::run(&client, args, out).await,
        Command::Compare(args) => compare::run(&client, args, out).await,
        Command::Demo(_)
        | Command::Server(_)
        | Command::Agent(_)
        | Command::Supervise { .. }
        | Command::Mark(_)
        | Command::Kpi(_)
        | Command::Subject(_)
        | Command::Login(_)
        | Command::Completions { .. }
        | Command::Logout => Ok(exit_code::DONE),
    }
}
