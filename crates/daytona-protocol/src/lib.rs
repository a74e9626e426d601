//! The agent link.
