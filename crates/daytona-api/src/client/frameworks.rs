//! Frameworks.

use daytona_domain::framework::FrameworkDefinition;
use daytona_domain::id::Revision;
use daytona_domain::name::FrameworkName;
use reqwest::Method;
use reqwest::header::IF_MATCH;

use crate::client::accounts::page;
use crate::client::{Client, ClientError};
use crate::framework::{
    Applied, CloneFramework, Framework, FrameworkRevision, FrameworkRow, RevisionDiff, RevisionRow,
};
use crate::page::Page;
use crate::trash::TrashItem;

impl Client {
    pub async fn frameworks(&self, cursor: Option<String>) -> Result<Page<FrameworkRow>, ClientError> {
        self.get("/frameworks", &page(cursor)).await
    }

    pub async fn framework(&self, name: &FrameworkName) -> Result<Framework, ClientError> {
        self.get(&format!("/frameworks/{name}"), &[]).await
    }

    /// Saves a definition; with `expected`, only if that is the latest revision.
    pub async fn apply_framework(
        &self,
        definition: &FrameworkDefinition,
        expected: Option<Revision>,
    ) -> Result<Applied, ClientError> {
        let path = format!("/frameworks/{}", definition.name);
        let request = self.request(Method::PUT, &path).json(definition);
        let request = match expected {
            Some(revision) => request.header(IF_MATCH, format!("\"{revision}\"")),
            None => request,
        };
        self.json(request).await
    }

    /// The revisions of a framework, newest first, each with what it changed.
    pub async fn revisions(
        &self,
        name: &FrameworkName,
        cursor: Option<String>,
    ) -> Result<Page<RevisionRow>, ClientError> {
        self.get(&format!("/frameworks/{name}/revisions"), &page(cursor))
            .await
    }

    pub async fn revision(
        &self,
        name: &FrameworkName,
        revision: Revision,
    ) -> Result<FrameworkRevision, ClientError> {
        self.get(&format!("/frameworks/{name}/revisions/{revision}"), &[])
            .await
    }

    /// What differs between two revisions; `to` absent means the latest.
    pub async fn revision_diff(
        &self,
        name: &FrameworkName,
        from: Revision,
        to: Option<Revision>,
    ) -> Result<RevisionDiff, ClientError> {
        let mut query = vec![("from", from.to_string())];
        query.extend(to.map(|to| ("to", to.to_string())));
        self.get(&format!("/frameworks/{name}/diff"), &query).await
    }

    pub async fn clone_framework(
        &self,
        name: &FrameworkName,
        clone: &CloneFramework,
    ) -> Result<Framework, ClientError> {
        self.send(Method::POST, &format!("/frameworks/{name}/clone"), clone)
            .await
    }

    pub async fn delete_framework(&self, name: &FrameworkName) -> Result<TrashItem, ClientError> {
        self.json(self.request(Method::DELETE, &format!("/frameworks/{name}")))
            .await
    }
}
