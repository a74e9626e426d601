//! The one stream of server-sent events. Events are hints; the data is fetched by the ordinary calls.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use daytona_api::event::{Hint, HintKind};
use futures_util::Stream;
use futures_util::stream::{self, StreamExt};
use serde::Deserialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::app::App;
use crate::auth::CurrentUser;
use crate::error::{ApiResult, bad_request};
use crate::extract::FromQuery;
use crate::hints::NumberedHint;

/// A comment this often keeps the connection from being taken for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
const MOST_TOPICS: usize = 100;

#[derive(Clone, Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EventsQuery {
    /// Topics, separated by commas: `queue`, `hosts`, `frameworks`, `framework:NAME`, `run:1132/2`, `console:1132/2`,
    /// `series:1132/2`.
    topics: String,
    /// Resume after the event of this number; the header `Last-Event-ID` comes first.
    after: Option<u64>,
}

/// Hints of the topics, as they come. Each event is named `hint`; its data is a Hint, its id the number to resume after.
#[utoipa::path(get, path = "/events", tag = "events", params(EventsQuery),
    responses((status = 200, body = Hint, content_type = "text/event-stream")))]
pub async fn stream(
    State(app): State<App>,
    _: CurrentUser,
    FromQuery(query): FromQuery<EventsQuery>,
    headers: HeaderMap,
) -> ApiResult<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    let topics: Vec<String> = query
        .topics
        .split(',')
        .map(|topic| topic.trim().to_owned())
        .collect();
    if topics.iter().any(String::is_empty) || topics.len() > MOST_TOPICS {
        return Err(bad_request(format!(
            "name 1 to {MOST_TOPICS} topics, separated by commas"
        )));
    }
    let last = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok())
        .and_then(|id| id.parse().ok());
    let subscription = app.hints.subscribe(last.or(query.after));
    let first = match subscription.missed {
        Some(missed) => missed
            .into_iter()
            .filter(|hint| topics.contains(&hint.hint.topic))
            .collect(),
        None => resets(&topics, subscription.last_id),
    };
    let live = live(subscription.live, topics, subscription.last_id);
    let events = stream::iter(first).chain(live).map(|hint| Ok(event(&hint)));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// Live hints of the topics. Whoever falls behind is told to load everything again.
fn live(
    receiver: Receiver<NumberedHint>,
    topics: Vec<String>,
    last_id: u64,
) -> impl Stream<Item = NumberedHint> {
    let start = (receiver, topics, last_id);
    let batches = stream::unfold(start, |(mut receiver, topics, mut last_id)| async move {
        loop {
            match receiver.recv().await {
                Ok(hint) => {
                    last_id = hint.id;
                    if topics.contains(&hint.hint.topic) {
                        return Some((vec![hint], (receiver, topics, last_id)));
                    }
                }
                Err(RecvError::Lagged(_)) => {
                    let resets = resets(&topics, last_id);
                    return Some((resets, (receiver, topics, last_id)));
                }
                Err(RecvError::Closed) => return None,
            }
        }
    });
    batches.flat_map(stream::iter)
}

fn resets(topics: &[String], id: u64) -> Vec<NumberedHint> {
    let reset = |topic: &String| NumberedHint {
        id,
        hint: Hint {
            topic: topic.clone(),
            what: HintKind::Reset,
        },
    };
    topics.iter().map(reset).collect()
}

fn event(hint: &NumberedHint) -> Event {
    // A hint always is JSON; without its data an event still says that something is new.
    let data = serde_json::to_string(&hint.hint).unwrap_or_default();
    Event::default().event("hint").id(hint.id.to_string()).data(data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hints::Hints;
    use daytona_domain::id::RunId;

    #[tokio::test]
    async fn only_hints_of_the_topics_come() {
        let hints = Hints::new(0);
        let subscription = hints.subscribe(None);
        hints.run_changed(RunId::new(1, 1));
        hints.run_changed(RunId::new(2, 1));
        drop(hints);
        let topics = vec!["run:2/1".to_owned(), "hosts".to_owned()];
        let seen: Vec<_> = live(subscription.live, topics, 0)
            .map(|hint| hint.hint.topic)
            .collect()
            .await;
        assert_eq!(seen, ["hosts", "run:2/1", "hosts"]);
    }

    #[tokio::test]
    async fn who_falls_behind_is_told_to_load_everything_again() {
        let hints = Hints::new(0);
        let subscription = hints.subscribe(None);
        for _ in 0..5_000 {
            hints.run_changed(RunId::new(1, 1));
        }
        drop(hints);
        let mut seen = Box::pin(live(subscription.live, vec!["queue".to_owned()], 0));
        assert_eq!(
            seen.next().await.map(|hint| hint.hint.what),
            Some(HintKind::Reset)
        );
    }
}
