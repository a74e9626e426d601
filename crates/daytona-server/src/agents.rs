//! The server's side of the agent link: who may connect, who is connected, what they say.

pub mod enrolment;
pub mod health;
pub mod joining;
pub mod link;
pub mod link_tls;
pub mod listener;
pub mod peer;
pub mod probe;
pub mod registry;
pub mod renewal;
pub mod session;
