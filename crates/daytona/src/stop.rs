//! Signals: the first asks for an orderly stop, the second ends the program at once.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::exit_code;

/// A token that is cancelled by the first SIGINT or SIGTERM. A second one ends the process.
pub fn on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let cancel = stop.clone();
    tokio::spawn(async move {
        interrupted().await;
        cancel.cancel();
        interrupted().await;
        tracing::warn!("stopped at once by a second signal");
        std::process::exit(i32::from(exit_code::INTERRUPTED));
    });
    stop
}

/// Returns at the next SIGINT or SIGTERM.
pub async fn interrupted() {
    let (Ok(mut interrupt), Ok(mut terminate)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        tracing::warn!("signals can't be caught; the program ends without an orderly stop");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
