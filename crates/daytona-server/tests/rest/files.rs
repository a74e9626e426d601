use std::fs;

use daytona_domain::id::RunId;
use daytona_store::results::{FileStatus, ResultFile, RunKpis};
use daytona_testkit::server::WithAdmin;
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::world::{refusal, sign_in, told, with_test};

const RUN: &str = "/tests/1/runs/1";

/// Run 1/1 with files, as a collection leaves them.
async fn with_files() -> WithAdmin {
    let world = with_test().await;
    let folder = world.server.data().join("gzip/1/1/results/load-1");
    fs::create_dir_all(folder.join("application")).unwrap();
    fs::write(folder.join("application/execution.log"), "one\ntwo\nthree\n").unwrap();
    fs::write(folder.join("page.html"), "<script>alert(1)</script>").unwrap();
    fs::write(folder.join("data.bin"), [0, 159, 146, 150]).unwrap();
    fs::write(world.server.data().join("gzip/1/1/secret"), "outside").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.join("link")).unwrap();
    let file = |path: &str, status| ResultFile {
        host: "load-1".parse().unwrap(),
        path: path.to_owned(),
        size: 4,
        hash: Some("ab".repeat(32)),
        status,
    };
    let files = vec![
        file("data.bin", FileStatus::Verified),
        file(
            "pipe",
            FileStatus::Skipped {
                reason: "it is a FIFO".to_owned(),
            },
        ),
    ];
    world
        .server
        .app()
        .store
        .save_files(RunId::new(1, 1), files)
        .await
        .unwrap();
    world
}

async fn get(world: &WithAdmin, path: &str, range: Option<&str>) -> (u16, Vec<(String, String)>, String) {
    let mut request = world.rest.request(Method::GET, &format!("{RUN}{path}"));
    if let Some(range) = range {
        request = request.header("range", range);
    }
    let response = request.send().await.unwrap();
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let headers = headers.collect();
    (
        response.status().as_u16(),
        headers,
        response.text().await.unwrap(),
    )
}

fn header<'a>(headers: &'a [(String, String)], name: &str) -> &'a str {
    headers
        .iter()
        .find(|(known, _)| known == name)
        .map_or("", |(_, value)| value)
}

#[tokio::test]
async fn files_are_listed_with_their_status_and_in_pages() {
    let world = with_files().await;
    let page = world.rest.get(&format!("{RUN}/files?limit=1")).await.json;
    assert_eq!(
        (&page["items"][0]["path"], &page["items"][0]["status"]["kind"]),
        (&json!("data.bin"), &json!("verified"))
    );
    let cursor = page["next"].as_str().unwrap();
    let rest = world.rest.get(&format!("{RUN}/files?cursor={cursor}")).await.json;
    assert_eq!(
        rest["items"][0]["status"],
        json!({"kind": "skipped", "reason": "it is a FIFO"})
    );
    assert_eq!(world.rest.get(&format!("{RUN}/files?cursor=x")).await.status, 400);
}

#[tokio::test]
async fn nothing_that_a_script_wrote_is_served_as_active_content() {
    let world = with_files().await;
    let (status, headers, body) = get(&world, "/files/load-1/page.html", None).await;
    assert_eq!((status, body.as_str()), (200, "<script>alert(1)</script>"));
    assert_eq!(header(&headers, "content-type"), "text/plain; charset=utf-8");
    assert_eq!(header(&headers, "x-content-type-options"), "nosniff");
    let (_, headers, _) = get(&world, "/files/load-1/data.bin", None).await;
    assert_eq!(header(&headers, "content-type"), "application/octet-stream");
    assert_eq!(
        header(&headers, "content-disposition"),
        "attachment; filename*=UTF-8''data.bin"
    );
}

#[tokio::test]
async fn a_part_of_a_file_is_sent_as_such() {
    let world = with_files().await;
    let log = "/files/load-1/application/execution.log";
    let (status, headers, body) = get(&world, log, Some("bytes=4-6")).await;
    assert_eq!(
        (status, body.as_str(), header(&headers, "content-range")),
        (206, "two", "bytes 4-6/14")
    );
    let (status, _, body) = get(&world, log, Some("bytes=-6")).await;
    assert_eq!((status, body.as_str()), (206, "three\n"));
    let (status, _, _) = get(&world, log, Some("bytes=99-")).await;
    assert_eq!(status, 416);
}

