//! When an agent that isn't heard of becomes suspect, and when lost. Pure. A load under test starves its own agent, so
//! the limits are long.

use std::time::Duration;

use daytona_domain::clock::Timestamp;

/// How often both sides say that they are there, and how long silence is tolerated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkLimits {
    pub heartbeat: Duration,
    /// Silence after which a host is shown as suspect; nothing is decided yet.
    pub suspect: Duration,
    /// Silence after which a host is lost and its run fails.
    pub lost: Duration,
}

impl Default for LinkLimits {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(5),
            suspect: Duration::from_secs(60),
            lost: Duration::from_secs(600),
        }
    }
}

/// How an agent's link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    Connected,
    /// The connection is gone, or nothing was heard for a while, since then.
    Disconnected {
        since: Timestamp,
    },
    Suspect {
        since: Timestamp,
    },
    Lost {
        since: Timestamp,
    },
}

/// The health of an agent that was last heard of at `last_heard`.
///
/// `listening_since` is when this server began to listen: silence before that was its own.
pub fn judge(
    limits: &LinkLimits,
    connected: bool,
    last_heard: Timestamp,
    listening_since: Timestamp,
    now: Timestamp,
) -> Health {
    let since = last_heard.max(listening_since);
    let silence = now.since(since);
    if silence >= limits.lost {
        Health::Lost { since }
    } else if silence >= limits.suspect {
        Health::Suspect { since }
    } else if connected {
        Health::Connected
    } else {
        Health::Disconnected { since }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn silence_is_first_suspect_and_only_after_ten_minutes_lost() {
        let judge_at = |now| judge(&LinkLimits::default(), true, at(0), at(0), at(now));
        assert_eq!(judge_at(59), Health::Connected);
        assert_eq!(judge_at(60), Health::Suspect { since: at(0) });
        assert_eq!(judge_at(599), Health::Suspect { since: at(0) });
        assert_eq!(judge_at(600), Health::Lost { since: at(0) });
    }

    #[test]
    fn a_closed_connection_is_no_loss_yet() {
        let health = judge(&LinkLimits::default(), false, at(10), at(0), at(30));
        assert_eq!(health, Health::Disconnected { since: at(10) });
    }

    #[test]
    fn a_server_that_was_down_for_an_hour_gives_its_agents_the_whole_time_again() {
        let health = judge(&LinkLimits::default(), false, at(0), at(3_600), at(3_610));
        assert_eq!(health, Health::Disconnected { since: at(3_600) });
    }
}
