//! What runs and what waits.

use daytona_api::client::Client;

use crate::args::view::{QueueArgs, RunArgument};
use crate::commands::show::exact;
use crate::exit_code;
use crate::output::{Listing, Output};

pub async fn queue(client: &Client, args: QueueArgs, out: Output) -> anyhow::Result<u8> {
    let queue = client.queue(args.mine).await?;
    out.data(&queue, || {
        let mut listing = Listing::new(&["run", "title", "framework", "owner", "state", "reason"]);
        let mut row = |run: &daytona_api::run::Run, reason: &str| {
            listing.row(vec![
                run.run.to_string(),
                run.title.to_string(),
                run.framework.to_string(),
                run.owner.clone(),
                run.state.name().to_owned(),
                reason.to_owned(),
            ]);
        };
        for run in &queue.running {
            row(run, &run.sentence);
        }
        for waiting in &queue.waiting {
            row(&waiting.run, &waiting.reason);
        }
        listing
    })?;
    let shown = queue.waiting.len() as u64;
    if queue.waiting_total > shown {
        out.say(&format!("{} more wait.", queue.waiting_total - shown));
    }
    Ok(exit_code::DONE)
}

pub async fn why(client: &Client, args: RunArgument, out: Output) -> anyhow::Result<u8> {
    let why = client.why(exact(client, args.run).await?).await?;
    out.sentence(&why, &why.reason)?;
    Ok(exit_code::DONE)
}
