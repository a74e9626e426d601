//! The protocol's own version, apart from the program's. A server speaks with agents of this version and of the one
//! before it, so that agents can be upgraded after their server.

/// Goes up with every change of `agent.proto` that the other side has to know of. Version 2 brought bundles, the renewal
/// of certificates, patterns of what is collected, and an announced stop of the server.
pub const PROTOCOL_VERSION: u32 = 2;
/// The oldest version of an agent that a server still speaks with.
pub const OLDEST_AGENT: u32 = 1;

/// The two sides have no version in common.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the agent speaks protocol {agent} and the server protocol {server}; upgrade {behind}")]
pub struct VersionMismatch {
    pub agent: u32,
    pub server: u32,
    /// The side to upgrade, in words.
    pub behind: &'static str,
}

/// The version that we, the server, speak with an agent of version `agent`.
pub fn check_agent(agent: u32) -> Result<u32, VersionMismatch> {
    let mismatch = |behind| VersionMismatch {
        agent,
        server: PROTOCOL_VERSION,
        behind,
    };
    match agent {
        ..OLDEST_AGENT => Err(mismatch("the agent on this host")),
        OLDEST_AGENT..=PROTOCOL_VERSION => Ok(agent),
        _ => Err(mismatch("the server first, then its agents")),
    }
}

/// Checks the version that a server wants to speak with us, the agent. A server speaks no newer one than ours.
pub fn check_server(server: u32) -> Result<(), VersionMismatch> {
    if server == PROTOCOL_VERSION {
        return Ok(());
    }
    let behind = if server < PROTOCOL_VERSION {
        "the server first, then its agents"
    } else {
        "the agent on this host"
    };
    Err(VersionMismatch {
        agent: PROTOCOL_VERSION,
        server,
        behind,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_of_the_version_before_is_spoken_with_in_its_own() {
        assert_eq!(check_agent(PROTOCOL_VERSION), Ok(PROTOCOL_VERSION));
        assert_eq!(check_agent(PROTOCOL_VERSION - 1), Ok(PROTOCOL_VERSION - 1));
    }

    #[test]
    fn the_side_that_is_too_old_is_told_to_be_upgraded() {
        let old_agent = check_agent(OLDEST_AGENT - 1).unwrap_err().to_string();
        assert!(
            old_agent.ends_with("upgrade the agent on this host"),
            "{old_agent}"
        );
        for old_server in [
            check_agent(PROTOCOL_VERSION + 1),
            check_server(PROTOCOL_VERSION - 1).map(|()| 0),
        ] {
            let old_server = old_server.unwrap_err().to_string();
            assert!(
                old_server.ends_with("upgrade the server first, then its agents"),
                "{old_server}"
            );
        }
    }
}
