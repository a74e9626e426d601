use daytona_testkit::rest::answer;
use reqwest::Method;
use serde_json::json;

use crate::world::{administrator, member, refusal, told, with_test};

#[tokio::test]
async fn saving_a_framework_makes_it_then_a_revision_then_nothing() {
    let world = administrator().await;
    let definition = json!({"name": "gzip", "script": "gzip/run.sh"});
    let made = world.rest.put("/frameworks/gzip", &definition).await;
    insta::assert_snapshot!(told(&made), @r#"
    201 Created
    {
      "change": "created",
      "framework": {
        "definition": {
          "concurrency": 1,
          "hosts": {},
          "name": "gzip",
          "pass_arguments": "positional",
          "results": {
            "max_bytes": "20 GiB",
            "max_files": 100000
          },
          "script": "gzip/run.sh"
        },
        "id": 1,
        "may_edit": true,
        "owner": "ana",
        "revision": 1,
        "saved": "[time]",
        "saved_by": "ana"
      }
    }
    "#);
    let again = world.rest.put("/frameworks/gzip", &definition).await;
    assert_eq!(
        (again.status.as_u16(), &again.json["change"]),
        (200, &json!("none"))
    );
    let revised = json!({"name": "gzip", "script": "gzip/run.sh", "concurrency": 2});
    let revised = world.rest.put("/frameworks/gzip", &revised).await.json;
    assert_eq!(
        (&revised["change"], &revised["framework"]["revision"]),
        (&json!("revised"), &json!(2))
    );
}

#[tokio::test]
async fn the_revision_is_the_etag_and_guards_against_overwriting() {
    let world = with_test().await;
    let get = || world.rest.request(Method::GET, "/frameworks/gzip");
    let response = get().send().await.unwrap();
    assert_eq!(response.headers()["etag"], "\"1\"");
    let known = get().header("if-none-match", "\"1\"").send().await.unwrap();
    assert_eq!(known.status(), 304);
    let put = |etag: &str| {
        let request = world
            .rest
            .request(Method::PUT, "/frameworks/gzip")
            .header("if-match", etag);
        answer(request.json(&json!({"name": "gzip", "script": "gzip/other.sh"})))
    };
    let refused = refusal(&put("\"7\"").await);
    assert!(
        refused.starts_with("412 changed_meanwhile: ana saved revision 1 of gzip meanwhile, at 2"),
        "{refused}"
    );
    assert!(
        refused.contains("yours was made from revision 7; nothing was overwritten"),
        "{refused}"
    );
    insta::assert_snapshot!(refusal(&put("x").await), @r#"400 bad_request: the header if-match has to be the ETag of the revision that you changed, such as "3""#);
    assert_eq!(put("\"1\"").await.json["framework"]["revision"], 2);
}

#[tokio::test]
async fn a_definition_that_makes_no_sense_is_refused_with_the_field() {
    let world = administrator().await;
    let put = async |more: serde_json::Value| {
        let mut definition = json!({"name": "gzip", "script": "gzip/run.sh"});
        definition
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        refusal(&world.rest.put("/frameworks/gzip", &definition).await)
    };
    insta::assert_snapshot!(put(json!({"script": "../run.sh"})).await, @r#"422 unacceptable: "../run.sh" is not a script path: write folder/file, relative to the agent's scripts folder, without '.' or '..' [/script]"#);
    insta::assert_snapshot!(put(json!({"concurrency": 0})).await, @"422 unacceptable: concurrency is 0, so no run could ever start; use 1 or more [/concurrency]");
    insta::assert_snapshot!(put(json!({"timeout": "25h"})).await, @"422 unacceptable: timeout 1d1h is above the server's maximum of 24h [/timeout]");
    insta::assert_snapshot!(put(json!({"timeout": "soon"})).await, @r#"422 unacceptable: "soon" is not a duration; write it like 10m, 2h30m or 500ms [/timeout]"#);
    insta::assert_snapshot!(put(json!({"measurement": {}})).await, @"422 unacceptable: unknown field `measurement`, expected one of `name`, `title`, `purpose`, `script`, `pass_arguments`, `timeout`, `mirror`, `concurrency`, `hosts`, `arguments`, `kpis`, `results`, `metrics`, `subjects` [/measurement]");
    insta::assert_snapshot!(put(json!({"arguments": [{"name": "a"}, {"name": "A"}]})).await, @"422 unacceptable: argument A appears twice, or folds to the same environment name A as another [/arguments]");
    insta::assert_snapshot!(put(json!({"arguments": [{"name": "a", "kind": "password"}]})).await, @"422 unacceptable: unknown variant `password`, expected one of `text`, `select`, `hidden`, `secret` [/arguments/0/kind]");
    insta::assert_snapshot!(put(json!({"arguments": [{"name": "a", "kind": "secret", "default": "x"}]})).await, @"422 unacceptable: argument a is secret and can't have a default, because everyone may see a framework [/arguments]");
    insta::assert_snapshot!(put(json!({"name": "other"})).await, @"422 unacceptable: the name in the path is gzip; a framework's name never changes [/name]");
    assert_eq!(world.rest.get("/frameworks/gzip").await.status, 404);
}

#[tokio::test]
async fn names_are_found_whatever_their_case_and_only_one_of_them_exists() {
    let world = with_test().await;
    assert_eq!(
        world.rest.get("/frameworks/GZIP").await.json["definition"]["name"],
        "gzip"
    );
    let other = world
        .rest
        .put(
            "/frameworks/GZIP",
            &json!({"name": "GZIP", "script": "gzip/run.sh"}),
        )
        .await;
    insta::assert_snapshot!(refusal(&other), @"409 conflict: there is a framework gzip, and names that differ only in case are the same; write gzip");
    insta::assert_snapshot!(refusal(&world.rest.get("/frameworks/nginx").await), @"404 not_found: there is no framework nginx");
}

#[tokio::test]
async fn only_its_owner_and_an_administrator_may_change_a_framework() {
    let world = administrator().await;
    let (ben, cleo) = (member(&world, "ben").await, member(&world, "cleo").await);
    let definition = |script: &str| json!({"name": "gzip", "script": script});
    assert_eq!(
        ben.put("/frameworks/gzip", &definition("gzip/1.sh")).await.status,
        201
    );
    let refused = cleo.put("/frameworks/gzip", &definition("gzip/2.sh")).await;
    insta::assert_snapshot!(refusal(&refused), @"403 forbidden: you may not edit this framework; its owner or an administrator can");
    assert_eq!(cleo.get("/frameworks/gzip").await.json["may_edit"], false);
    let by_admin = world
        .rest
        .put("/frameworks/gzip", &definition("gzip/2.sh"))
        .await
        .json;
    assert_eq!(
        (
            &by_admin["framework"]["owner"],
            &by_admin["framework"]["saved_by"]
        ),
        (&json!("ben"), &json!("ana"))
    );
}

#[tokio::test]
async fn the_list_has_the_latest_run_and_comes_in_pages() {
    let world = with_test().await;
    world.framework("other", "load-1", json!({})).await;
    let first = world.rest.get("/frameworks?limit=1").await.json;
    assert_eq!(
        (
            &first["items"][0]["tests"],
            &first["items"][0]["latest_run"]["run"]
        ),
        (&json!(1), &json!("1/1"))
    );
    let rest = world
        .rest
        .get(&format!("/frameworks?cursor={}", first["next"].as_str().unwrap()))
        .await
        .json;
    assert_eq!(rest["items"][0]["framework"]["definition"]["name"], "other");
    assert_eq!(rest["items"][0]["latest_run"], serde_json::Value::Null);
}
