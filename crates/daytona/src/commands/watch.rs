//! Watching a run until it ends. Hints say when to look; a slow timer looks too, should a hint be missed.

use std::time::Duration;

use daytona_api::client::{Client, Events};
use daytona_api::run::RunDetail;
use daytona_domain::id::RunId;

use crate::output::console::{ConsoleCopy, Copied};
use crate::stop;

/// How often the run is looked at if no hint comes.
const SLOW: Duration = Duration::from_secs(2);

/// How the watching ended.
#[derive(Debug)]
pub enum Watched {
    Ended(Box<RunDetail>),
    /// By Ctrl-C; the run goes on.
    Interrupted,
}

/// Watches until the run has ended, and copies its console if asked to.
pub async fn watch(client: &Client, run: RunId, with_console: bool) -> anyhow::Result<Watched> {
    tokio::select! {
        ended = until_end(client, run, with_console) => ended.map(|detail| Watched::Ended(Box::new(detail))),
        () = stop::interrupted() => Ok(Watched::Interrupted),
    }
}

async fn until_end(client: &Client, run: RunId, with_console: bool) -> anyhow::Result<RunDetail> {
    let mut topics = vec![format!("run:{run}")];
    if with_console {
        topics.push(format!("console:{run}"));
    }
    let mut events = client.events(&topics).await?;
    let mut console = ConsoleCopy::new(client, run, Copied::Console);
    loop {
        // The state is read first: what the console has after a final state is all there is.
        let detail = client.run(run).await?;
        if with_console {
            console.advance().await?;
        }
        if detail.run.state.is_terminal() {
            return Ok(detail);
        }
        wait(client, &mut events, &topics).await?;
    }
}

/// Returns when there may be something new. A stream that the server has ended is opened again.
async fn wait(client: &Client, events: &mut Events, topics: &[String]) -> anyhow::Result<()> {
    tokio::select! {
        hint = events.next() => {
            if hint?.is_none() {
                *events = client.events(topics).await?;
            }
        }
        () = tokio::time::sleep(SLOW) => {}
    }
    Ok(())
}
