//! What a person chose for a test, completed from the framework or the test that is cloned, and checked. Pure but for
//! telling the scheduler.

use daytona_api::test::Choice;
use daytona_domain::argument::{
    ArgumentSpec, ArgumentValues, InvalidArgument, Secrets, resolve, resolve_keeping,
};
use daytona_domain::framework::{FrameworkDefinition, SERVER_MAXIMUM_TIMEOUT};
use daytona_domain::host::RunHosts;
use daytona_domain::name::{ArgumentName, HostName, Title};
use daytona_domain::run::{RunChoice, RunSpec};
use daytona_domain::subject::{Subjects, merge};
use daytona_domain::unit::Span;
use daytona_store::framework::Framework;
use daytona_store::submission::Submitted;
use daytona_store::test::Test;

use super::hosts;
use crate::app::App;
use crate::error::{ApiError, ApiResult, conflict, internal, unacceptable};
use crate::vault::Vault;

/// The choice for a new test: what is absent is the framework's default.
pub(super) fn of_framework(
    vault: &Vault,
    framework: &FrameworkDefinition,
    wanted: &Choice,
) -> ApiResult<RunChoice> {
    let execution = wanted
        .execution_host
        .clone()
        .or_else(|| framework.hosts.execution.clone());
    let execution = execution.ok_or_else(|| {
        unacceptable(
            "/execution_host",
            "this framework has no execution host of its own; name one",
        )
    })?;
    let statistics = wanted
        .statistics_hosts
        .clone()
        .unwrap_or_else(|| framework.hosts.statistics.clone());
    let mut arguments = resolve(&framework.arguments, &wanted.arguments).map_err(refused_argument)?;
    let secrets = take_secrets(vault, &framework.arguments, &mut arguments, &Secrets::new())?;
    Ok(RunChoice {
        arguments,
        secrets,
        hosts: run_hosts(execution, statistics)?,
        timeout: timeout(wanted.timeout)?,
        subjects: merge(&framework.subjects, &wanted.subjects),
    })
}

/// The choice for a clone: what is absent is as in the test, and an argument that the framework no longer has is left
/// out. A secret that is absent or empty is the test's.
pub(super) fn of_test(vault: &Vault, test: &Test, wanted: &Choice) -> ApiResult<RunChoice> {
    let is_known = |name: &ArgumentName| test.definition.arguments.iter().any(|spec| spec.name == *name);
    let mut given: ArgumentValues = test
        .choice
        .arguments
        .iter()
        .filter(|(name, _)| is_known(name) && !test.choice.secrets.contains_key(name))
        .cloned()
        .collect();
    given.extend(wanted.arguments.clone());
    let base = &test.choice.hosts;
    let execution = wanted
        .execution_host
        .clone()
        .unwrap_or_else(|| base.execution.clone());
    let statistics = wanted
        .statistics_hosts
        .clone()
        .unwrap_or_else(|| base.statistics.clone());
    let specs = &test.definition.arguments;
    let kept = &test.choice.secrets;
    let mut arguments = resolve_keeping(specs, &given, kept).map_err(refused_argument)?;
    let secrets = take_secrets(vault, specs, &mut arguments, kept)?;
    Ok(RunChoice {
        arguments,
        secrets,
        hosts: run_hosts(execution, statistics)?,
        timeout: timeout(wanted.timeout)?.or(test.choice.timeout),
        subjects: merge(&test.choice.subjects, &wanted.subjects),
    })
}

