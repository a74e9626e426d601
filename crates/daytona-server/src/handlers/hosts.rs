//! Hosts: free, busy or out of reach.

use axum::extract::State;
use daytona_api::host::{Host, HostFacts, HostState};
use daytona_api::page::Page;
use daytona_domain::framework::DefaultHosts;
use daytona_domain::id::RunId;
use daytona_domain::name::HostName;
use daytona_domain::nearest::nearest;
use daytona_domain::permission::Action;
use daytona_store::host as stored;
use serde::Deserialize;

use crate::agents::health::Health;
use crate::agents::peer;
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, not_found, unacceptable};
use crate::extract::{FromPath, FromQuery, Paging};

/// The hosts of the team, by name.
#[utoipa::path(get, path = "/hosts", tag = "hosts", params(Paging), responses((status = 200, body = Page<Host>)))]
pub async fn list(
    State(app): State<App>,
    current: CurrentUser,
    FromQuery(paging): FromQuery<Paging>,
) -> ApiResult<axum::Json<Page<Host>>> {
    let after = paging.cursor::<HostName>()?;
    let hosts = app
        .store
        .hosts(current.user.team, after.as_ref(), paging.limit())
        .await?;
    Ok(axum::Json(super::page(hosts, |host| view(&app, host))))
}

/// Refuses a host that has not enrolled, at its field, with the name that was probably meant.
pub(super) fn check(app: &App, pointer: &str, host: &HostName) -> ApiResult<()> {
    if app.directory.is_enrolled(host) {
        return Ok(());
    }
    let names = app.directory.names();
    let meant = match nearest(host.as_str(), names.iter().map(HostName::as_str)) {
        Some(name) => format!("did you mean {name}?"),
        None if names.is_empty() => "no host has enrolled yet: see `daytona host join-token`".to_owned(),
        None => "`daytona host list` names those there are".to_owned(),
    };
    Err(unacceptable(pointer, format!("there is no host {host}; {meant}")))
}

/// Refuses default hosts of a framework that have not enrolled.
pub(super) fn check_defaults(app: &App, hosts: &DefaultHosts) -> ApiResult<()> {
    let DefaultHosts {
        execution,
        statistics,
    } = hosts;
    if let Some(host) = execution {
        check(app, "/hosts/execution", host)?;
    }
    for (index, host) in statistics.iter().enumerate() {
        check(app, &format!("/hosts/statistics/{index}"), host)?;
    }
    Ok(())
}

#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct HostPath {
    #[param(value_type = String)]
    name: HostName,
}

/// One host.
#[utoipa::path(get, path = "/hosts/{name}", tag = "hosts", params(HostPath), responses((status = 200, body = Host)))]
pub async fn show(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<HostPath>,
) -> ApiResult<axum::Json<Host>> {
    let host = app.store.host(&path.name).await?;
    let host = host.filter(|host| host.team == current.user.team);
    let host = host.ok_or_else(|| not_found(format_args!("host {}", path.name)))?;
    Ok(axum::Json(view(&app, host)))
}

/// Ends the validity of the certificate of this host's agent, and its connections at once. A run on it goes on there; its
/// results come once the host has enrolled again.
#[utoipa::path(post, path = "/hosts/{name}/revoke", operation_id = "revoke_host", tag = "hosts", params(HostPath),
    responses((status = 200, body = Host)))]
pub async fn revoke(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(HostPath { name }): FromPath<HostPath>,
) -> ApiResult<axum::Json<Host>> {
    current.may_on_server(Action::RevokeHost)?;
    app.store.revoke_host(current.user.team, &name).await?;
    let host = app.store.host(&name).await?;
    let host = host.filter(|host| host.team == current.user.team);
    let host = host.ok_or_else(|| not_found(format_args!("host {name}")))?;
    app.directory.reload(&app.store).await?;
    if let Some(since) = host.revoked {
        app.registry.turn_away(&name, peer::revoked(&name, since));
    }
    tracing::warn!(host = %name, "{} revoked the certificate of host {name}", current.user.name);
    app.hints
        .send("hosts".to_owned(), daytona_api::event::HintKind::Changed);
    Ok(axum::Json(view(&app, host)))
}

fn view(app: &App, host: stored::Host) -> Host {
    let holder = app
        .scheduler
        .with_snapshot(|snapshot| snapshot.holder(&host.name).map(|run| run.id));
    let state = state(app.registry.health(&host.name, app.clock.now()), holder);
    let cannot_run_scripts = app
        .registry
        .lock()
        .get(&host.name)
        .and_then(|agent| agent.cannot_run_scripts.clone());
    Host {
        sentence: match host.revoked {
            Some(_) => "its certificate was revoked; it has to enrol again".to_owned(),
            None => sentence(&state, holder, host.connected.is_some()),
        },
        certificate_expires: host.certificate.expires,
        revoked: host.revoked,
        state,
        name: host.name,
        address: host.address,
        facts: host.facts.map(facts),
        agent_version: host.agent_version,
        cannot_run_scripts,
        enrolled: host.enrolled,
    }
}

fn state(health: Health, holder: Option<RunId>) -> HostState {
    match (health, holder) {
        (Health::Connected, Some(run)) => HostState::Busy { run },
        (Health::Connected, None) => HostState::Free,
        (Health::Disconnected { since }, _) => HostState::Disconnected { since },
        (Health::Suspect { since }, _) => HostState::Suspect { since },
        (Health::Lost { since }, _) => HostState::Lost { since },
    }
}

fn sentence(state: &HostState, holder: Option<RunId>, has_connected: bool) -> String {
    let health = match state {
        HostState::Free => return "free".to_owned(),
        HostState::Busy { run } => return format!("used by run {run}"),
        HostState::Disconnected { .. } | HostState::Suspect { .. } | HostState::Lost { .. }
            if !has_connected =>
        {
            "its agent has not connected yet"
        }
        HostState::Disconnected { .. } => "its agent is not connected",
        HostState::Suspect { .. } => "its agent has not been heard of for a while",
        HostState::Lost { .. } => "its agent has not been heard of for too long",
    };
    match holder {
        Some(run) => format!("{health}; used by run {run}"),
        None => health.to_owned(),
    }
}

fn facts(facts: stored::HostFacts) -> HostFacts {
    let stored::HostFacts {
        kernel,
        operating_system,
        cpu_model,
        cpus,
        memory_bytes,
        architecture,
        control_groups,
    } = facts;
    HostFacts {
        kernel,
        operating_system,
        cpu_model,
        cpus,
        memory_bytes,
        architecture,
        control_groups,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use daytona_domain::clock::Timestamp;

    #[test]
    fn a_host_that_is_out_of_reach_says_so_and_who_holds_it() {
        let since = Timestamp::from_micros(0);
        let run = Some(RunId::new(1132, 2));
        let told = |health, holder, has_connected| {
            let state = state(health, holder);
            sentence(&state, holder, has_connected)
        };
        assert_eq!(told(Health::Connected, None, true), "free");
        assert_eq!(told(Health::Connected, run, true), "used by run 1132/2");
        assert_eq!(
            told(Health::Disconnected { since }, None, false),
            "its agent has not connected yet"
        );
        assert_eq!(
            told(Health::Suspect { since }, run, true),
            "its agent has not been heard of for a while; used by run 1132/2"
        );
    }
}
