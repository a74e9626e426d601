//! The OpenAPI document, made from the operations that are served.

use axum::Json;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, OpenApi, PathItem, Ref, RefOr, ResponseBuilder, ServerBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use crate::auth::session;
use crate::router::{API, api};

/// The document of the whole API.
pub fn openapi() -> OpenApi {
    let mut document = api().into_openapi();
    document.info = InfoBuilder::new()
        .title("Daytona")
        .version("1")
        .description(Some(
            "Repeatable performance tests: frameworks, tests, runs, results and comparisons.",
        ))
        .build();
    document.servers = Some(vec![ServerBuilder::new().url(API).build()]);
    let components = document.components.get_or_insert_default();
    components
        .schemas
        .insert("Problem".to_owned(), daytona_api::problem::Problem::schema());
    let mut schemas = Vec::new();
    daytona_api::problem::Problem::schemas(&mut schemas);
    components.schemas.extend(schemas);
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("An API token, dtn_…"))
        .build();
    components.add_security_scheme("token", SecurityScheme::Http(token));
    let cookie = ApiKey::Cookie(ApiKeyValue::new(session::COOKIE));
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    let none: [&str; 0] = [];
    document.security = Some(vec![
        SecurityRequirement::new("token", none),
        SecurityRequirement::new("session", none),
    ]);
    let paths = std::mem::take(&mut document.paths.paths);
    document.paths.paths = paths.into_iter().map(documented).collect();
    document
}

/// The path as the document writes it, which doesn't know the router's mark for the rest of a path. Everything can be
/// refused, and always in the same form.
fn documented((path, mut item): (String, PathItem)) -> (String, PathItem) {
    let PathItem {
        get,
        put,
        post,
        delete,
        patch,
        ..
    } = &mut item;
    let methods = [
        ("get", get),
        ("put", put),
        ("post", post),
        ("delete", delete),
        ("patch", patch),
    ];
    for (method, operation) in methods {
        let Some(operation) = operation else { continue };
        operation.operation_id = Some(operation_id(method, &path));
        let content = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("Problem")))
            .build();
        let problem = ResponseBuilder::new()
            .description("What was refused or failed, and what to do.")
            .content("application/problem+json", content)
            .build();
        operation
            .responses
            .responses
            .insert("default".to_owned(), RefOr::T(problem));
    }
    (path.replace("{*", "{"), item)
}

/// A name for an operation that no other has: `get_tests_id_runs_n` for `GET /tests/{id}/runs/{n}`.
fn operation_id(method: &str, path: &str) -> String {
    let words = path.split(|c: char| !c.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("_")
}

/// `GET /openapi.json`.
pub(crate) async fn serve() -> Json<OpenApi> {
    Json(openapi())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations() -> Vec<String> {
        let document = serde_json::to_value(openapi()).unwrap();
        let paths = document["paths"].as_object().unwrap();
        let operations = paths.iter().flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        });
        operations.collect()
    }

    #[test]
    fn the_document_has_every_operation() {
        insta::assert_snapshot!(operations().join("\n"), @"
        GET /admin/authority
        POST /admin/authority/finish
        POST /admin/authority/rotate
        GET /compare
        GET /events
        GET /frameworks
        POST /frameworks/from-command
        POST /frameworks/from-toml
        POST /frameworks/to-toml
        DELETE /frameworks/{name}
        GET /frameworks/{name}
        PUT /frameworks/{name}
        POST /frameworks/{name}/clone
        GET /frameworks/{name}/diff
        GET /frameworks/{name}/export
        GET /frameworks/{name}/revisions
        GET /frameworks/{name}/revisions/{n}
        GET /hosts
        POST /hosts/join-tokens
        GET /hosts/{name}
        POST /hosts/{name}/revoke
        GET /me
        POST /passwords
        GET /queue
        GET /runs
        GET /search/suggest
        GET /server
        POST /sessions
        DELETE /sessions/current
        GET /setup
        POST /setup
        GET /tags
        GET /tests
        POST /tests
        POST /tests/new
        DELETE /tests/{id}
        GET /tests/{id}
        PATCH /tests/{id}
        POST /tests/{id}/clone
        GET /tests/{id}/runs
        POST /tests/{id}/runs
        DELETE /tests/{id}/runs/{n}
        GET /tests/{id}/runs/{n}
        POST /tests/{id}/runs/{n}/abort
        GET /tests/{id}/runs/{n}/agent-log
        GET /tests/{id}/runs/{n}/console
        GET /tests/{id}/runs/{n}/files
        GET /tests/{id}/runs/{n}/files/{host}/{path}
        GET /tests/{id}/runs/{n}/history
        GET /tests/{id}/runs/{n}/kpis
        GET /tests/{id}/runs/{n}/marks
        GET /tests/{id}/runs/{n}/series
        POST /tests/{id}/runs/{n}/series/copies
        POST /tests/{id}/runs/{n}/series/query
        PUT /tests/{id}/runs/{n}/tags
        GET /tests/{id}/runs/{n}/why
        PUT /tests/{id}/tags
        GET /tokens
        POST /tokens
        DELETE /tokens/{id}
        GET /trash
        DELETE /trash/{id}
        POST /trash/{id}/restore
        GET /users
        POST /users
        ");
    }

    #[test]
    fn no_two_operations_have_the_same_id() {
        let document = serde_json::to_value(openapi()).unwrap();
        let items = document["paths"].as_object().unwrap().values();
        let operations = items.flat_map(|item| item.as_object().unwrap().values());
        let ids: Vec<_> = operations
            .map(|operation| operation["operationId"].as_str().unwrap())
            .collect();
        let different: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(different.len(), ids.len());
        assert!(ids.contains(&"get_tests_id_runs_n"), "{ids:?}");
    }

    #[test]
    fn every_operation_says_how_it_refuses_and_every_reference_leads_somewhere() {
        let text = serde_json::to_string(&openapi()).unwrap();
        let document = serde_json::to_value(openapi()).unwrap();
        let names = document["components"]["schemas"].as_object().unwrap();
        for reference in text.split("\"#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(names.contains_key(name), "{name}");
        }
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                assert!(operation["responses"]["default"].is_object(), "{operation}");
                assert!(operation["tags"].is_array(), "{operation}");
            }
        }
    }
}
