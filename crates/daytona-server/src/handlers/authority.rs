//! The certificate authority: which it is, and its change.

use axum::extract::State;
use daytona_api::authority::{Authority, AuthorityChange, FinishAuthorityChange};
use daytona_domain::permission::Action;
use daytona_protocol::authorities::RotationError;
use daytona_store::host::Host;

use crate::agents::link_tls::LinkTlsError;
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiError, ApiResult, conflict, internal};
use crate::extract::OptionalJson;

/// The authority that signs certificates of agents and, while it is being changed, which hosts are left.
#[utoipa::path(get, path = "/admin/authority", operation_id = "show_authority", tag = "admin",
    responses((status = 200, body = Authority)))]
pub async fn show(State(app): State<App>, current: CurrentUser) -> ApiResult<axum::Json<Authority>> {
    current.may_on_server(Action::ChangeAuthority)?;
    Ok(axum::Json(view(&app).await?))
}

/// Makes the next authority. From now on it signs certificates, and both are trusted: agents get a new certificate as soon
/// as no script runs on their host, or when they next connect.
#[utoipa::path(post, path = "/admin/authority/rotate", operation_id = "rotate_authority", tag = "admin",
    responses((status = 200, body = Authority)))]
pub async fn rotate(State(app): State<App>, current: CurrentUser) -> ApiResult<axum::Json<Authority>> {
    current.may_on_server(Action::ChangeAuthority)?;
    app.authorities.begin_change(&app.clock)?;
    app.link_tls.remake()?;
    tracing::info!("{} began to change the certificate authority", current.user.name);
    app.registry.have_all_renew();
    Ok(axum::Json(view(&app).await?))
}

/// Drops the old authority. Refused while agents use certificates of it, unless forced.
#[utoipa::path(post, path = "/admin/authority/finish", operation_id = "finish_authority_change", tag = "admin",
    request_body = FinishAuthorityChange, responses((status = 200, body = Authority)))]
pub async fn finish(
    State(app): State<App>,
    current: CurrentUser,
    OptionalJson(finish): OptionalJson<FinishAuthorityChange>,
) -> ApiResult<axum::Json<Authority>> {
    current.may_on_server(Action::ChangeAuthority)?;
    if !app.authorities.is_changing() {
        return Err(RotationError::NotUnderWay.into());
    }
    let left = left(&app).await?;
    if !left.is_empty() && !finish.force {
        return Err(conflict(format!(
            "agents still use certificates of the old authority: {}; start them, so that they renew, or force it and enrol \
             them again",
            names(&left)
        )));
    }
    app.authorities.finish_change()?;
    app.link_tls.remake()?;
    for host in &left {
        app.store.revoke_host(host.team, &host.name).await?;
    }
    app.directory.reload(&app.store).await?;
    for host in &left {
        let reason = format!(
            "the server's authority was changed, and host {} has no certificate of the new one; enrol this agent anew",
            host.name
        );
        app.registry.turn_away(&host.name, reason);
    }
    tracing::info!(
        "{} finished the change of the certificate authority; left behind: {}",
        current.user.name,
        names(&left)
    );
    Ok(axum::Json(view(&app).await?))
}

async fn view(app: &App) -> ApiResult<Authority> {
    let change = if app.authorities.is_changing() {
        Some(AuthorityChange {
            next: app.authorities.signing().fingerprint().to_string(),
            hosts_left: left(app).await?.into_iter().map(|host| host.name).collect(),
        })
    } else {
        None
    };
    Ok(Authority {
        fingerprint: app.authorities.shown().fingerprint().to_string(),
        change,
    })
}

/// Hosts that have no certificate of the newest authority.
async fn left(app: &App) -> ApiResult<Vec<Host>> {
    let newest = app.authorities.signing().fingerprint().to_string();
    Ok(app.store.hosts_without_authority(&newest).await?)
}

fn names(hosts: &[Host]) -> String {
    if hosts.is_empty() {
        return "none".to_owned();
    }
    let names: Vec<_> = hosts.iter().map(|host| host.name.as_str()).collect();
    names.join(", ")
}

impl From<RotationError> for ApiError {
    fn from(error: RotationError) -> Self {
        match error {
            RotationError::UnderWay | RotationError::NotUnderWay => conflict(error.to_string()),
            RotationError::Authority(error) => internal(&error),
        }
    }
}

impl From<LinkTlsError> for ApiError {
    fn from(error: LinkTlsError) -> Self {
        internal(&error)
    }
}
