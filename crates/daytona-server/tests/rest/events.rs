use reqwest::Method;
use serde_json::json;

use crate::world::{refusal, with_test};

/// Reads events until `wanted` of them have come.
async fn read(response: &mut reqwest::Response, wanted: usize) -> Vec<String> {
    let mut text = String::new();
    while text.matches("\n\n").count() < wanted {
        let chunk = response.chunk().await.unwrap().expect("the stream goes on");
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    text.split("\n\n")
        .filter(|event| !event.is_empty())
        .map(str::to_owned)
        .collect()
}

fn data(event: &str) -> &str {
    event
        .lines()
        .find_map(|line| line.strip_prefix("data: "))
        .unwrap()
}

#[tokio::test]
async fn a_change_is_told_to_who_watches_its_topic() {
    let world = with_test().await;
    let request = world
        .rest
        .request(Method::GET, "/events?topics=run:1/1,framework:other");
    let mut stream = request.send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    world.rest.post("/tests/1/runs/1/abort", &json!({})).await.ok();
    let events = read(&mut stream, 1).await;
    assert!(events[0].contains("event: hint"), "{events:?}");
    assert_eq!(data(&events[0]), r#"{"topic":"run:1/1","kind":"changed"}"#);
}

#[tokio::test]
async fn a_stream_resumes_after_the_last_event_or_says_that_some_were_missed() {
    let world = with_test().await;
    let mut stream = world
        .rest
        .request(Method::GET, "/events?topics=queue")
        .send()
        .await
        .unwrap();
    world.rest.post("/tests/1/runs", &json!({})).await.ok();
    let first = read(&mut stream, 1).await;
    let id = first[0]
        .lines()
        .find_map(|line| line.strip_prefix("id: "))
        .unwrap();
    drop(stream);
    world.rest.post("/tests/1/runs", &json!({})).await.ok();
    let resumed = world
        .rest
        .request(Method::GET, "/events?topics=queue")
        .header("last-event-id", id);
    let again = read(&mut resumed.send().await.unwrap(), 1).await;
    assert_eq!(data(&again[0]), r#"{"topic":"queue","kind":"changed"}"#);
    let missed = world.rest.request(Method::GET, "/events?topics=queue&after=5");
    let reset = read(&mut missed.send().await.unwrap(), 1).await;
    assert_eq!(data(&reset[0]), r#"{"topic":"queue","kind":"reset"}"#);
}

#[tokio::test]
async fn a_stream_of_nothing_is_refused() {
    let world = with_test().await;
    insta::assert_snapshot!(refusal(&world.rest.get("/events?topics=").await), @"400 bad_request: name 1 to 100 topics, separated by commas");
    assert_eq!(world.rest.get("/events").await.status, 400);
}
