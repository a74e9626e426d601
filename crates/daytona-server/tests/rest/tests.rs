use serde_json::{Value, json};

use crate::world::{member, refusal, with_test};

#[tokio::test]
async fn a_test_without_a_run_is_new_can_be_changed_and_gets_its_first_run_later() {
    let world = with_test().await;
    let rest = &world.rest;
    let made = rest
        .post(
            "/tests/new",
            &json!({"framework": "gzip", "title": "draft", "arguments": {"level": "7"}, "tags": ["nightly"]}),
        )
        .await;
    assert_eq!(made.status, 201);
    assert_eq!(made.json["arguments_editable"], true);
    let rows = rest.get("/tests").await.json;
    assert_eq!(
        (&rows["items"][0]["runs"], &rows["items"][0]["latest"]),
        (&json!(0), &Value::Null)
    );
    let patch = async |path: &str, body: Value| {
        let request = rest.request(reqwest::Method::PATCH, path).json(&body);
        daytona_testkit::rest::answer(request).await
    };
    let changed = patch(
        "/tests/2",
        json!({"title": "ready", "arguments": {"level": "8"}, "execution_host": "load-2"}),
    )
    .await
    .ok();
    assert_eq!(
        (
            &changed["title"],
            &changed["arguments"][0]["value"],
            &changed["hosts"]["execution"],
            &changed["tags"]
        ),
        (
            &json!("ready"),
            &json!("8"),
            &json!("load-2"),
            &json!(["nightly"])
        )
    );
    let run = rest.post("/tests/2/runs", &json!({})).await.ok();
    assert_eq!(run["run"], "2/1");
    let refused = patch("/tests/2", json!({"title": "x", "arguments": {"level": "9"}})).await;
    insta::assert_snapshot!(refusal(&refused), @"409 conflict: test 2 has had a run, and all runs of a test have its arguments and hosts; clone it and change the clone");
    assert_eq!(rest.get("/tests/2").await.json["title"], "ready");
    assert_eq!(
        patch("/tests/2", json!({"title": "later"})).await.ok()["title"],
        "later"
    );
    let clone = rest
        .post("/tests/new", &json!({"test": 2, "arguments": {"level": "9"}}))
        .await
        .ok();
    assert_eq!(
        (&clone["id"], &clone["title"], &clone["tags"]),
        (&json!(3), &json!("later"), &json!(["nightly"]))
    );
    insta::assert_snapshot!(refusal(&rest.post("/tests/new", &json!({})).await), @"400 bad_request: name either the framework of the new test, or the test that it is a clone of");
}

