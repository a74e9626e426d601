use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use daytona_testkit::server::WithAdmin;
use serde_json::json;

use crate::world::with_test;

const RUN: &str = "/tests/1/runs/1";

/// Run 1/1 with a metric file of so many seconds.
async fn with_series(seconds: u64) -> WithAdmin {
    let world = with_test().await;
    let folder = results(&world).join("sar");
    fs::create_dir_all(&folder).unwrap();
    let mut ticks = "Time,tick,mono_ns,wall_us,server_offset_us\n".to_owned();
    let mut cpu = "Time,%user,%idle\n".to_owned();
    for second in 0..seconds {
        let time = format!(
            "1970-01-01T{:02}:{:02}:{:02}.000Z",
            second / 3600,
            second / 60 % 60,
            second % 60
        );
        writeln!(ticks, "{time},1,{}000000000,{second}000000,0", second + 1).unwrap();
        writeln!(cpu, "{time},{}.00,{}.50", second % 100, 99 - second % 100).unwrap();
    }
    fs::write(folder.join("ticks.csv"), ticks).unwrap();
    fs::write(folder.join("cpu.plt"), cpu).unwrap();
    world
}

fn results(world: &WithAdmin) -> PathBuf {
    world.server.data().join("gzip/1/1/results/load-1")
}

fn copy(world: &WithAdmin) -> PathBuf {
    world
        .server
        .data()
        .join("gzip/1/1/derived/load-1/sar/cpu.plt.parquet")
}

async fn ask(world: &WithAdmin) -> serde_json::Value {
    let series = json!([{"host": "load-1", "file": "sar/cpu.plt", "columns": ["%user"]}]);
    let query = json!({"series": series, "points": 10});
    world.rest.post(&format!("{RUN}/series/query"), &query).await.ok()["series"][0].clone()
}

async fn end(world: &WithAdmin) {
    world.rest.post(&format!("{RUN}/abort"), &json!({})).await.ok();
    world.wait_for_state("1/1", "aborted").await;
}

#[tokio::test]
async fn a_series_answers_the_same_while_its_run_lives_and_afterwards_from_a_copy() {
    let world = with_series(3_000).await;
    let live = ask(&world).await;
    assert_eq!(
        (live["raw"].as_bool(), live["rows"].as_u64()),
        (Some(false), Some(3_000))
    );
    assert!(!copy(&world).exists(), "little is read as text while it grows");
    end(&world).await;
    assert_eq!(ask(&world).await, live);
    assert!(copy(&world).exists());
}

#[tokio::test]
async fn a_copy_that_was_deleted_is_made_again_by_the_next_reader_or_by_a_call() {
    let world = with_series(100).await;
    end(&world).await;
    let first = ask(&world).await;
    fs::remove_file(copy(&world)).unwrap();
    assert_eq!(ask(&world).await, first);
    assert!(copy(&world).exists());
    fs::write(copy(&world), "damaged").unwrap();
    let made = world
        .rest
        .post(&format!("{RUN}/series/copies"), &json!({}))
        .await
        .ok();
    assert_eq!(made, json!({"problems": []}));
    assert!(fs::read(copy(&world)).unwrap().starts_with(b"PAR1"));
}

#[tokio::test]
async fn a_bad_time_in_the_middle_is_told_with_its_line() {
    let world = with_series(100).await;
    let path = results(&world).join("sar/cpu.plt");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("1970-01-01T00:00:40", "1970-01-01 00:00:40")).unwrap();
    for _ in 0..2 {
        let series = ask(&world).await;
        assert_eq!(series["rows"], 99);
        let note = "sar/cpu.plt:42: the line is left out, because it doesn't begin with a time like \
                    2026-01-31T14:05:00.000Z";
        assert_eq!(series["notes"], json!([note]));
        if !copy(&world).exists() {
            end(&world).await;
        }
    }
}

#[tokio::test]
async fn a_place_where_nothing_can_be_made_still_has_its_series() {
    let world = with_series(100).await;
    end(&world).await;
    fs::write(world.server.data().join("gzip/1/1/derived"), "in the way").unwrap();
    let series = ask(&world).await;
    assert_eq!(series["rows"], 100);
    let made = world.rest.post(&format!("{RUN}/series/copies"), &json!({})).await;
    assert_eq!(made.status, 200);
    let problems = made.json["problems"].as_array().unwrap();
    let told = |begin: &str| {
        problems
            .iter()
            .any(|problem| problem.as_str().unwrap().starts_with(begin))
    };
    assert!(
        told("what was made of host load-1 can't be removed: "),
        "{problems:?}"
    );
    assert!(
        told("sar/cpu.plt of host load-1 has no columnar copy: "),
        "{problems:?}"
    );
}

#[tokio::test]
async fn what_is_made_of_a_run_is_listed_behind_its_files_and_can_be_read() {
    let world = with_series(100).await;
    let long = "Time,PID,Start,%CPU,RSS,%MEM,threads,Command\n1970-01-01T00:00:01.000Z,9,1,40.00,1000,1.00,1,httpd\n";
    fs::write(results(&world).join("sar/processes.csv"), long).unwrap();
    end(&world).await;
    world
        .rest
        .post(&format!("{RUN}/series/copies"), &json!({}))
        .await
        .ok();
    let files = world.rest.get(&format!("{RUN}/files")).await.ok();
    let derived: Vec<_> = files["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| file["status"]["kind"] == "derived")
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        derived,
        [
            "sar/cpu.plt.parquet",
            "sar/cpu_usage.plt",
            "sar/cpu_usage.plt.parquet",
            "sar/memory_usage.plt",
            "sar/memory_usage.plt.parquet",
            "sar/res_memory_usage.plt",
            "sar/res_memory_usage.plt.parquet"
        ]
    );
    let text = world
        .rest
        .get(&format!("{RUN}/files/load-1/sar/cpu_usage.plt"))
        .await
        .text;
    assert!(text.starts_with("Time,httpd - 9\n"), "{text}");
    let index = world.rest.get(&format!("{RUN}/series")).await.ok();
    let of_processes = index["files"]
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["file"] == "sar/cpu_usage.plt");
    assert_eq!(
        of_processes.unwrap()["columns"],
        json!([{"name": "httpd - 9", "unit": "%"}])
    );
    let series = json!([{"host": "load-1", "file": "sar/cpu_usage.plt", "columns": ["httpd - 9"]}]);
    let query = json!({"series": series, "points": 100});
    let answer = world.rest.post(&format!("{RUN}/series/query"), &query).await.ok();
    assert_eq!(answer["series"][0]["columns"][0]["v"][1], 40.0);
}
