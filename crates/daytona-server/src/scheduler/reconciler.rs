//! How a part of the scheduler is run: woken by a signal and by a slow timer, one activation at a time. Interest in the
//! signal is registered before the work is looked at, so that nothing falls between.

use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// How long a part sleeps at most. What is missed by every signal is found after this long.
const SLOW_TIMER: Duration = Duration::from_secs(1);

/// Calls `activate` until `stop`.
pub async fn run<F>(wake: &Notify, stop: &CancellationToken, mut activate: impl FnMut() -> F)
where
    F: Future<Output = ()>,
{
    loop {
        let woken = wake.notified();
        activate().await;
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(SLOW_TIMER) => {}
            () = stop.cancelled() => return,
        }
    }
}
