//! Copies a run's console to standard output, as it is or as it comes.

use daytona_api::client::{Client, ClientError};
use daytona_domain::id::RunId;

use crate::output::write_out;

/// A console that is copied, and how far.
#[derive(Debug)]
pub struct ConsoleCopy<'a> {
    client: &'a Client,
    run: RunId,
    copied: u64,
}

impl<'a> ConsoleCopy<'a> {
    pub fn new(client: &'a Client, run: RunId) -> Self {
        Self {
            client,
            run,
            copied: 0,
        }
    }

    /// Copies all that the server has. Says whether more may come.
    pub async fn advance(&mut self) -> anyhow::Result<bool> {
        loop {
            let range = match self.client.console(self.run, self.copied).await {
                Ok(range) => range,
                // A run that hasn't started yet has no console.
                Err(ClientError::Refused(problem)) if problem.status == 404 => return Ok(true),
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
