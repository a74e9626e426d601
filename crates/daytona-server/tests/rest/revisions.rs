use daytona_testkit::rest::answer;
use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{administrator, member, refusal, with_test};

fn definition(level: &str) -> Value {
    json!({"name": "gzip", "script": "gzip/run.sh", "hosts": {"execution": "load-1"},
        "arguments": [{"name": "level", "default": level}]})
}

#[tokio::test]
async fn the_history_says_who_saved_what_and_what_it_changed() {
    let world = with_test().await;
    let rest = &world.rest;
    for level in ["7", "8"] {
        rest.put("/frameworks/gzip", &definition(level)).await.ok();
    }
    let first = rest.get("/frameworks/gzip/revisions?limit=2").await.json;
    let changes = |row: &Value| row["changes"][0]["sentence"].as_str().unwrap_or("").to_owned();
    assert_eq!(first["items"][0]["revision"], 3);
    assert_eq!(
        changes(&first["items"][0]),
        "default of argument level changed from 7 to 8"
    );
    assert_eq!(
        changes(&first["items"][1]),
        "default of argument level changed from 6 to 7"
    );
    let next = first["next"].as_str().unwrap();
    let last = rest
        .get(&format!("/frameworks/gzip/revisions?limit=2&cursor={next}"))
        .await
        .json;
    assert_eq!(
        (
            &last["items"][0]["revision"],
            &last["items"][0]["changes"],
            &last["next"]
        ),
        (&json!(1), &json!([]), &Value::Null)
    );
    let old = rest.get("/frameworks/gzip/revisions/1").await.json;
    assert_eq!(old["definition"]["arguments"][0]["default"], "6");
    let diff = rest.get("/frameworks/gzip/diff?from=1").await.json;
    assert_eq!(diff["to"], 3);
    assert_eq!(
        diff["changes"],
        json!([{"field": "/arguments/level/default", "before": "6", "after": "8",
            "sentence": "default of argument level changed from 6 to 8"}])
    );
    insta::assert_snapshot!(refusal(&rest.get("/frameworks/gzip/revisions/9").await), @"404 not_found: there is no revision 9 of framework gzip");
}

#[tokio::test]
async fn of_two_people_who_save_one_framework_the_second_is_told_who_was_first() {
    let world = with_test().await;
    let ben = member(&world, "ben").await;
    ben.put(
        "/frameworks/mine",
        &json!({"name": "mine", "script": "mine/run.sh"}),
    )
    .await
    .ok();
    let save = async |rest: &daytona_testkit::Rest, concurrency: u32| {
        let request = rest
            .request(Method::PUT, "/frameworks/mine")
            .header("if-match", "\"1\"");
        let body = json!({"name": "mine", "script": "mine/run.sh", "concurrency": concurrency});
        answer(request.json(&body)).await
    };
    assert_eq!(save(&ben, 2).await.status, 200);
    let second = save(&world.rest, 3).await;
    assert_eq!(second.status, 412);
    let told = second.json["detail"].as_str().unwrap();
    assert!(
        told.starts_with("ben saved revision 2 of mine meanwhile"),
        "{told}"
    );
    let kept = world.rest.get("/frameworks/mine").await.json;
    assert_eq!(
        (&kept["revision"], &kept["definition"]["concurrency"]),
        (&json!(2), &json!(2))
    );
}

#[tokio::test]
async fn an_export_applied_again_changes_nothing() {
    let world = with_test().await;
    let rest = &world.rest;
    let text = rest.get("/frameworks/gzip/export").await.text;
    let read = rest
        .post("/frameworks/from-toml", &json!({"text": text}))
        .await
        .ok();
    let applied = rest.put("/frameworks/gzip", &read).await.ok();
    assert_eq!(applied["change"], "none");
    let exported = rest.get("/frameworks/gzip/export?format=json").await.json;
    assert_eq!(exported, read);
    assert_eq!(
        rest.post("/frameworks/to-toml", &read).await.ok()["text"],
        json!(text)
    );
    let wrong = rest
        .post(
            "/frameworks/from-toml",
            &json!({"text": "name = \"x\"\nscrip = 1\n"}),
        )
        .await;
    let told = refusal(&wrong);
    assert!(told.contains("line 2") && told.ends_with("[/text]"), "{told}");
}

