//! The one stream of hints: what changed, for whoever watches. Bounded; who falls behind is told to load again.
//! Carries no data: that is fetched by the ordinary calls.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use daytona_api::event::{Hint, HintKind};
use daytona_domain::id::RunId;
use tokio::sync::broadcast;

/// How many hints a reconnecting client can resume over.
const KEPT: usize = 4_096;

/// A hint with its number, which goes up by one.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberedHint {
    pub id: u64,
    pub hint: Hint,
}

#[derive(Clone, Debug)]
pub struct Hints {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    sender: broadcast::Sender<NumberedHint>,
    recent: Mutex<Recent>,
}

#[derive(Debug)]
struct Recent {
    last_id: u64,
    hints: VecDeque<NumberedHint>,
}

/// Hints after a number, then the live ones.
#[derive(Debug)]
pub struct Subscription {
    /// Nothing if some were missed, so that everything has to be loaded again.
    pub missed: Option<Vec<NumberedHint>>,
    pub live: broadcast::Receiver<NumberedHint>,
    /// The number of the latest hint before the live ones.
    pub last_id: u64,
}

impl Hints {
    /// `first_id` must be above every number that an earlier process of this server gave.
    pub fn new(first_id: u64) -> Self {
        let (sender, _) = broadcast::channel(KEPT);
        let recent = Mutex::new(Recent {
            last_id: first_id,
            hints: VecDeque::new(),
        });
        Self {
            inner: Arc::new(Inner { sender, recent }),
        }
    }

    pub fn send(&self, topic: String, what: HintKind) {
        let mut recent = self.inner.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.last_id += 1;
        let numbered = NumberedHint {
            id: recent.last_id,
            hint: Hint { topic, what },
        };
        if recent.hints.len() == KEPT {
            recent.hints.pop_front();
        }
        recent.hints.push_back(numbered.clone());
        // An error only says that nobody listens.
        let _ = self.inner.sender.send(numbered);
    }

    /// A run has changed: its own topic, the queue and the hosts.
    pub fn run_changed(&self, run: RunId) {
        self.send(format!("run:{run}"), HintKind::Changed);
        self.send("queue".to_owned(), HintKind::Changed);
        self.send("hosts".to_owned(), HintKind::Changed);
    }

    /// Live hints, and those after `after` if they are still kept.
    pub fn subscribe(&self, after: Option<u64>) -> Subscription {
        let recent = self.inner.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let live = self.inner.sender.subscribe();
        let last_id = recent.last_id;
        let missed = match after {
            None => Some(Vec::new()),
            Some(after) if after >= last_id => (after == last_id).then(Vec::new),
            Some(after) => {
                let oldest = recent.hints.front().map_or(last_id + 1, |hint| hint.id);
                (after + 1 >= oldest).then(|| {
                    recent
                        .hints
                        .iter()
                        .filter(|hint| hint.id > after)
                        .cloned()
                        .collect()
                })
            }
        };
        Subscription {
            missed,
            live,
            last_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_resumes_after_the_number_it_has() {
        let hints = Hints::new(100);
        hints.run_changed(RunId::new(7, 1));
        let subscription = hints.subscribe(Some(101));
        let topics: Vec<_> = subscription
            .missed
            .unwrap()
            .into_iter()
            .map(|hint| hint.hint.topic)
            .collect();
        assert_eq!(topics, ["queue", "hosts"]);
        assert_eq!(hints.subscribe(Some(103)).missed, Some(vec![]));
    }

    #[test]
    fn a_client_that_missed_too_much_is_told_so() {
        let hints = Hints::new(0);
        for _ in 0..KEPT {
            hints.run_changed(RunId::new(7, 1));
        }
        assert_eq!(hints.subscribe(Some(1)).missed, None);
        // A number from an earlier process of the server is below all that are kept.
        assert_eq!(Hints::new(500).subscribe(Some(3)).missed, None);
    }
}
