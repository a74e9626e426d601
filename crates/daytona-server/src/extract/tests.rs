use axum::body::Body;
use axum::extract::FromRequest;
use axum::http::Request;
use axum::response::IntoResponse;
use daytona_api::test::CreateTest;

use super::{BODY_LIMIT, Json, Paging};
use crate::error::{ApiError, Refusal};

fn problem(error: ApiError) -> String {
    let mut response = error.into_response();
    let refusal = response.extensions_mut().remove::<Refusal>().unwrap();
    let problem = refusal.into_problem("");
    let fields: Vec<_> = problem
        .errors
        .iter()
        .map(|field| field.pointer.as_str())
        .collect();
    format!("{} {} {fields:?}", problem.status, problem.detail)
}

async fn refusal(body: impl Into<Body>, content_type: &str) -> String {
    let request = Request::post("/")
        .header("content-type", content_type)
        .body(body.into())
        .unwrap();
    problem(Json::<CreateTest>::from_request(request, &()).await.unwrap_err())
}

#[tokio::test]
async fn a_body_that_is_no_json_is_malformed() {
    assert_eq!(
        refusal("{", "application/json").await,
        "400 the body is not JSON: EOF while parsing an object at line 1 column 1 []"
    );
    assert_eq!(
        refusal(r#"{"framework": "gzip"} x"#, "application/json").await,
        "400 the body is not JSON: trailing characters at line 1 column 23 []"
    );
}

#[tokio::test]
async fn a_refused_field_is_pointed_at() {
    assert_eq!(
        refusal(r#"{"framework": "a b"}"#, "application/json; charset=utf-8").await,
        "422 \"a b\" is not a valid framework name: use 1 to 64 letters, digits, '.', '_' or '-', beginning with a \
         letter or digit [\"/framework\"]"
    );
}

#[tokio::test]
async fn a_field_that_is_not_built_is_refused_by_name() {
    let refused = refusal(r#"{"framework": "gzip", "priority": 1}"#, "application/json").await;
    assert!(refused.starts_with("422 unknown field `priority`"), "{refused}");
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let refused = refusal("framework=gzip", "application/x-www-form-urlencoded").await;
    assert!(refused.starts_with("415 the body has to be JSON"), "{refused}");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_not_kept() {
    let refused = refusal(vec![b' '; 20 * BODY_LIMIT], "application/json").await;
    assert_eq!(
        refused,
        "413 the request is larger than the limit of 1048576 bytes []"
    );
}

#[test]
fn a_page_has_at_least_1_and_at_most_200_items() {
    let limit = |limit| Paging { cursor: None, limit }.limit();
    assert_eq!(
        [limit(None), limit(Some(0)), limit(Some(7)), limit(Some(9_999))],
        [50, 1, 7, 200]
    );
}

#[test]
fn a_cursor_of_another_list_is_refused() {
    let paging = Paging {
        cursor: Some("x".to_owned()),
        limit: None,
    };
    assert_eq!(
        problem(paging.cursor::<i64>().unwrap_err()),
        "400 \"x\" is no cursor of this list; use `next` of the page before it []"
    );
}
