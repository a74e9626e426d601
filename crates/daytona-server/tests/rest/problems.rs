use daytona_testkit::rest::answer;
use reqwest::Method;
use serde_json::json;

use crate::world::{administrator, refusal, with_test};

#[tokio::test]
async fn a_refusal_is_a_problem_with_the_id_that_is_also_a_header() {
    let world = administrator().await;
    let response = world
        .rest
        .request(Method::GET, "/frameworks/nginx")
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
    let problem: serde_json::Value = response.json().await.unwrap();
    assert_eq!(problem["request_id"], id);
    assert_eq!(
        (&problem["type"], &problem["title"]),
        (&json!("not_found"), &json!("Not Found"))
    );
}

#[tokio::test]
async fn paths_and_methods_that_are_not_there_are_told() {
    let world = administrator().await;
    insta::assert_snapshot!(refusal(&world.rest.get("/nothing").await), @"404 not_found: there is nothing at this path; see /api/v1/openapi.json");
    insta::assert_snapshot!(refusal(&world.rest.delete("/frameworks").await), @"405 method_not_allowed: this path has no such method; the header allow names those it has");
}

#[tokio::test]
async fn a_body_of_20_mb_is_refused_and_the_answer_arrives() {
    let world = with_test().await;
    let body = format!(r#"{{"framework": "gzip", "title": "{}"}}"#, "x".repeat(20 << 20));
    let request = world
        .rest
        .request(Method::POST, "/tests")
        .header("content-type", "application/json");
    let refused = answer(request.body(body)).await;
    insta::assert_snapshot!(refusal(&refused), @"413 too_large: the request is larger than the limit of 1048576 bytes");
    assert_eq!(
        world.rest.get("/tests").await.json["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn malformed_bodies_are_refused() {
    let world = administrator().await;
    let post = |content_type: &str, body: &'static str| {
        answer(
            world
                .rest
                .request(Method::POST, "/tests")
                .header("content-type", content_type)
                .body(body),
        )
    };
    insta::assert_snapshot!(refusal(&post("application/json", "{").await), @"400 bad_request: the body is not JSON: EOF while parsing an object at line 1 column 1");
    insta::assert_snapshot!(refusal(&post("text/plain", "{}").await), @"415 not_json: the body has to be JSON, with the header content-type: application/json");
}

#[tokio::test]
async fn a_name_that_only_points_here_is_not_served() {
    let world = administrator().await;
    let request = world
        .rest
        .request(Method::GET, "/me")
        .header("host", "evil.example");
    let refused = answer(request).await;
    assert_eq!(refused.status, 421);
    assert!(
        refused.json["detail"]
            .as_str()
            .unwrap()
            .starts_with("this server answers only to its own address; use http://localhost:")
    );
    let port = world.server.app().place.web.port();
    let localhost = world
        .rest
        .request(Method::GET, "/me")
        .header("host", format!("localhost:{port}"));
    assert_eq!(answer(localhost).await.status, 200);
}

#[tokio::test]
async fn the_document_is_served_and_so_is_every_path_in_it() {
    let world = administrator().await;
    let anonymous = world.server.rest();
    let document = anonymous.get("/openapi.json").await.ok();
    assert_eq!(document["openapi"], "3.1.0");
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let numbers = path
                .replace("{id}", "1")
                .replace("{n}", "1")
                .replace("{name}", "gzip");
            let path = numbers.replace("{host}", "a").replace("{path}", "b");
            let method: Method = method.to_uppercase().parse().unwrap();
            let status = answer(anonymous.request(method.clone(), &path)).await.status;
            // 401 and 415 come from the handler's own extractors.
            assert!(
                [200, 400, 401, 415].contains(&status.as_u16()),
                "{method} {path}: {status}"
            );
        }
    }
}

#[tokio::test]
async fn short_links_lead_to_the_pages() {
    let world = administrator().await;
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let get = async |path: &str| {
        let response = client
            .get(format!("{}{path}", world.rest.base()))
            .send()
            .await
            .unwrap();
        let location = response
            .headers()
            .get("location")
            .map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), location.unwrap_or_default())
    };
    assert_eq!(get("/t/1132").await, (307, "/tests/1132".to_owned()));
    assert_eq!(get("/t/1132/2").await, (307, "/tests/1132/runs/2".to_owned()));
    assert_eq!(get("/t/x").await.0, 400);
    assert_eq!(get("/healthz").await.0, 200);
    assert_eq!(get("/readyz").await.0, 200);
}

#[tokio::test]
async fn answers_are_not_kept_by_browsers_and_not_guessed_at() {
    let world = administrator().await;
    let response = world.rest.request(Method::GET, "/me").send().await.unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
}