/// The choice for the next run of a test, with the framework as it is now: it must still take the test's arguments.
pub(super) fn of_next_run(
    vault: &Vault,
    test: &Test,
    timeout_wanted: Option<Span>,
    subjects: &Subjects,
) -> ApiResult<RunChoice> {
    let kept = &test.choice.secrets;
    let is_open = |(name, _): &&(ArgumentName, String)| !kept.contains_key(name);
    let given: ArgumentValues = test.choice.arguments.iter().filter(is_open).cloned().collect();
    let specs = &test.definition.arguments;
    let mut arguments = resolve_keeping(specs, &given, kept).map_err(|error| {
        conflict(format!(
            "test {} does not fit its framework any more: {error}; clone the test and change that",
            test.id
        ))
    })?;
    let secrets = take_secrets(vault, specs, &mut arguments, kept)?;
    // Better now than when its hosts have been taken.
    vault
        .reveal(&arguments, &secrets)
        .map_err(|error| conflict(error.to_string()))?;
    Ok(RunChoice {
        arguments,
        secrets,
        hosts: test.choice.hosts.clone(),
        timeout: timeout(timeout_wanted)?.or(test.choice.timeout),
        subjects: merge(&test.choice.subjects, subjects),
    })
}

/// The title that was given, or the framework's.
pub(super) fn title(framework: &FrameworkDefinition, wanted: &Choice) -> ApiResult<Title> {
    match &wanted.title {
        Some(title) => Ok(title.clone()),
        None => Title::try_from(framework.display_title().to_owned())
            .map_err(|error| unacceptable("/title", error.to_string())),
    }
}

fn take_secrets(
    vault: &Vault,
    specs: &[ArgumentSpec],
    arguments: &mut [(ArgumentName, String)],
    kept: &Secrets,
) -> ApiResult<Secrets> {
    vault
        .take_secrets(specs, arguments, kept)
        .map_err(|error| internal(&error))
}

/// What a run of the framework's latest revision is made from.
pub(super) fn spec(framework: &Framework, choice: RunChoice) -> RunSpec {
    RunSpec::new(framework.id, framework.revision, &framework.definition, choice)
}

/// A new run is known to the scheduler at once; one that was there before it knows.
pub(super) fn tell_scheduler(app: &App, submitted: &Submitted) {
    match submitted {
        Submitted::New(run) => app.scheduler.submitted((**run).clone()),
        Submitted::Same(_) => {}
    }
}

fn run_hosts(execution: HostName, statistics: Vec<HostName>) -> ApiResult<RunHosts> {
    RunHosts::new(execution, statistics).map_err(|error| unacceptable("/statistics_hosts", error.to_string()))
}

/// Refuses hosts that have not enrolled, at their field, with the name that was probably meant.
pub(super) fn check_hosts(app: &App, hosts: &RunHosts) -> ApiResult<()> {
    hosts::check(app, "/execution_host", &hosts.execution)?;
    for host in &hosts.statistics {
        hosts::check(app, "/statistics_hosts", host)?;
    }
    Ok(())
}

fn timeout(wanted: Option<Span>) -> ApiResult<Option<Span>> {
    match wanted {
        Some(span) if span.get() > SERVER_MAXIMUM_TIMEOUT => Err(unacceptable(
            "/timeout",
            format!("{span} is above the server's maximum of 24h"),
        )),
        wanted => Ok(wanted),
    }
}

fn refused_argument(error: InvalidArgument) -> ApiError {
    let pointer = match &error {
        InvalidArgument::Unknown { name, .. }
        | InvalidArgument::NotAnOption { name, .. }
        | InvalidArgument::Nul { name }
        | InvalidArgument::Doubled { name, .. }
        | InvalidArgument::DefaultNotAnOption { name, .. }
        | InvalidArgument::SecretDefault { name }
        | InvalidArgument::NoSecret { name }
        | InvalidArgument::NotSecretAnyMore { name } => format!("/arguments/{name}"),
    };
    unacceptable(pointer, error.to_string())
}

/// Arguments as they are sent: secrets by name only.
pub(super) fn arguments(
    choice: &[(ArgumentName, String)],
    secrets: &Secrets,
) -> Vec<daytona_api::test::Argument> {
    choice
        .iter()
        .map(|(name, value)| daytona_api::test::Argument {
            name: name.clone(),
            value: value.clone(),
            secret: secrets.contains_key(name),
        })
        .collect()
}

#[cfg(test)]
mod tests;
