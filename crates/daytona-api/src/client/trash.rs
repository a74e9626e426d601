//! Deleting runs, and what was deleted.

use daytona_domain::id::{RunId, TrashId};
use reqwest::Method;

use crate::client::accounts::page;
use crate::client::{Client, ClientError, RunPath};
use crate::page::Page;
use crate::trash::TrashItem;

impl Client {
    pub async fn delete_run(&self, run: RunId) -> Result<TrashItem, ClientError> {
        self.json(self.request(Method::DELETE, &RunPath(run).to_string()))
            .await
    }

    /// What was deleted, the latest first.
    pub async fn trash(&self, cursor: Option<String>) -> Result<Page<TrashItem>, ClientError> {
        self.get("/trash", &page(cursor)).await
    }

    pub async fn restore(&self, item: TrashId) -> Result<TrashItem, ClientError> {
        self.json(self.request(Method::POST, &format!("/trash/{item}/restore")))
            .await
    }

    /// Removes for good.
    pub async fn purge(&self, item: TrashId) -> Result<TrashItem, ClientError> {
        self.json(self.request(Method::DELETE, &format!("/trash/{item}")))
            .await
    }
}