#[tokio::test]
async fn no_path_leads_outside_of_the_run() {
    let world = with_files().await;
    for path in [
        "..%2F..%2Fsecret",
        "a%2F..%2F..%2F..%2Fsecret",
        "%2Fetc%2Fpasswd",
        "a//b",
    ] {
        let refused = world.rest.get(&format!("{RUN}/files/load-1/{path}")).await;
        let told = refusal(&refused);
        assert!(
            told.starts_with("400") && told.ends_with("is not the path of a result file"),
            "{path}: {told}"
        );
    }
    for path in ["link", "application", "missing"] {
        assert_eq!(
            world.rest.get(&format!("{RUN}/files/load-1/{path}")).await.status,
            404,
            "{path}"
        );
    }
    insta::assert_snapshot!(refusal(&world.rest.get(&format!("{RUN}/files/web-1/data.bin")).await), @"404 not_found: there is no file data.bin of host web-1 in run 1/1");
    assert_eq!(
        world
            .rest
            .get(&format!("{RUN}/files/..%2Fx/data.bin"))
            .await
            .status,
        400
    );
}

/// Clients clean such a path up before they send it; an attacker does not.
#[tokio::test]
async fn a_path_that_climbs_is_refused_as_it_stands() {
    let world = with_files().await;
    let cookie = sign_in(&world, "ana", "correct horse battery").await;
    let mut stream = TcpStream::connect(world.server.app().place.web).await.unwrap();
    let request = format!(
        "GET /api/v1{RUN}/files/load-1/../../secret HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\
         connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    assert!(!answer.contains("outside"), "{answer}");
}

#[tokio::test]
async fn the_console_is_read_by_bytes() {
    let world = with_files().await;
    let (status, headers, body) = get(&world, "/console?bytes=4-8", None).await;
    assert_eq!((status, body.as_str()), (200, "two\n"));
    assert_eq!(
        (
            header(&headers, "x-total-bytes"),
            header(&headers, "x-range-from")
        ),
        ("14", "4")
    );
    assert_eq!(header(&headers, "x-growing"), "true");
    assert_eq!(get(&world, "/console?bytes=-6", None).await.2, "three\n");
    assert_eq!(get(&world, "/console", None).await.2, "one\ntwo\nthree\n");
    assert_eq!(get(&world, "/console?bytes=14-", None).await.2, "");
    insta::assert_snapshot!(refusal(&world.rest.get(&format!("{RUN}/console?bytes=x")).await), @"400 bad_request: write bytes=FROM-TO, bytes=FROM- or bytes=-COUNT");
}

#[tokio::test]
async fn a_run_that_has_printed_nothing_has_an_empty_console() {
    let world = with_test().await;
    let (status, headers, body) = get(&world, "/console?bytes=0-", None).await;
    assert_eq!(
        (status, body.as_str(), header(&headers, "x-total-bytes")),
        (200, "", "0")
    );
}

#[tokio::test]
async fn kpis_come_with_what_was_not_measured() {
    let world = with_files().await;
    let kpis = RunKpis {
        kpis: vec![serde_json::from_value(json!({"name": "speed", "value": 12.5, "unit": "MB/s", "better": "higher", "file": "results.csv"})).unwrap()],
        not_measured: vec!["latency".parse().unwrap()],
        notes: vec!["latency is not in results.csv".to_owned()],
    };
    world
        .server
        .app()
        .store
        .replace_kpis(RunId::new(1, 1), kpis)
        .await
        .unwrap();
    insta::assert_snapshot!(told(&world.rest.get(&format!("{RUN}/kpis")).await), @r#"
    200 OK
    {
      "kpis": [
        {
          "better": "higher",
          "file": "results.csv",
          "name": "speed",
          "unit": "MB/s",
          "value": 12.5
        }
      ],
      "not_measured": [
        "latency"
      ],
      "notes": [
        "latency is not in results.csv"
      ]
    }
    "#);
    let listed = world.rest.get("/runs").await.json;
    assert_eq!(listed["items"][0]["kpis"][0]["value"], 12.5);
}
