//! The protocol's own version, apart from the program's. Both sides must have the same one.

use std::cmp::Ordering;

/// Goes up with every change of `agent.proto` that the other side has to know of.
pub const PROTOCOL_VERSION: u32 = 1;

/// The two sides speak different versions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the agent speaks protocol {agent} and the server protocol {server}; upgrade {behind}")]
pub struct VersionMismatch {
    pub agent: u32,
    pub server: u32,
    /// The side to upgrade, in words.
    pub behind: &'static str,
}

/// Compares an agent's version with ours, the server's.
pub fn check_agent(agent: u32) -> Result<(), VersionMismatch> {
    compare(agent, PROTOCOL_VERSION)
}

/// Compares a server's version with ours, the agent's.
pub fn check_server(server: u32) -> Result<(), VersionMismatch> {
    compare(PROTOCOL_VERSION, server)
}

fn compare(agent: u32, server: u32) -> Result<(), VersionMismatch> {
    let behind = match agent.cmp(&server) {
        Ordering::Equal => return Ok(()),
        Ordering::Less => "the agent on this host",
        Ordering::Greater => "the server first, then its agents",
    };
    Err(VersionMismatch {
        agent,
        server,
        behind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_older_side_is_told_to_be_upgraded() {
        assert_eq!(check_agent(PROTOCOL_VERSION), Ok(()));
        let old_agent = check_agent(PROTOCOL_VERSION - 1).unwrap_err().to_string();
        assert!(
            old_agent.ends_with("upgrade the agent on this host"),
            "{old_agent}"
        );
        let old_server = check_server(PROTOCOL_VERSION - 1).unwrap_err().to_string();
        assert!(
            old_server.ends_with("upgrade the server first, then its agents"),
            "{old_server}"
        );
    }
}
