//! Frameworks.

use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::name::FrameworkName;
use reqwest::Method;

use crate::client::accounts::page;
use crate::client::{Client, ClientError};
use crate::framework::{Applied, Framework, FrameworkRow};
use crate::page::Page;

impl Client {
    pub async fn frameworks(&self, cursor: Option<String>) -> Result<Page<FrameworkRow>, ClientError> {
        self.get("/frameworks", &page(cursor)).await
    }

    pub async fn framework(&self, name: &FrameworkName) -> Result<Framework, ClientError> {
        self.get(&format!("/frameworks/{name}"), &[]).await
    }

    pub async fn apply_framework(&self, definition: &FrameworkDefinition) -> Result<Applied, ClientError> {
        self.send(
            Method::PUT,
            &format!("/frameworks/{}", definition.name),
            definition,
        )
        .await
    }
}
