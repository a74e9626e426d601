//! Waiting for a condition: checked again and again, with a time limit and the last state in the message.

use std::fmt::Debug;
use std::time::Duration;

/// Far longer than anything here takes, so that a slow machine fails no test.
const LIMIT: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(5);

/// Looks until `accept` says yes and returns what was seen then.
pub async fn wait_for<T: Debug, F: Future<Output = T>>(
    what: &str,
    mut look: impl FnMut() -> F,
    accept: impl Fn(&T) -> bool,
) -> T {
    let deadline = tokio::time::Instant::now() + LIMIT;
    loop {
        let seen = look().await;
        if accept(&seen) {
            return seen;
        }
        assert!(
            tokio::time::Instant::now() < deadline,
            "waited {LIMIT:?} for {what}; last seen: {seen:?}"
        );
        tokio::time::sleep(PAUSE).await;
    }
}
