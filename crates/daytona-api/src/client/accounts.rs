//! Sign-in, accounts and tokens.

use daytona_domain::id::TokenId;
use reqwest::Method;
use reqwest::header::{COOKIE, SET_COOKIE};

use crate::account::{CreateToken, CreateUser, Me, NewToken, PasswordLink, SignIn, Token, User};
use crate::client::{Client, ClientError};
use crate::page::Page;
use crate::server::ServerInfo;

impl Client {
    pub async fn server(&self) -> Result<ServerInfo, ClientError> {
        self.get("/server", &[]).await
    }

    pub async fn me(&self) -> Result<Me, ClientError> {
        self.get("/me", &[]).await
    }

    /// Signs in with a password only to make a token, and signs out again.
    pub async fn token_for_password(
        &self,
        sign_in: &SignIn,
        create: &CreateToken,
    ) -> Result<NewToken, ClientError> {
        let response = self
            .answer(self.request(Method::POST, "/sessions").json(sign_in))
            .await?;
        let status = response.status();
        let cookie = response
            .headers()
            .get(SET_COOKIE)
            .and_then(|cookie| cookie.to_str().ok())
            .and_then(|cookie| cookie.split(';').next())
            .ok_or(ClientError::Unexpected { status })?
            .to_owned();
        let signed_in = |method, path| {
            self.request(method, path)
                .header(COOKIE, &cookie)
                .header("x-daytona", "1")
        };
        let token = self.json(signed_in(Method::POST, "/tokens").json(create)).await?;
        self.answer(signed_in(Method::DELETE, "/sessions/current"))
            .await?;
        Ok(token)
    }

    pub async fn users(&self, cursor: Option<String>) -> Result<Page<User>, ClientError> {
        self.get("/users", &page(cursor)).await
    }

    pub async fn create_user(&self, create: &CreateUser) -> Result<PasswordLink, ClientError> {
        self.send(Method::POST, "/users", create).await
    }

    pub async fn tokens(&self, cursor: Option<String>) -> Result<Page<Token>, ClientError> {
        self.get("/tokens", &page(cursor)).await
    }

    pub async fn create_token(&self, create: &CreateToken) -> Result<NewToken, ClientError> {
        self.send(Method::POST, "/tokens", create).await
    }

    pub async fn revoke_token(&self, token: TokenId) -> Result<(), ClientError> {
        self.answer(self.request(Method::DELETE, &format!("/tokens/{token}")))
            .await?;
        Ok(())
    }
}

/// The query that asks for the page after `cursor`.
pub(super) fn page(cursor: Option<String>) -> Vec<(&'static str, String)> {
    cursor.into_iter().map(|cursor| ("cursor", cursor)).collect()
}
