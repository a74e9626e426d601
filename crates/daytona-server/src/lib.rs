//! The Daytona server: REST, the agent link, the scheduler and the results. It is handed the UI's bytes and knows
//! nothing of the command line.

pub mod config;
pub mod server;

pub mod app;
pub mod directory;
pub mod hints;
pub mod relocation;
pub mod vault;

pub mod agents;
pub mod compare;
pub mod results;
pub mod scheduler;

pub mod auth;
pub mod error;
pub mod extract;
pub mod handlers;
pub mod openapi;
pub mod router;

pub use config::ServerConfig;
pub use daytona_store::DatabaseUrl;
pub(crate) use daytona_store::fail_point;
pub use openapi::openapi;
pub use server::Server;

/// An error with everything that caused it, in one line.
pub fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
