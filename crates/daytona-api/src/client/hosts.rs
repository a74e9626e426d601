//! Hosts.

use daytona_domain::name::HostName;
use reqwest::Method;

use crate::client::accounts::page;
use crate::client::{Client, ClientError};
use crate::host::{CreateJoinToken, Host, JoinToken};
use crate::page::Page;

impl Client {
    pub async fn hosts(&self, cursor: Option<String>) -> Result<Page<Host>, ClientError> {
        self.get("/hosts", &page(cursor)).await
    }

    pub async fn host(&self, name: &HostName) -> Result<Host, ClientError> {
        self.get(&format!("/hosts/{name}"), &[]).await
    }

    pub async fn create_join_token(&self, create: &CreateJoinToken) -> Result<JoinToken, ClientError> {
        self.send(Method::POST, "/hosts/join-tokens", create).await
    }
}
