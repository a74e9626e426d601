//! Every path of the web port: the API, the short links, and for all else the UI. The routes of the API are made from
//! the documented operations, so that no path is served that the document doesn't have.

mod problems;

use axum::extract::{DefaultBodyLimit, FromRef};
use axum::http::{HeaderValue, StatusCode, header};
use axum::routing::get;
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::host_name;
use crate::auth::password::Passwords;
use crate::error::Refusal;
use crate::handlers::{
    agent_log, authority, compare, console, events, files, framework_files, frameworks, health, hosts,
    join_tokens, kpis, marks, passwords, queue, revisions, run, runs, search, series, server_info, sessions,
    setup, tags, test, test_edit, tokens, trash, users,
};

/// Where the API begins.
pub const API: &str = "/api/v1";

/// What handlers work with.
#[derive(Clone, Debug)]
pub struct Web {
    pub app: App,
    pub passwords: Passwords,
}

impl FromRef<Web> for App {
    fn from_ref(web: &Web) -> Self {
        web.app.clone()
    }
}

impl FromRef<Web> for Passwords {
    fn from_ref(web: &Web) -> Self {
        web.passwords.clone()
    }
}

/// The router of the web port.
pub fn router(app: App, ui: Router) -> Router {
    let (api, _) = api().split_for_parts();
    let api = api
        .route("/openapi.json", get(crate::openapi::serve))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(SetResponseHeaderLayer::if_not_present(
            header::CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ));
    let own = Router::new()
        .nest(API, api)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/t/{id}", get(health::test_link))
        .route("/t/{id}/{n}", get(health::run_link))
        .with_state(Web {
            app: app.clone(),
            passwords: Passwords::default(),
        })
        .layer(CatchPanicLayer::custom(|_| {
            problems::of(Refusal::of_status(StatusCode::INTERNAL_SERVER_ERROR))
        }))
        // The extractors have a limit of their own, which answers with a problem.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(problems::write));
    let host_check = middleware::from_fn_with_state(app, host_name::check);
    let outer = Router::new().merge(own).fallback_service(ui);
    outer
        .layer(CompressionLayer::new())
        .layer(host_check)
        .layer(middleware::from_fn(problems::write))
}

/// The documented operations with their handlers.
pub(crate) fn api() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(setup::status, setup::set_up))
        .routes(routes!(sessions::sign_in))
        .routes(routes!(sessions::sign_out))
        .routes(routes!(sessions::me))
        .routes(routes!(passwords::set))
        .routes(routes!(users::list, users::create))
        .routes(routes!(tokens::list, tokens::create))
        .routes(routes!(tokens::revoke))
        .routes(routes!(frameworks::list))
        .routes(routes!(
            frameworks::show,
            frameworks::apply,
            trash::delete_framework
        ))
        .routes(routes!(framework_files::clone))
        .routes(routes!(framework_files::export))
        .routes(routes!(framework_files::to_toml))
        .routes(routes!(framework_files::from_toml))
        .routes(routes!(framework_files::from_command))
        .routes(routes!(revisions::list))
        .routes(routes!(revisions::show))
        .routes(routes!(revisions::diff))
        .routes(routes!(test::list, test::create))
        .routes(routes!(test_edit::prepare))
        .routes(routes!(test::show, test_edit::edit, trash::delete_test))
        .routes(routes!(tags::set_of_test))
        .routes(routes!(test::clone))
        .routes(routes!(runs::of_test, runs::create))
        .routes(routes!(runs::list))
        .routes(routes!(queue::show))
        .routes(routes!(run::show, trash::delete_run))
        .routes(routes!(tags::set_of_run))
        .routes(routes!(run::abort))
        .routes(routes!(run::why))
        .routes(routes!(run::history))
        .routes(routes!(files::list))
        .routes(routes!(files::content))
        .routes(routes!(console::show))
        .routes(routes!(agent_log::show))
        .routes(routes!(kpis::show))
        .routes(routes!(marks::show))
        .routes(routes!(series::index))
        .routes(routes!(series::query))
        .routes(routes!(series::copies))
        .routes(routes!(compare::show))
        .routes(routes!(trash::list))
        .routes(routes!(trash::purge))
        .routes(routes!(trash::restore))
        .routes(routes!(tags::list))
        .routes(routes!(search::suggest))
        .routes(routes!(hosts::list))
        .routes(routes!(hosts::show))
        .routes(routes!(hosts::revoke))
        .routes(routes!(join_tokens::create))
        .routes(routes!(authority::show))
        .routes(routes!(authority::rotate))
        .routes(routes!(authority::finish))
        .routes(routes!(server_info::show))
        .routes(routes!(events::stream))
}
