//! Tests, and starting runs of them.

use daytona_domain::id::TestId;
use daytona_domain::name::FrameworkName;
use reqwest::Method;
use serde::Serialize;

use crate::client::accounts::page;
use crate::client::{Client, ClientError};
use crate::page::Page;
use crate::run::Run;
use crate::test::{CloneTest, CreateRun, CreateTest, Test, TestRow};

impl Client {
    pub async fn tests(
        &self,
        framework: Option<&FrameworkName>,
        cursor: Option<String>,
    ) -> Result<Page<TestRow>, ClientError> {
        let mut query = page(cursor);
        query.extend(framework.map(|framework| ("framework", framework.to_string())));
        self.get("/tests", &query).await
    }

    pub async fn test(&self, test: TestId) -> Result<Test, ClientError> {
        self.get(&format!("/tests/{test}"), &[]).await
    }

    /// Makes a new test of a framework and its first run.
    pub async fn create_test(&self, create: &CreateTest, key: Option<&str>) -> Result<Run, ClientError> {
        self.submit("/tests", create, key).await
    }

    /// Starts the next run of a test.
    pub async fn create_run(
        &self,
        test: TestId,
        create: &CreateRun,
        key: Option<&str>,
    ) -> Result<Run, ClientError> {
        self.submit(&format!("/tests/{test}/runs"), create, key).await
    }

    /// Makes a changed copy of a test and its first run.
    pub async fn clone_test(
        &self,
        test: TestId,
        clone: &CloneTest,
        key: Option<&str>,
    ) -> Result<Run, ClientError> {
        self.submit(&format!("/tests/{test}/clone"), clone, key).await
    }

    async fn submit(&self, path: &str, body: &impl Serialize, key: Option<&str>) -> Result<Run, ClientError> {
        let request = self.request(Method::POST, path).json(body);
        let request = match key {
            Some(key) => request.header("idempotency-key", key),
            None => request,
        };
        self.json(request).await
    }
}
