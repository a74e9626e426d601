//! The agent link: the protocol's document (`proto/agent.proto`) with its generated types, its version, and who
//! may speak: join tokens, the server's certificate authority, TLS on both sides. Holds no session logic.

pub mod pb;
pub mod version;

pub mod convert;

pub mod authorities;
pub mod authority;
pub mod dial;
pub mod fingerprint;
pub mod identity;
pub mod join_token;
pub mod tls;
pub mod validity;
