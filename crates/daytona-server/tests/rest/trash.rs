use std::fs;

use daytona_testkit::server::WithAdmin;
use daytona_testkit::wait_for;
use serde_json::{Value, json};

use crate::world::{member, refusal, with_test};

/// Run 1/1 has ended, and has a file.
async fn with_ended_run() -> WithAdmin {
    let world = with_test().await;
    world.rest.post("/tests/1/runs/1/abort", &json!({})).await.ok();
    let folder = world.server.data().join("gzip/1/1/results/load-1");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("results.csv"), "speed,5\n").unwrap();
    world
}

fn names(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    let text = |item: &Value| {
        let (kind, name) = (item["kind"].as_str().unwrap(), item["name"].as_str().unwrap());
        format!("{kind} {name}")
    };
    items.iter().map(text).collect()
}

#[tokio::test]
async fn a_deleted_run_is_gone_from_lists_and_comes_back_with_its_files() {
    let world = with_ended_run().await;
    let rest = &world.rest;
    let item = rest.delete("/tests/1/runs/1").await.ok();
    assert_eq!(
        (&item["name"], &item["deleted_by"]),
        (&json!("1/1"), &json!("ana"))
    );
    let refused = rest.get("/tests/1/runs/1").await;
    insta::assert_snapshot!(refusal(&refused), @"404 in_trash: run 1/1 was deleted; it can be restored as item 1 of the trash");
    assert_eq!(rest.get("/runs").await.json["items"], json!([]));
    assert_eq!(names(&rest.get("/trash").await.json), ["run 1/1"]);
    rest.post("/trash/1/restore", &json!({})).await.ok();
    let file = rest.get("/tests/1/runs/1/files/load-1/results.csv").await;
    assert_eq!(file.text, "speed,5\n");
    assert_eq!(rest.get("/trash").await.json["items"], json!([]));
}

#[tokio::test]
async fn what_is_removed_for_good_takes_its_files_with_it_and_nothing_else() {
    let world = with_ended_run().await;
    let rest = &world.rest;
    let kept = world.server.data().join("gzip/2/1/kept");
    fs::create_dir_all(&kept).unwrap();
    let item = rest.delete("/tests/1").await.ok();
    let purged = rest.delete(&format!("/trash/{}", item["id"])).await;
    assert_eq!(purged.status, 202);
    wait_for(
        "the item to be removed",
        async || rest.get("/trash").await.json,
        |page| page["items"] == json!([]),
    )
    .await;
    assert!(!world.server.data().join("gzip/1").exists());
    assert!(kept.exists());
    assert_eq!(rest.get("/tests/1").await.status, 404);
    let again = rest
        .post(&format!("/trash/{}/restore", item["id"]), &json!({}))
        .await;
    insta::assert_snapshot!(refusal(&again), @"404 not_found: there is no item 1 in the trash");
    // The number isn't given again.
    assert_eq!(world.submit("gzip").await, "2/1");
}

#[tokio::test]
async fn a_run_in_flight_keeps_its_test_and_framework_from_being_deleted() {
    let world = with_test().await;
    for path in ["/tests/1/runs/1", "/tests/1", "/frameworks/gzip"] {
        let refused = refusal(&world.rest.delete(path).await);
        assert_eq!(
            refused,
            "409 conflict: run 1/1 is still in flight; abort it first, or wait for its end"
        );
    }
    assert_eq!(world.rest.get("/trash").await.json["items"], json!([]));
}

#[tokio::test]
async fn only_owners_and_administrators_delete_restore_and_remove() {
    let world = with_ended_run().await;
    let ben = member(&world, "ben").await;
    for path in ["/tests/1/runs/1", "/tests/1"] {
        let refused = refusal(&ben.delete(path).await);
        assert_eq!(
            refused,
            "403 forbidden: you may not delete or restore this; its owner, the owner of its framework or an administrator can"
        );
    }
    insta::assert_snapshot!(refusal(&ben.delete("/frameworks/gzip").await), @"403 forbidden: you may not delete or restore this framework; its owner or an administrator can");
    world.rest.delete("/frameworks/gzip").await.ok();
    let seen = ben.get("/trash").await.json;
    assert_eq!(seen["items"][0]["may_restore"], false);
    assert_eq!(ben.post("/trash/1/restore", &json!({})).await.status, 403);
    assert_eq!(ben.delete("/trash/1").await.status, 403);
    let taken = world
        .rest
        .put(
            "/frameworks/gzip",
            &json!({"name": "gzip", "script": "gzip/run.sh"}),
        )
        .await;
    insta::assert_snapshot!(refusal(&taken), @"409 conflict: the framework gzip is in the trash; restore it, or remove it there for good to use its name again");
    world.rest.post("/trash/1/restore", &json!({})).await.ok();
    assert_eq!(world.rest.get("/tests/1/runs/1").await.status, 200);
}
