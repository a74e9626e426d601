use serde_json::json;

use crate::world::{administrator, member, refusal};

/// Ben owns the framework, Cleo the test; Dora is another member.
#[tokio::test]
async fn who_may_run_and_abort_a_test() {
    let world = administrator().await;
    let ben = member(&world, "ben").await;
    let cleo = member(&world, "cleo").await;
    let dora = member(&world, "dora").await;
    world.enrol("load-1").await;
    let definition = json!({"name": "gzip", "script": "gzip/run.sh", "hosts": {"execution": "load-1"}});
    ben.put("/frameworks/gzip", &definition).await.ok();
    cleo.post("/tests", &json!({"framework": "gzip"})).await.ok();

    let run_again = dora.post("/tests/1/runs", &json!({})).await;
    insta::assert_snapshot!(refusal(&run_again), @"403 forbidden: you may not run this test; its owner, the owner of its framework or an administrator can");
    let abort = dora.post("/tests/1/runs/1/abort", &json!({})).await;
    insta::assert_snapshot!(refusal(&abort), @"403 forbidden: you may not abort this run; its owner, the owner of its framework or an administrator can");
    let seen = dora.get("/tests/1/runs/1").await.ok();
    assert_eq!(
        (&seen["may_abort"], &seen["may_run_again"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(dora.post("/tests/1/clone", &json!({})).await.status, 201);

    for (who, rest, number) in [
        ("owner", &cleo, 2),
        ("framework owner", &ben, 3),
        ("administrator", &world.rest, 4),
    ] {
        let again = rest.post("/tests/1/runs", &json!({})).await.ok();
        assert_eq!(again["run"], format!("1/{number}"), "{who}");
        let aborted = rest
            .post(&format!("/tests/1/runs/{number}/abort"), &json!({}))
            .await
            .ok();
        assert_eq!(aborted["state"], "aborted", "{who}");
    }
}
