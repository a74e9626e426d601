//! The first administrator.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use daytona_api::account::{Me, Setup, SetupStatus};
use daytona_domain::permission::{Action, Actor, Scope, check_server};
use daytona_store::account::User;
use daytona_store::secret::SecretHash;
use daytona_store::submission::NewTest;

use crate::app::App;
use crate::auth::password::Passwords;
use crate::auth::session;
use crate::config::Sample;
use crate::error::ApiResult;
use crate::extract::Json;
use crate::handlers::{choice, runs};

/// Whether the server still needs its first administrator.
#[utoipa::path(get, path = "/setup", tag = "accounts", security(()), responses((status = 200, body = SetupStatus)))]
pub async fn status(State(app): State<App>) -> ApiResult<axum::Json<SetupStatus>> {
    let needed = app.store.needs_setup().await?;
    Ok(axum::Json(SetupStatus { needed }))
}

/// Creates the first administrator, with the secret of the link that the server printed, and signs in.
#[utoipa::path(post, path = "/setup", tag = "accounts", security(()), request_body = Setup,
    responses((status = 201, body = Me)))]
pub async fn set_up(
    State(app): State<App>,
    State(passwords): State<Passwords>,
    Json(setup): Json<Setup>,
) -> ApiResult<Response> {
    let Setup {
        secret,
        name,
        password,
    } = setup;
    runs::refuse_reserved(&name)?;
    let password_hash = passwords.hash(password).await?;
    let user = app
        .store
        .set_up(&SecretHash::of(&secret), name, password_hash)
        .await?;
    if let Some(sample) = &app.place.sample {
        // The account is there; without its sample it is as good.
        if let Err(error) = make_sample(&app, &user, sample).await {
            tracing::error!("the sample could not be made: {error:?}");
        }
    }
    let cookie = session::open(&app, user.id).await?;
    Ok((
        StatusCode::CREATED,
        [(header::SET_COOKIE, cookie)],
        axum::Json(me(user, Scope::Admin)),
    )
        .into_response())
}

async fn make_sample(app: &App, user: &User, sample: &Sample) -> ApiResult<()> {
    let (framework, _) = app.store.apply_framework(&sample.framework, user, None).await?;
    for wanted in &sample.tests {
        let choice = choice::of_framework(&app.vault, &framework.definition, wanted)?;
        let new = NewTest {
            team: user.team,
            owner: user.person(),
            title: choice::title(&framework.definition, wanted)?,
            spec: choice::spec(&framework, choice.clone()),
            choice,
            tags: Vec::new(),
        };
        let submitted = app.store.submit(new, None).await?;
        choice::tell_scheduler(app, &submitted);
    }
    Ok(())
}

pub(super) fn me(user: User, scope: Scope) -> Me {
    let actor = Actor {
        scope,
        ..user.actor()
    };
    Me {
        may_enrol_hosts: check_server(&actor, Action::EnrolHost).is_ok(),
        may_manage_users: check_server(&actor, Action::ManageUsers).is_ok(),
        scope,
        user: super::users::view(user),
    }
}
