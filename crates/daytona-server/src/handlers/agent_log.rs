//! What an agent did for a run: its log, as raw bytes by range, live and afterwards by the same call.

use axum::extract::State;
use axum::response::Response;
use daytona_domain::layout;
use daytona_domain::name::HostName;
use serde::Deserialize;

use super::{console, run_view};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, not_found};
use crate::extract::{FromPath, FromQuery, RunPath};

#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AgentLogQuery {
    /// A host of the run; by default its execution host.
    #[param(value_type = Option<String>)]
    host: Option<HostName>,
    /// `FROM-TO` with TO exclusive and optional, or `-COUNT` for the end; at most 1 MiB.
    #[serde(default = "from_the_start")]
    bytes: String,
}

fn from_the_start() -> String {
    "0-".to_owned()
}

/// Bytes of the log that the agent of a host keeps of this run, one line for each thing that it did. The headers are
/// those of the console.
#[utoipa::path(get, path = "/tests/{id}/runs/{n}/agent-log", tag = "results", params(RunPath, AgentLogQuery),
    responses((status = 200, content_type = "text/plain", body = [u8])))]
pub async fn show(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<RunPath>,
    FromQuery(query): FromQuery<AgentLogQuery>,
) -> ApiResult<Response> {
    let run = run_view::find(&app, &current, path.run()).await?;
    let hosts = &run.spec.hosts;
    let host = query.host.as_ref().unwrap_or(&hosts.execution);
    if !hosts.iter().any(|(_, of_run)| of_run == host) {
        return Err(not_found(format_args!("host {host} in run {}", run.id)));
    }
    console::growing(&app, &run, host, layout::AGENT_LOG, &query.bytes).await
}
