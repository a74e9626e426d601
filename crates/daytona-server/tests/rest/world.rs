//! A server with an administrator and members, and answers as snapshots show them.

use daytona_testkit::rest::{Answer, Rest};
use daytona_testkit::server::{TestServer, WithAdmin};
use reqwest::Method;
use serde_json::{Value, json};

pub(crate) async fn administrator() -> WithAdmin {
    TestServer::start().await.with_admin().await
}

/// A framework on host load-1 with one test, which belongs to the administrator ana.
pub(crate) async fn with_test() -> WithAdmin {
    let world = administrator().await;
    for host in ["load-2", "web-1"] {
        world.enrol(host).await;
    }
    world
        .framework(
            "gzip",
            "load-1",
            json!({"arguments": [{"name": "level", "default": "6"}]}),
        )
        .await;
    let run = world.submit("gzip").await;
    // Its host isn't there, so this is where it stays.
    world.wait_for_state(&run, "waiting").await;
    world
}

/// A member with a password and a token.
pub(crate) async fn member(world: &WithAdmin, name: &str) -> Rest {
    let link = world.rest.post("/users", &json!({"name": name})).await.ok();
    let secret = link["path"].as_str().unwrap().split('=').next_back().unwrap();
    let anonymous = world.server.rest();
    let body = json!({"secret": secret, "password": format!("password of {name}")});
    anonymous.post("/passwords", &body).await.ok();
    let cookie = sign_in(world, name, &format!("password of {name}")).await;
    let request = anonymous
        .request(Method::POST, "/tokens")
        .header("cookie", cookie)
        .header("x-daytona", "1");
    let token = daytona_testkit::rest::answer(request.json(&json!({"title": "tests"})))
        .await
        .ok();
    anonymous.with_token(token["secret"].as_str().unwrap())
}

/// The session's cookie.
pub(crate) async fn sign_in(world: &WithAdmin, name: &str, password: &str) -> String {
    let request = world.server.rest().request(Method::POST, "/sessions");
    let response = request
        .json(&json!({"name": name, "password": password}))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 201);
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

/// Status and body, with what differs from run to run taken out.
pub(crate) fn told(answer: &Answer) -> String {
    let mut body = answer.json.clone();
    redact(&mut body);
    let body = serde_json::to_string_pretty(&body).unwrap();
    format!("{}\n{body}", answer.status)
}

/// A refusal in a line or two: status, sentence and fields.
pub(crate) fn refusal(answer: &Answer) -> String {
    let problem = &answer.json;
    assert_eq!(problem["status"], answer.status.as_u16(), "{}", answer.text);
    assert!(!problem["request_id"].as_str().unwrap().is_empty());
    let mut text = format!(
        "{} {}: {}",
        answer.status.as_u16(),
        problem["type"].as_str().unwrap(),
        problem["detail"].as_str().unwrap()
    );
    for field in problem["errors"].as_array().into_iter().flatten() {
        text.push_str(&format!(" [{}]", field["pointer"].as_str().unwrap()));
    }
    text
}

fn redact(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                match (name.as_str(), &field) {
                    (
                        "since" | "at" | "submitted" | "created" | "saved" | "expires" | "now",
                        Value::String(_),
                    ) => {
                        *field = json!("[time]");
                    }
                    ("configuration", _) => *field = json!("[hash]"),
                    ("secret", _) => *field = json!("[secret]"),
                    ("prefix", _) => *field = json!("[prefix]"),
                    _ => redact(field),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(redact),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
