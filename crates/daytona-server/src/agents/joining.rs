//! Making join tokens: for an administrator, and for the agent that a demo starts by itself.

use std::time::Duration;

use daytona_domain::clock::Timestamp;
use daytona_domain::id::{DEFAULT_TEAM, TeamId, UserId};
use daytona_protocol::join_token::{JoinToken, NoRandomness};
use daytona_store::DatabaseError;
use daytona_store::join_token::NewJoinToken;
use daytona_store::secret::SecretHash;

use crate::app::App;

/// How long a token may be used unless it is said otherwise.
pub const DEFAULT_LIFETIME: Duration = Duration::from_secs(60 * 60);
/// The agent of a demo enrols at once.
const LOCAL_LIFETIME: Duration = Duration::from_secs(60);

/// Who may join with a token, and how long.
#[derive(Clone, Debug)]
pub struct Invitation {
    pub team: TeamId,
    /// A host's name, where `*` stands for any number of characters.
    pub pattern: String,
    pub lifetime: Duration,
    pub re_enrol: bool,
    pub by: Option<UserId>,
}

/// A token could not be made.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl App {
    /// A new token and when it expires. Only its hash is kept.
    pub async fn join_token(&self, invitation: Invitation) -> Result<(JoinToken, Timestamp), JoinError> {
        let Invitation {
            team,
            pattern,
            lifetime,
            re_enrol,
            by,
        } = invitation;
        let token = JoinToken::generate(self.authorities.shown().fingerprint())?;
        let expires = self.clock.now().plus(lifetime);
        let new = NewJoinToken {
            id: token.id.clone(),
            secret: SecretHash::of(&token.secret),
            team,
            pattern,
            re_enrol,
            created_by: by,
            expires,
        };
        self.store.create_join_token(new).await?;
        Ok((token, expires))
    }

    /// A token for the agent of this name that this process starts itself.
    pub async fn local_join_token(&self, host: &str) -> Result<String, JoinError> {
        let invitation = Invitation {
            team: DEFAULT_TEAM,
            pattern: host.to_owned(),
            lifetime: LOCAL_LIFETIME,
            re_enrol: true,
            by: None,
        };
        Ok(self.join_token(invitation).await?.0.to_string())
    }
}
