//! What the server says of itself.

use axum::extract::State;
use daytona_api::server::ServerInfo;

use crate::app::App;
use crate::auth::CurrentUser;

/// Version, clock and banners.
#[utoipa::path(get, path = "/server", tag = "server", responses((status = 200, body = ServerInfo)))]
pub async fn show(State(app): State<App>, _: CurrentUser) -> axum::Json<ServerInfo> {
    let banners = match app.place.demo {
        true => vec![
            "This is a demo: its data stays on this machine, and only this machine can reach it.".to_owned(),
        ],
        false => Vec::new(),
    };
    axum::Json(ServerInfo {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        now: app.clock.now(),
        banners,
        agent_address: app.place.agents.to_string(),
        demo: app.place.demo,
    })
}
