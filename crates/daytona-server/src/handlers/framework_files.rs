//! Frameworks as files and copies: clone, export, and between TOML and the definition for editors.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use daytona_api::framework::{CloneFramework, Framework, FrameworkFile, FromCommand, ProposedFramework};
use daytona_api::framework_file::{self, InvalidFrameworkFile};
use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::id::Revision;
use daytona_domain::permission::Action;
use daytona_domain::proposal::{InvalidProposal, Proposal, Wanted, propose};
use serde::Deserialize;

use super::frameworks::{self, FrameworkPath};
use super::{hosts, revisions};
use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, internal, unacceptable};
use crate::extract::{FromPath, FromQuery, Json};

/// The form of an exported framework.
#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExportFormat {
    #[default]
    Toml,
    Json,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ExportQuery {
    /// `toml` if absent.
    #[serde(default)]
    #[param(inline)]
    format: ExportFormat,
    /// The latest if absent.
    #[param(value_type = Option<i64>)]
    revision: Option<Revision>,
}

/// Makes a framework with another name like this one. It is yours.
#[utoipa::path(post, path = "/frameworks/{name}/clone", tag = "frameworks", params(FrameworkPath),
    request_body = CloneFramework, responses((status = 201, body = Framework)))]
pub async fn clone(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<FrameworkPath>,
    Json(clone): Json<CloneFramework>,
) -> ApiResult<(StatusCode, axum::Json<Framework>)> {
    let framework = frameworks::find(&app, &current, &path.name).await?;
    current.may_on_server(Action::CreateFramework)?;
    let CloneFramework { name, title } = clone;
    let definition = FrameworkDefinition {
        name,
        title: title.or(framework.definition.title),
        ..framework.definition
    };
    let made = app.store.create_framework(&definition, &current.user).await?;
    frameworks::tell(&app, &definition.name);
    Ok((StatusCode::CREATED, axum::Json(frameworks::view(made, &current))))
}

/// The framework as a file that `daytona framework apply` reads.
#[utoipa::path(get, path = "/frameworks/{name}/export", tag = "frameworks", params(FrameworkPath, ExportQuery),
    responses((status = 200, content_type = "application/toml", body = String)))]
pub async fn export(
    State(app): State<App>,
    current: CurrentUser,
    FromPath(path): FromPath<FrameworkPath>,
    FromQuery(query): FromQuery<ExportQuery>,
) -> ApiResult<Response> {
    let framework = frameworks::find(&app, &current, &path.name).await?;
    let definition = match query.revision {
        Some(revision) => revisions::find(&app, &framework, revision).await?.definition,
        None => framework.definition,
    };
    let (text, mime, ending) = match query.format {
        ExportFormat::Toml => (toml_of(&definition)?, "application/toml", "toml"),
        ExportFormat::Json => {
            let text = serde_json::to_string_pretty(&definition).map_err(|error| internal(&error))?;
            (text + "\n", "application/json", "json")
        }
    };
    let name = format!("attachment; filename=\"{}.{ending}\"", definition.name);
    let headers = [
        (header::CONTENT_TYPE, mime.to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}

/// Writes a definition as a framework file, for editors that show both.
#[utoipa::path(post, path = "/frameworks/to-toml", tag = "frameworks", request_body = FrameworkDefinition,
    responses((status = 200, body = FrameworkFile)))]
pub async fn to_toml(
    current: CurrentUser,
    Json(definition): Json<FrameworkDefinition>,
) -> ApiResult<axum::Json<FrameworkFile>> {
    current.may_on_server(Action::View)?;
    let text = toml_of(&definition)?;
    Ok(axum::Json(FrameworkFile { text }))
}

/// Reads a framework file and checks it as saving would, without saving. A mistake is told with its line.
#[utoipa::path(post, path = "/frameworks/from-toml", tag = "frameworks", request_body = FrameworkFile,
    responses((status = 200, body = FrameworkDefinition)))]
pub async fn from_toml(
    State(app): State<App>,
    current: CurrentUser,
    Json(file): Json<FrameworkFile>,
) -> ApiResult<axum::Json<FrameworkDefinition>> {
    current.may_on_server(Action::View)?;
    let definition = framework_file::parse(&file.text).map_err(|error| match error {
        InvalidFrameworkFile::Check(error) => frameworks::refused(error),
        error @ (InvalidFrameworkFile::Toml(_)
        | InvalidFrameworkFile::NotBuilt { .. }
        | InvalidFrameworkFile::Fields(_)) => unacceptable("/text", error.to_string()),
    })?;
    hosts::check_defaults(&app, &definition.hosts)?;
    Ok(axum::Json(definition))
}

/// Proposes a framework for a command: what could vary, the definition, and a script that runs the command. Nothing is
/// saved.
#[utoipa::path(post, path = "/frameworks/from-command", tag = "frameworks", request_body = FromCommand,
    responses((status = 200, body = ProposedFramework)))]
pub async fn from_command(
    State(app): State<App>,
    current: CurrentUser,
    Json(from): Json<FromCommand>,
) -> ApiResult<axum::Json<ProposedFramework>> {
    current.may_on_server(Action::View)?;
    let FromCommand {
        command,
        name,
        title,
        vary,
        host,
        result_file,
    } = from;
    if let Some(host) = &host {
        hosts::check(&app, "/host", host)?;
    }
    let wanted = Wanted {
        command,
        name,
        title,
        vary,
        host,
        result_file,
    };
    let Proposal {
        definition,
        script,
        candidates,
        beside,
    } = propose(&wanted).map_err(|error| {
        let pointer = match &error {
            InvalidProposal::Command(_) | InvalidProposal::Definition { .. } => "/command",
            InvalidProposal::Unknown { .. } => "/vary",
            InvalidProposal::ResultFile { .. } => "/result_file",
            InvalidProposal::Name(_) => "/name",
            InvalidProposal::Framework(_) => "/vary",
        };
        unacceptable(pointer, error.to_string())
    })?;
    Ok(axum::Json(ProposedFramework {
        file: toml_of(&definition)?,
        definition,
        script,
        candidates,
        beside,
    }))
}

fn toml_of(definition: &FrameworkDefinition) -> ApiResult<String> {
    framework_file::write(definition).map_err(|error| internal(&error))
}
