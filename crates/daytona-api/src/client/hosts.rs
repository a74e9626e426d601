//! Hosts.

use daytona_domain::name::HostName;
use reqwest::Method;

use crate::authority::{Authority, FinishAuthorityChange};
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

    /// Ends the validity of a host's certificate and closes its agent's connections.
    pub async fn revoke_host(&self, host: &HostName) -> Result<Host, ClientError> {
        self.json(self.request(Method::POST, &format!("/hosts/{host}/revoke")))
            .await
    }

    pub async fn authority(&self) -> Result<Authority, ClientError> {
        self.get("/admin/authority", &[]).await
    }

    /// Begins to change the authority.
    pub async fn rotate_authority(&self) -> Result<Authority, ClientError> {
        self.json(self.request(Method::POST, "/admin/authority/rotate"))
            .await
    }

    /// Drops the old authority.
    pub async fn finish_authority_change(
        &self,
        finish: &FinishAuthorityChange,
    ) -> Result<Authority, ClientError> {
        self.send(Method::POST, "/admin/authority/finish", finish).await
    }

    pub async fn create_join_token(&self, create: &CreateJoinToken) -> Result<JoinToken, ClientError> {
        self.send(Method::POST, "/hosts/join-tokens", create).await
    }
}
