//! Tests, and starting runs of them.

use daytona_domain::id::TestId;
use daytona_domain::name::FrameworkName;
use daytona_domain::tag::Tag;
use reqwest::Method;
use serde::Serialize;

use crate::client::accounts::page;
use crate::client::{Client, ClientError};
use crate::page::Page;
use crate::run::Run;
use crate::test::{CloneTest, CreateRun, CreateTest, EditTest, PrepareTest, Test, TestRow};
use crate::trash::TrashItem;

/// Which tests a list shows; what is absent doesn't limit it.
#[derive(Clone, Debug, Default)]
pub struct TestFilter {
    pub framework: Option<FrameworkName>,
    /// An account's name, or `me`.
    pub owner: Option<String>,
    pub tag: Option<Tag>,
}

impl Client {
    pub async fn tests(
        &self,
        filter: &TestFilter,
        cursor: Option<String>,
    ) -> Result<Page<TestRow>, ClientError> {
        let TestFilter {
            framework,
            owner,
            tag,
        } = filter.clone();
        let mut query = page(cursor);
        query.extend(framework.map(|framework| ("framework", framework.to_string())));
        query.extend(owner.map(|owner| ("owner", owner)));
        query.extend(tag.map(|tag| ("tag", tag.to_string())));
        self.get("/tests", &query).await
    }

    /// Makes a test without a run.
    pub async fn prepare_test(&self, prepare: &PrepareTest) -> Result<Test, ClientError> {
        self.send(Method::POST, "/tests/new", prepare).await
    }

    pub async fn edit_test(&self, test: TestId, edit: &EditTest) -> Result<Test, ClientError> {
        self.send(Method::PATCH, &format!("/tests/{test}"), edit).await
    }

    pub async fn delete_test(&self, test: TestId) -> Result<TrashItem, ClientError> {
        self.json(self.request(Method::DELETE, &format!("/tests/{test}")))
            .await
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
