//! Contents: the console by ranges, and result files as streams. Never a whole file in memory.

use daytona_domain::id::RunId;
use daytona_domain::name::HostName;
use reqwest::{Method, RequestBuilder, Response};

use crate::client::{Client, ClientError, RunPath, segment};
use crate::console::{GROWING, RANGE_FROM, TOTAL_BYTES};

/// Part of a console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleRange {
    pub from: u64,
    pub bytes: Vec<u8>,
    /// How much of the console the server has.
    pub total: u64,
    /// Whether more may come.
    pub growing: bool,
}

/// The content of a file, piece by piece.
#[derive(Debug)]
pub struct Bytes {
    response: Response,
}

impl Bytes {
    /// The next piece; nothing at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, ClientError> {
        let piece = self
            .response
            .chunk()
            .await
            .map_err(|source| ClientError::Lost { source })?;
        Ok(piece.map(|piece| piece.to_vec()))
    }
}

impl Client {
    /// The console from byte `from` on, as much as the server gives at once.
    pub async fn console(&self, run: RunId, from: u64) -> Result<ConsoleRange, ClientError> {
        let request = self.request(Method::GET, &format!("{}/console", RunPath(run)));
        self.text_range(request, from).await
    }

    /// What the agent of a host did for the run, from byte `from` on; without a host, that of the execution host.
    pub async fn agent_log(
        &self,
        run: RunId,
        host: Option<&HostName>,
        from: u64,
    ) -> Result<ConsoleRange, ClientError> {
        let request = self.request(Method::GET, &format!("{}/agent-log", RunPath(run)));
        let host = host.map(|host| ("host", host.as_str()));
        self.text_range(request.query(&host.into_iter().collect::<Vec<_>>()), from)
            .await
    }

    async fn text_range(&self, request: RequestBuilder, from: u64) -> Result<ConsoleRange, ClientError> {
        let response = self
            .answer(request.query(&[("bytes", format!("{from}-"))]))
            .await?;
        let status = response.status();
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let number = |name| header(name).and_then(|value| value.parse().ok());
        let total = number(TOTAL_BYTES).ok_or(ClientError::Unexpected { status })?;
        let from = number(RANGE_FROM).ok_or(ClientError::Unexpected { status })?;
        let growing = header(GROWING) == Some("true");
        let bytes = response
            .bytes()
            .await
            .map_err(|source| ClientError::Lost { source })?
            .to_vec();
        Ok(ConsoleRange {
            from,
            bytes,
            total,
            growing,
        })
    }

    /// The content of a result file.
    pub async fn file(&self, run: RunId, host: &HostName, path: &str) -> Result<Bytes, ClientError> {
        let path: Vec<_> = path.split('/').map(segment).collect();
        let path = format!("{}/files/{host}/{}", RunPath(run), path.join("/"));
        let response = self.answer(self.request(Method::GET, &path)).await?;
        Ok(Bytes { response })
    }
}
