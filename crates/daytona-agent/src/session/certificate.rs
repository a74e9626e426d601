//! The certificate that the session shows: read anew for every connection, and renewed when it is time and suits.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use daytona_domain::clock::Timestamp;
use daytona_domain::name::HostName;
use daytona_protocol::identity::PeerIdentity;
use daytona_protocol::tls::client_config;

use crate::identity;
use crate::renew::{self, Need};

/// After a try that failed.
const NEXT_TRY: Duration = Duration::from_secs(10 * 60);
/// How often it is looked at whether it is time, or whether there is another identity.
const LOOK: Duration = Duration::from_secs(1);

/// What one connection shows.
#[derive(Clone, Debug)]
pub struct Shown {
    pub peer: PeerIdentity,
    pub tls: Arc<rustls::ClientConfig>,
    stamp: Option<(u64, i64, i64)>,
}

/// Reads the identity for a connection. One that has expired is renewed first, since no session can be opened with it.
pub async fn show(server: &str, root: &Path, host: &HostName, now: Timestamp) -> Result<Shown, String> {
    let shown = read(root, host)?;
    if renew::need(&shown.peer, now) != Need::Expired {
        return Ok(shown);
    }
    tracing::warn!(
        "the certificate has expired on {}; it is renewed now",
        shown.peer.expires
    );
    renew::renew(server, root).await.map_err(|error| {
        let (expires, error) = (shown.peer.expires, crate::error_chain(&error));
        format!("the certificate has expired on {expires}, and could not be renewed: {error}")
    })?;
    read(root, host)
}

fn read(root: &Path, host: &HostName) -> Result<Shown, String> {
    let stamp = identity::stamp(root);
    let identity = identity::load(root).map_err(|error| crate::error_chain(&error))?;
    if identity.peer.host != *host {
        return Err(format!(
            "this agent was started as host {host}, and has enrolled as {} since; start it again",
            identity.peer.host
        ));
    }
    let tls = client_config(&identity.authorities, identity.credentials)
        .map_err(|error| crate::error_chain(&error))?;
    Ok(Shown {
        peer: identity.peer,
        tls,
        stamp,
    })
}

/// When the certificate is to be renewed. Times are durations since some fixed moment.
#[derive(Debug)]
pub struct Renewal {
    root: PathBuf,
    /// What the present connection shows, or the last one did.
    shown: Option<Shown>,
    was_asked: bool,
    is_under_way: bool,
    not_before: Duration,
    next_look: Duration,
}

/// What is to be done about the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Nothing,
    Renew,
    /// Somebody has enrolled this host again.
    UseAnother,
}

impl Renewal {
    pub fn new(root: PathBuf) -> Self {
        Self {
            root,
            shown: None,
            was_asked: false,
            is_under_way: false,
            not_before: Duration::ZERO,
            next_look: Duration::ZERO,
        }
    }

    /// A connection shows this.
    pub fn shows(&mut self, shown: Shown) {
        self.shown = Some(shown);
    }

    pub fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    /// The server asks for it.
    pub fn ask(&mut self) {
        self.was_asked = true;
    }

    /// It was tried.
    pub fn ended(&mut self, is_renewed: bool, now: Duration) {
        self.is_under_way = false;
        if is_renewed {
            self.was_asked = false;
        } else {
            self.not_before = now + NEXT_TRY;
        }
    }

    /// Looks at what is to be done. While a script runs only what can't wait.
    pub fn look(&mut self, is_measuring: bool, now: Duration, wall: Timestamp) -> Act {
        if now < self.next_look || self.is_under_way {
            return Act::Nothing;
        }
        self.next_look = now + LOOK;
        let Some(shown) = &self.shown else {
            return Act::Nothing;
        };
        let stamp = identity::stamp(&self.root);
        if stamp.is_some() && stamp != shown.stamp {
            return Act::UseAnother;
        }
        let is_time = match renew::need(&shown.peer, wall) {
            Need::None => self.was_asked && !is_measuring,
            Need::Due => !is_measuring,
            Need::Urgent | Need::Expired => true,
        };
        if is_time && now >= self.not_before {
            self.is_under_way = true;
            return Act::Renew;
        }
        Act::Nothing
    }
}
