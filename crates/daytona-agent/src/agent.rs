//! An agent from start to stop.

use std::io;
use std::path::PathBuf;

use daytona_metrics::facts::HostFacts;
use daytona_protocol::pb;
use daytona_protocol::tls::{TlsError, client_config};
use tokio_util::sync::CancellationToken;

use crate::account::ScriptAccount;
use crate::boot;
use crate::cgroup::{self, Place};
use crate::config::AgentConfig;
use crate::host::{Host, Parts};
use crate::identity::{self, IdentityError};
use crate::lease::LastLease;
use crate::run::RunTask;
use crate::session::{self, SessionConfig, machine};
use crate::supervisor::SupervisorProgram;
use crate::workspace::{Workspace, WorkspaceError};

/// An agent can't be started.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    #[error(transparent)]
    Identity(#[from] IdentityError),
    #[error("cannot set up TLS for the link")]
    Tls(#[from] TlsError),
    #[error("cannot use the folder of workspaces")]
    Workspace(#[from] WorkspaceError),
    #[error("cannot keep the state below {}", path.display())]
    State { path: PathBuf, source: io::Error },
    #[error("cannot read this machine's boot id")]
    BootId(#[source] io::Error),
}

/// Runs an agent until `stop`. Scripts that run then go on; the next start adopts them.
pub async fn run(config: AgentConfig, stop: CancellationToken) -> Result<(), AgentError> {
    let identity = identity::load(&config.root)?;
    // What can't be used at all is told at the start and not at each try.
    client_config(&identity.authorities, identity.credentials)?;
    let boot_id = boot::boot_id().map_err(AgentError::BootId)?;
    let account = account(&config);
    let cannot_run_scripts = account.as_ref().err().cloned().unwrap_or_default();
    if !cannot_run_scripts.is_empty() {
        tracing::warn!("this agent collects metrics only: {cannot_run_scripts}");
    }
    let state = config.root.join("state");
    let last_lease = LastLease::open(&state).map_err(|source| AgentError::State { path: state, source })?;
    let parts = Parts {
        name: identity.peer.host,
        workspace: Workspace::open(&config.root)?,
        scripts_dir: config.scripts_dir,
        account,
        supervisor: SupervisorProgram::this_binary(),
        root: config.host_root.clone(),
        last_lease,
        stop,
    };
    let (host, said) = Host::new(parts);
    let hello = machine::hello(boot_id, facts(&config.host_root), cannot_run_scripts);
    let session = SessionConfig {
        server: config.server,
        root: config.root,
        hello,
    };
    // First what is here, then Hello: a server that isn't told of a run takes it for lost.
    for found in host.workspace.find()? {
        let handle = RunTask::adopt(host.clone(), found).await;
        host.hold(handle);
    }
    let next = host.clone();
    host.tasks.spawn_blocking(move || {
        cgroup::sweep();
        next.prepare_next();
    });
    session::run(host.clone(), session, said).await;
    host.tasks.close();
    host.tasks.wait().await;
    Ok(())
}

/// Who scripts run as, or why none can run.
pub(crate) fn account(config: &AgentConfig) -> Result<ScriptAccount, String> {
    let path = config.path.as_deref();
    let account = match &config.run_as {
        Some(user) => ScriptAccount::named(user, path),
        None if rustix::process::geteuid().is_root() => {
            return Err(
                "its agent is root and has no user to run scripts as; start it with --run-as USER".to_owned(),
            );
        }
        None => ScriptAccount::own(path),
    };
    account.map_err(|error| crate::error_chain(&error))
}

fn control_groups() -> String {
    match Place::find() {
        Ok(place) => place.mode.to_string(),
        Err(_) => "none".to_owned(),
    }
}

fn facts(root: &std::path::Path) -> pb::HostFacts {
    let HostFacts {
        kernel_release,
        cpu_model,
        online_cpus,
        memory_bytes,
        os_name,
        ..
    } = HostFacts::read(root);
    pb::HostFacts {
        kernel: kernel_release.unwrap_or_default(),
        operating_system: os_name.unwrap_or_default(),
        cpu_model: cpu_model.unwrap_or_default(),
        cpus: online_cpus.and_then(|cpus| u32::try_from(cpus).ok()).unwrap_or(0),
        memory_bytes: memory_bytes.unwrap_or(0),
        architecture: std::env::consts::ARCH.to_owned(),
        control_groups: control_groups(),
    }
}
