//! A run's console, and the log of its agents.

use daytona_api::client::Client;

use crate::args::view::LogsArgs;
use crate::commands::show::exact;
use crate::commands::watch::{Watched, watch};
use crate::exit_code;
use crate::output::console::{ConsoleCopy, Copied};

pub async fn run(client: &Client, args: LogsArgs) -> anyhow::Result<u8> {
    let run = exact(client, args.run).await?;
    if args.follow {
        return Ok(match watch(client, run, true).await? {
            Watched::Ended(_) => exit_code::DONE,
            Watched::Interrupted => exit_code::INTERRUPTED,
        });
    }
    let what = if args.agent {
        Copied::AgentLog { host: args.host }
    } else {
        Copied::Console
    };
    ConsoleCopy::new(client, run, what).advance().await?;
    Ok(exit_code::DONE)
}
