//! What the server shows on the agent link: its certificate, and whose certificates it takes. Made anew when the authority
//! changes and once in a while, since the server's own certificate expires too.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use daytona_domain::clock::{Clock, Timestamp};
use daytona_protocol::authorities::Authorities;
use daytona_protocol::authority::AuthorityError;
use daytona_protocol::tls::{TlsError, server_config};
use tokio_rustls::rustls::ServerConfig;

/// Far below the life of a certificate.
const MADE_ANEW: Duration = Duration::from_secs(30 * 86_400);

/// The configuration of new connections.
#[derive(Debug)]
pub struct LinkTls {
    authorities: Arc<Authorities>,
    clock: Clock,
    present: Mutex<(Arc<ServerConfig>, Timestamp)>,
}

/// The link can't be secured.
#[derive(Debug, thiserror::Error)]
pub enum LinkTlsError {
    #[error("cannot make the certificate that the server shows to agents")]
    Certificate(#[from] AuthorityError),
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl LinkTls {
    pub fn new(authorities: Arc<Authorities>, clock: Clock) -> Result<Self, LinkTlsError> {
        let present = (make(&authorities, &clock)?, clock.now());
        Ok(Self {
            authorities,
            clock,
            present: Mutex::new(present),
        })
    }

    /// For the next connection.
    pub fn config(&self) -> Arc<ServerConfig> {
        let is_old = self.clock.now().since(self.present().1) >= MADE_ANEW;
        if is_old && let Err(error) = self.remake() {
            // The one that is there is good for many months yet.
            tracing::error!("{}", crate::error_chain(&error));
        }
        Arc::clone(&self.present().0)
    }

    /// The authorities have changed.
    pub fn remake(&self) -> Result<(), LinkTlsError> {
        let made = make(&self.authorities, &self.clock)?;
        *self.present() = (made, self.clock.now());
        Ok(())
    }

    fn present(&self) -> MutexGuard<'_, (Arc<ServerConfig>, Timestamp)> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make(authorities: &Authorities, clock: &Clock) -> Result<Arc<ServerConfig>, LinkTlsError> {
    let credentials = authorities.shown().server_credentials(clock)?;
    Ok(server_config(&authorities.trusted(), credentials)?)
}