#[tokio::test]
async fn a_clone_is_a_framework_of_ones_own_and_a_taken_name_is_refused() {
    let world = with_test().await;
    let ben = member(&world, "ben").await;
    let made = ben
        .post(
            "/frameworks/gzip/clone",
            &json!({"name": "zip2", "title": "Mine"}),
        )
        .await;
    assert_eq!(made.status, 201);
    let made = made.json;
    assert_eq!(
        (
            &made["owner"],
            &made["revision"],
            &made["definition"]["script"],
            &made["may_edit"]
        ),
        (&json!("ben"), &json!(1), &json!("gzip/run.sh"), &json!(true))
    );
    let taken = ben.post("/frameworks/gzip/clone", &json!({"name": "GZIP"})).await;
    insta::assert_snapshot!(refusal(&taken), @"422 unacceptable: there is a framework gzip already; choose another name [/name]");
}

#[tokio::test]
async fn a_command_is_turned_into_a_framework_without_saving_anything() {
    let world = administrator().await;
    world.enrol("load-1").await;
    let propose = async |body: Value| world.rest.post("/frameworks/from-command", &body).await;
    let made = propose(json!({"command": "./bench.sh -c 64 /data", "host": "load-1", "vary": ["c", "path"]}))
        .await
        .ok();
    assert_eq!(made["definition"]["name"], "bench");
    assert_eq!(made["beside"], json!(["bench.sh"]));
    assert_eq!(made["candidates"][1]["kind"], "path");
    let script = made["script"].as_str().unwrap();
    assert!(
        script.contains("\"$here\"/bench.sh -c \"${c}\" \"${arg_path}\""),
        "{script}"
    );
    let read = world
        .rest
        .post("/frameworks/from-toml", &json!({"text": made["file"]}))
        .await
        .ok();
    assert_eq!(read, made["definition"]);
    assert_eq!(world.rest.get("/frameworks").await.json["items"], json!([]));
    insta::assert_snapshot!(refusal(&propose(json!({"command": "a 'b"})).await), @"422 unacceptable: a quote ' is opened and not closed; close it [/command]");
    insta::assert_snapshot!(refusal(&propose(json!({"command": "a 1", "host": "laod-1"})).await), @"422 unacceptable: there is no host laod-1; did you mean load-1? [/host]");
    insta::assert_snapshot!(refusal(&propose(json!({"command": "a 1", "vary": ["x"]})).await), @"422 unacceptable: x is no part of the command that could vary; those are number [/vary]");
}

#[tokio::test]
async fn a_host_that_nobody_enrolled_is_refused_at_its_field_with_the_nearest_name() {
    let world = with_test().await;
    let rest = &world.rest;
    let wrong =
        json!({"name": "x", "script": "x/run.sh", "hosts": {"execution": "load-1", "statistics": ["wbe-1"]}});
    insta::assert_snapshot!(refusal(&rest.put("/frameworks/x", &wrong).await), @"422 unacceptable: there is no host wbe-1; did you mean web-1? [/hosts/statistics/0]");
    let submit = async |body: Value| refusal(&rest.post("/tests", &body).await);
    insta::assert_snapshot!(submit(json!({"framework": "gzip", "execution_host": "load-3"})).await, @"422 unacceptable: there is no host load-3; did you mean load-1? [/execution_host]");
    insta::assert_snapshot!(submit(json!({"framework": "gzip", "statistics_hosts": ["database"]})).await, @"422 unacceptable: there is no host database; `daytona host list` names those there are [/statistics_hosts]");
}
