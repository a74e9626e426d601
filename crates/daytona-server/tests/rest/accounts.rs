use std::time::Duration;

use daytona_domain::id::UserId;
use daytona_store::secret::SecretHash;
use daytona_testkit::rest::answer;
use daytona_testkit::server::TestServer;
use reqwest::Method;
use serde_json::json;

use crate::world::{administrator, member, refusal, sign_in, told};

#[tokio::test]
async fn the_first_administrator_is_made_with_the_printed_secret_once() {
    let server = TestServer::start().await;
    let rest = server.rest();
    assert_eq!(rest.get("/setup").await.json, json!({"needed": true}));
    let secret = server.app().place.setup_secret.clone().unwrap();
    let set_up =
        |secret: &str, password: &str| json!({"secret": secret, "name": "ana", "password": password});
    let guessed = rest.post("/setup", &set_up("guessed", "correct horse")).await;
    insta::assert_snapshot!(refusal(&guessed), @"403 forbidden: this link is not valid any more: it was used, has expired or was replaced by a newer one");
    let short = rest.post("/setup", &set_up(&secret, "short")).await;
    insta::assert_snapshot!(refusal(&short), @"422 unacceptable: a password needs at least 8 characters and at most 1024 bytes [/password]");
    let made = rest.post("/setup", &set_up(&secret, "correct horse")).await;
    insta::assert_snapshot!(told(&made), @r#"
    201 Created
    {
      "may_enrol_hosts": true,
      "may_manage_users": true,
      "scope": "admin",
      "user": {
        "active": true,
        "created": "[time]",
        "id": 1,
        "name": "ana",
        "role": "administrator",
        "team": 1
      }
    }
    "#);
    let again = rest.post("/setup", &set_up(&secret, "correct horse")).await;
    insta::assert_snapshot!(refusal(&again), @"409 conflict: this server has its administrator already; sign in instead");
    assert_eq!(rest.get("/setup").await.json, json!({"needed": false}));
}

#[tokio::test]
async fn nobody_gets_in_without_signing_in() {
    let world = administrator().await;
    let anonymous = world.server.rest();
    for path in [
        "/me",
        "/frameworks",
        "/tests",
        "/runs",
        "/queue",
        "/hosts",
        "/server",
        "/tokens",
        "/users",
        "/events?topics=queue",
        "/tests/1/runs/1/console",
    ] {
        let told = refusal(&anonymous.get(path).await);
        assert_eq!(
            told, "401 unauthorized: sign in, or send an API token as `Authorization: Bearer dtn_…`",
            "{path}"
        );
    }
    let wrong = anonymous.with_token("dtn_wrong").get("/me").await;
    insta::assert_snapshot!(refusal(&wrong), @"401 unauthorized: this API token is not valid; it may have been revoked");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_told_alike() {
    let world = administrator().await;
    let anonymous = world.server.rest();
    let wrong = anonymous
        .post("/sessions", &json!({"name": "ana", "password": "wrong"}))
        .await;
    let unknown = anonymous
        .post("/sessions", &json!({"name": "nobody", "password": "wrong"}))
        .await;
    assert_eq!(refusal(&wrong), refusal(&unknown));
    insta::assert_snapshot!(refusal(&wrong), @"401 unauthorized: this name and password don't belong together");
}

#[tokio::test]
async fn a_session_ends_with_signing_out() {
    let world = administrator().await;
    let cookie = sign_in(&world, "ana", "correct horse battery").await;
    let anonymous = world.server.rest();
    let with_cookie = |method, path| anonymous.request(method, path).header("cookie", &cookie);
    assert_eq!(
        answer(with_cookie(Method::GET, "/me")).await.json["user"]["name"],
        "ana"
    );
    let out = with_cookie(Method::DELETE, "/sessions/current")
        .header("x-daytona", "1")
        .send()
        .await
        .unwrap();
    assert_eq!(out.status(), 204);
    assert!(
        out.headers()["set-cookie"]
            .to_str()
            .unwrap()
            .contains("Max-Age=0")
    );
    let after = answer(with_cookie(Method::GET, "/me")).await;
    insta::assert_snapshot!(refusal(&after), @"401 unauthorized: your session has ended; sign in again");
}

#[tokio::test]
async fn a_session_whose_time_is_over_lets_nobody_in_and_changes_nothing() {
    let world = administrator().await;
    let app = world.server.app();
    let ana = world.rest.get("/me").await.ok()["user"]["id"].as_i64().unwrap();
    let over = app.clock.now().plus(Duration::ZERO);
    app.store
        .open_session(UserId::new(ana), &SecretHash::of("left-open"), over)
        .await
        .unwrap();
    let request = world.server.rest().request(Method::POST, "/users");
    let request = request
        .header("cookie", "daytona_session=left-open")
        .header("x-daytona", "1");
    let refused = answer(request.json(&json!({"name": "eve"}))).await;
    insta::assert_snapshot!(refusal(&refused), @"401 unauthorized: your session has ended; sign in again");
    let users = world.rest.get("/users").await.ok();
    assert_eq!(users["items"].as_array().unwrap().len(), 1, "{users}");
}

#[tokio::test]
async fn another_site_can_not_make_a_change_with_the_cookie() {
    let world = administrator().await;
    let cookie = sign_in(&world, "ana", "correct horse battery").await;
    let forged = world
        .server
        .rest()
        .request(Method::POST, "/tokens")
        .header("cookie", &cookie);
    let forged = answer(forged.json(&json!({"title": "stolen"}))).await;
    insta::assert_snapshot!(refusal(&forged), @"403 forbidden: a change that is made with the session's cookie needs the header `X-Daytona: 1`");
}

#[tokio::test]
async fn the_cookie_can_not_be_read_by_scripts_or_sent_by_other_sites() {
    let world = administrator().await;
    let request = world.server.rest().request(Method::POST, "/sessions");
    let body = json!({"name": "ana", "password": "correct horse battery"});
    let response = request.json(&body).send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    let (_, attributes) = cookie.split_once(';').unwrap();
    assert_eq!(attributes, " Path=/; HttpOnly; SameSite=Strict; Max-Age=1209600");
}

#[tokio::test]
async fn a_token_is_shown_once_and_can_be_revoked() {
    let world = administrator().await;
    let made = world.rest.post("/tokens", &json!({"title": "CI"})).await.ok();
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("dtn_"));
    let ci = world.server.rest().with_token(secret);
    assert_eq!(ci.get("/me").await.json["user"]["name"], "ana");
    let listed = world.rest.get("/tokens").await;
    assert!(!listed.text.contains(secret));
    assert_eq!(listed.json["items"][1]["title"], "CI");
    let path = format!("/tokens/{}", made["token"]["id"]);
    assert_eq!(ci.delete(&path).await.status, 204);
    assert_eq!(ci.get("/me").await.status, 401);
    insta::assert_snapshot!(refusal(&world.rest.delete(&path).await), @"404 not_found: there is no token 2 of yours");
}

#[tokio::test]
async fn a_member_sets_a_password_with_a_link_that_can_be_renewed_until_then() {
    let world = administrator().await;
    let first = world.rest.post("/users", &json!({"name": "ben"})).await.ok();
    assert_eq!(first["user"]["active"], false);
    let second = world.rest.post("/users", &json!({"name": "ben"})).await.ok();
    let secret = |link: &serde_json::Value| link["path"].as_str().unwrap().replace("/password?secret=", "");
    let set = async |link: &serde_json::Value| {
        world
            .server
            .rest()
            .post(
                "/passwords",
                &json!({"secret": secret(link), "password": "ben's password"}),
            )
            .await
    };
    assert_eq!(set(&first).await.status, 403);
    assert_eq!(set(&second).await.json["user"]["role"], "member");
    assert_eq!(set(&second).await.status, 403);
    let taken = world.rest.post("/users", &json!({"name": "Ben"})).await;
    insta::assert_snapshot!(refusal(&taken), @"409 conflict: there is an account Ben already; choose another name");
    let users = world.rest.get("/users?limit=1").await.json;
    let rest = world
        .rest
        .get(&format!(
            "/users?limit=1&cursor={}",
            users["next"].as_str().unwrap()
        ))
        .await
        .json;
    assert_eq!(
        (&rest["items"][0]["name"], &rest["next"]),
        (&json!("ben"), &serde_json::Value::Null)
    );
}

#[tokio::test]
async fn only_an_administrator_manages_accounts_and_hosts() {
    let world = administrator().await;
    let ben = member(&world, "ben").await;
    insta::assert_snapshot!(refusal(&ben.get("/users").await), @"403 forbidden: you may not manage accounts; an administrator can");
    insta::assert_snapshot!(refusal(&ben.post("/users", &json!({"name": "cleo"})).await), @"403 forbidden: you may not manage accounts; an administrator can");
    insta::assert_snapshot!(refusal(&ben.post("/hosts/join-tokens", &json!({})).await), @"403 forbidden: you may not enrol hosts; an administrator can");
    let me = ben.get("/me").await.json;
    assert_eq!(
        (&me["may_enrol_hosts"], &me["may_manage_users"]),
        (&json!(false), &json!(false))
    );
}
