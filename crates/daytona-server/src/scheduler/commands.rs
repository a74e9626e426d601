//! The commands of the agent link, made from a run.

use daytona_domain::host::HostRole;
use daytona_domain::invocation::{EnvironmentSource, argv, environment};
use daytona_domain::name::HostName;
use daytona_domain::selection::PathPattern;
use daytona_protocol::convert::LinkRun;
use daytona_protocol::pb;
use daytona_protocol::pb::server_message::Message;

use crate::app::App;
use crate::fail_point;
use crate::scheduler::execution_monitor::plan::Command;
use crate::scheduler::snapshot::LiveRun;
use crate::vault::Unreadable;

/// Queues a command for a host of the run.
pub fn send(app: &App, run: &LiveRun, host: &HostName, command: Command) {
    let Some(link_run) = link_run(run, host) else {
        return;
    };
    if command == Command::SetupTest
        && let Some(reason) = unknown_to_agent(app, run, host)
    {
        return app.registry.fail_set_up(host, &link_run, reason);
    }
    let reference = Some(link_run.to_message());
    let message = match command {
        Command::SetupTest => match setup_test(app, run, host, reference) {
            Ok(setup) => Message::SetupTest(setup),
            // The execution monitor fails such a run before it comes here.
            Err(error) => return tracing::error!(run = %run.id, "run {} is not set up: {error}", run.id),
        },
        Command::StartMonitor => Message::StartMonitor(pb::StartMonitor { run: reference }),
        Command::StreamStart => Message::StreamStart(stream_start(app, &link_run, host, reference)),
        Command::StartTest => Message::StartTest(pb::StartTest { run: reference }),
        Command::EndTest => Message::EndTest(pb::EndTest { run: reference }),
        Command::StopMonitor => Message::StopMonitor(pb::StopMonitor { run: reference }),
    };
    fail_point::reach("before_send", name_of(command));
    app.registry.command(host, message);
}

fn name_of(command: Command) -> &'static str {
    match command {
        Command::SetupTest => "setup_test",
        Command::StartMonitor => "start_monitor",
        Command::StreamStart => "stream_start",
        Command::StartTest => "start_test",
        Command::EndTest => "end_test",
        Command::StopMonitor => "stop_monitor",
    }
}

/// Why the agent on `host`, which is older than the server, would not do what this run needs.
fn unknown_to_agent(app: &App, run: &LiveRun, host: &HostName) -> Option<String> {
    /// The version that knows patterns and bundles.
    const NEEDED: u32 = 2;
    let limits = &run.spec.results;
    let needs_patterns = !limits.include.is_empty() || !limits.exclude.is_empty();
    let is_old = app
        .registry
        .lock()
        .get(host)
        .is_some_and(|agent| agent.protocol < NEEDED);
    (is_old && needs_patterns).then(|| {
        "its agent is older than the server and can't leave out files by patterns; upgrade it".to_owned()
    })
}

/// The run as the link names it on this host.
pub fn link_run(run: &LiveRun, host: &HostName) -> Option<LinkRun> {
    let lease = *run.leases.get(host)?;
    Some(LinkRun {
        run: run.id,
        lease,
        framework: run.spec.framework_name.clone(),
    })
}

fn setup_test(
    app: &App,
    run: &LiveRun,
    host: &HostName,
    reference: Option<pb::RunRef>,
) -> Result<pb::SetupTest, Unreadable> {
    let spec = &run.spec;
    let arguments = app.vault.reveal(&spec.arguments, &spec.secrets)?;
    let is_execution = spec.hosts.execution == *host;
    let role = if is_execution {
        HostRole::Execution
    } else {
        HostRole::Statistics
    };
    let addresses: Vec<_> = spec
        .hosts
        .iter()
        .filter_map(|(_, name)| app.directory.address(name).map(|address| (name.clone(), address)))
        .collect();
    let source = EnvironmentSource {
        run: run.id,
        framework: &spec.framework_name,
        arguments: &arguments,
        hosts: &spec.hosts,
        addresses: &addresses,
        timeout: spec.timeout.get(),
    };
    let variables = environment(&source)
        .into_iter()
        .map(|(name, value)| pb::Variable { name, value })
        .collect();
    Ok(pb::SetupTest {
        run: reference,
        role: match role {
            HostRole::Execution => pb::Role::Execution.into(),
            HostRole::Statistics => pb::Role::Statistics.into(),
        },
        script: if is_execution {
            spec.script.as_str().to_owned()
        } else {
            String::new()
        },
        arguments: if is_execution {
            argv(spec.pass_arguments, &arguments)
        } else {
            Vec::new()
        },
        environment: if is_execution { variables } else { Vec::new() },
        timeout_ms: u64::try_from(spec.timeout.get().as_millis()).unwrap_or(u64::MAX),
        max_bytes: spec.results.max_bytes.get(),
        max_files: spec.results.max_files,
        processes: spec.metrics.processes.clone(),
        include: texts(&spec.results.include),
        exclude: texts(&spec.results.exclude),
        bundle: None,
    })
}

fn texts(patterns: &[PathPattern]) -> Vec<String> {
    patterns.iter().cloned().map(String::from).collect()
}

/// Where the agent goes on: what the mirror has. A run that has just been leased has nothing yet.
fn stream_start(app: &App, run: &LinkRun, host: &HostName, reference: Option<pb::RunRef>) -> pb::StreamStart {
    let have = match app.ingest.slot(&run.framework, run.run, host) {
        Ok(slot) => slot
            .lock()
            .lengths()
            .map(|(path, offset)| pb::FileOffset {
                path: path.to_owned(),
                offset,
            })
            .collect(),
        Err(error) => {
            tracing::warn!(run = %run.run, %host, "cannot open the copy of a run's files: {}", crate::error_chain(&error));
            Vec::new()
        }
    };
    pb::StreamStart { run: reference, have }
}
