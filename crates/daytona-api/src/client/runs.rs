//! Runs, the queue and comparisons.

use daytona_domain::id::{RunId, TestId};
use reqwest::Method;

use crate::client::accounts::page;
use crate::client::{Client, ClientError};
use crate::compare::Comparison;
use crate::file::ResultFile;
use crate::history::HistoryEntry;
use crate::kpi::Kpis;
use crate::mark::Marks;
use crate::page::Page;
use crate::queue::{Queue, Why};
use crate::run::{Run, RunDetail};
use crate::series::{SeriesAnswer, SeriesIndex, SeriesQuery};

/// Which runs a list shows; what is empty doesn't limit it.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    pub state: Option<String>,
    pub framework: Option<String>,
    pub owner: Option<String>,
    pub host: Option<String>,
}

/// The path of a run below `/api/v1`.
#[derive(Clone, Copy, Debug)]
pub struct RunPath(pub RunId);

impl std::fmt::Display for RunPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "/tests/{}/runs/{}", self.0.test, self.0.number)
    }
}

impl Client {
    pub async fn runs(&self, filter: &RunFilter, cursor: Option<String>) -> Result<Page<Run>, ClientError> {
        let RunFilter {
            state,
            framework,
            owner,
            host,
        } = filter.clone();
        let mut query = page(cursor);
        let named = [
            ("state", state),
            ("framework", framework),
            ("owner", owner),
            ("host", host),
        ];
        query.extend(named.into_iter().filter_map(|(name, value)| Some((name, value?))));
        self.get("/runs", &query).await
    }

    /// The runs of a test, newest first.
    pub async fn runs_of_test(&self, test: TestId, cursor: Option<String>) -> Result<Page<Run>, ClientError> {
        self.get(&format!("/tests/{test}/runs"), &page(cursor)).await
    }

    /// Which series a run has.
    pub async fn series(&self, run: RunId) -> Result<SeriesIndex, ClientError> {
        self.get(&format!("{}/series", RunPath(run)), &[]).await
    }

    /// The values of many series over one range.
    pub async fn query_series(&self, run: RunId, query: &SeriesQuery) -> Result<SeriesAnswer, ClientError> {
        let path = format!("{}/series/query", RunPath(run));
        self.json(self.request(Method::POST, &path).json(query)).await
    }

    pub async fn run(&self, run: RunId) -> Result<RunDetail, ClientError> {
        self.get(&RunPath(run).to_string(), &[]).await
    }

    pub async fn abort(&self, run: RunId) -> Result<Run, ClientError> {
        self.json(self.request(Method::POST, &format!("{}/abort", RunPath(run))))
            .await
    }

    pub async fn why(&self, run: RunId) -> Result<Why, ClientError> {
        self.get(&format!("{}/why", RunPath(run)), &[]).await
    }

    pub async fn history(
        &self,
        run: RunId,
        cursor: Option<String>,
    ) -> Result<Page<HistoryEntry>, ClientError> {
        self.get(&format!("{}/history", RunPath(run)), &page(cursor))
            .await
    }

    pub async fn files(&self, run: RunId, cursor: Option<String>) -> Result<Page<ResultFile>, ClientError> {
        self.get(&format!("{}/files", RunPath(run)), &page(cursor)).await
    }

    pub async fn kpis(&self, run: RunId) -> Result<Kpis, ClientError> {
        self.get(&format!("{}/kpis", RunPath(run)), &[]).await
    }

    pub async fn marks(&self, run: RunId) -> Result<Marks, ClientError> {
        self.get(&format!("{}/marks", RunPath(run)), &[]).await
    }

    pub async fn queue(&self, mine: bool) -> Result<Queue, ClientError> {
        self.get("/queue", &[("mine", mine.to_string())]).await
    }

    /// Compares runs as they are written: `1132/2`, `1133` for its latest run, `1133/*` for all clean ones.
    pub async fn compare(&self, base: &str, contenders: &[String]) -> Result<Comparison, ClientError> {
        let mut query = vec![("base", base.to_owned())];
        query.extend(
            contenders
                .iter()
                .map(|contender| ("contender", contender.clone())),
        );
        self.get("/compare", &query).await
    }
}
