//! Copies a run's console, or the log of an agent, to standard output, as it is or as it comes.

use daytona_api::client::{Client, ClientError, ConsoleRange};
use daytona_domain::id::RunId;
use daytona_domain::name::HostName;

use crate::output::write_out;

/// Which text of the run.
#[derive(Clone, Debug)]
pub enum Copied {
    Console,
    /// Of the execution host, if none is named.
    AgentLog {
        host: Option<HostName>,
    },
}

/// A text that is copied, and how far.
#[derive(Debug)]
pub struct ConsoleCopy<'a> {
    client: &'a Client,
    run: RunId,
    what: Copied,
    copied: u64,
}

impl<'a> ConsoleCopy<'a> {
    pub fn new(client: &'a Client, run: RunId, what: Copied) -> Self {
        Self {
            client,
            run,
            what,
            copied: 0,
        }
    }

    async fn range(&self) -> Result<ConsoleRange, ClientError> {
        match &self.what {
            Copied::Console => self.client.console(self.run, self.copied).await,
            Copied::AgentLog { host } => self.client.agent_log(self.run, host.as_ref(), self.copied).await,
        }
    }

    /// Copies all that the server has. Says whether more may come.
    pub async fn advance(&mut self) -> anyhow::Result<bool> {
        loop {
            let range = match self.range().await {
                Ok(range) => range,
                // A run that hasn't started yet has no console.
                Err(ClientError::Refused(problem))
                    if problem.status == 404 && matches!(self.what, Copied::Console) =>
                {
                    return Ok(true);
                }
                Err(error) => return Err(error.into()),
            };
            write_out(&range.bytes)?;
            self.copied += range.bytes.len() as u64;
            if range.bytes.is_empty() || self.copied >= range.total {
                return Ok(range.growing);
            }
        }
    }
}