#[tokio::test]
async fn my_tests_are_those_of_whoever_asks() {
    let world = with_test().await;
    let ben = member(&world, "ben").await;
    ben.post("/tests", &json!({"framework": "gzip"})).await.ok();
    for (rest, test) in [(&world.rest, 1), (&ben, 2)] {
        let mine = rest.get("/tests?owner=me").await.json;
        assert_eq!(mine["items"].as_array().unwrap().len(), 1);
        assert_eq!(mine["items"][0]["test"]["id"], test);
        let runs = rest.get("/runs?owner=me").await.json;
        assert_eq!(runs["items"][0]["run"], format!("{test}/1"));
    }
    let reserved = world.rest.post("/users", &json!({"name": "Me"})).await;
    insta::assert_snapshot!(refusal(&reserved), @r#"422 unacceptable: "Me" stands for whoever asks; choose another name [/name]"#);
}

#[tokio::test]
async fn tags_are_set_listed_and_filtered_by_and_only_owners_set_them() {
    let world = with_test().await;
    let rest = &world.rest;
    rest.put("/tests/1/tags", &json!({"tags": ["nightly", "ticket=P-1"]}))
        .await
        .ok();
    rest.put("/tests/1/runs/1/tags", &json!({"tags": ["cold"]}))
        .await
        .ok();
    assert_eq!(rest.get("/tests/1/runs/1").await.json["tags"], json!(["cold"]));
    for (query, found) in [
        ("nightly", 1),
        ("ticket", 1),
        ("ticket=P-1", 1),
        ("ticket=P-2", 0),
    ] {
        let page = rest
            .get(&format!("/tests?tag={}", query.replace('=', "%3D")))
            .await
            .json;
        assert_eq!(page["items"].as_array().unwrap().len(), found, "{query}");
    }
    let tags = rest.get("/tags?prefix=t").await.json;
    assert_eq!(tags, json!([{"tag": "ticket=P-1", "tests": 1, "runs": 0}]));
    let ben = member(&world, "ben").await;
    let refused = ben.put("/tests/1/tags", &json!({"tags": []})).await;
    insta::assert_snapshot!(refusal(&refused), @"403 forbidden: you may not edit this; its owner, the owner of its framework or an administrator can");
    let doubled = rest.put("/tests/1/tags", &json!({"tags": ["a=1", "a=2"]})).await;
    insta::assert_snapshot!(refusal(&doubled), @"422 unacceptable: the tag a is given twice; a thing has each tag once [/tags]");
}

#[tokio::test]
async fn a_few_characters_suggest_tests_by_number_and_title_frameworks_hosts_and_tags() {
    let world = with_test().await;
    let rest = &world.rest;
    for title in ["nginx c=256", "Nginx c=512"] {
        rest.post("/tests", &json!({"framework": "gzip", "title": title}))
            .await
            .ok();
    }
    let suggest = async |typed: &str| rest.get(&format!("/search/suggest?q={typed}")).await.json;
    let titles = suggest("NGINX").await;
    assert_eq!(
        (&titles["tests"][0]["test"], &titles["tests"][1]["test"]),
        (&json!(3), &json!(2))
    );
    assert_eq!(suggest("2").await["tests"][0]["test"], 2);
    assert_eq!(suggest("1%2F1").await["run"], "1/1");
    assert_eq!(suggest("gz").await["frameworks"][0]["name"], "gzip");
    assert_eq!(suggest("load").await["hosts"], json!(["load-1", "load-2"]));
    // What stands for anything in a database stands for itself here.
    assert_eq!(suggest("%25").await["tests"], json!([]));
    assert_eq!(suggest("").await["tests"], json!([]));
}

#[tokio::test]
async fn a_token_reaches_as_far_as_its_scope() {
    let world = with_test().await;
    let token = async |scope: &str| {
        let made = world
            .rest
            .post("/tokens", &json!({"title": scope, "scope": scope}))
            .await
            .ok();
        assert_eq!(made["token"]["scope"], scope);
        world.rest.with_token(made["secret"].as_str().unwrap())
    };
    let (read, run, edit) = (token("read").await, token("run").await, token("edit").await);
    let submit = json!({"framework": "gzip"});
    assert_eq!(read.get("/tests/1").await.status, 200);
    assert_eq!(read.get("/me").await.json["scope"], "read");
    insta::assert_snapshot!(refusal(&read.post("/tests", &submit).await), @"403 forbidden: this API token may not create this: its scope is read, and that needs run; use a token with that scope");
    assert_eq!(run.post("/tests", &submit).await.status, 201);
    assert_eq!(run.post("/tests/1/runs/1/abort", &json!({})).await.status, 200);
    insta::assert_snapshot!(refusal(&run.delete("/tests/1").await), @"403 forbidden: this API token may not delete or restore this: its scope is run, and that needs edit; use a token with that scope");
    let definition = json!({"name": "gzip", "script": "gzip/2.sh"});
    assert_eq!(run.put("/frameworks/gzip", &definition).await.status, 403);
    assert_eq!(edit.put("/frameworks/gzip", &definition).await.status, 200);
    for (path, body) in [
        ("/tokens", json!({"title": "more"})),
        ("/users", json!({"name": "zoe"})),
        ("/hosts/join-tokens", json!({})),
    ] {
        assert_eq!(edit.post(path, &body).await.status, 403, "{path}");
    }
}
