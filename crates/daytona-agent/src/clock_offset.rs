//! How far the server's clock is from this host's, from exchanges of messages (the offset estimate of NTP, RFC 5905
//! section 8: the server's time belongs to the middle of the round trip, and the shortest round trip errs least).

use std::collections::VecDeque;

/// Exchanges that are remembered: with a heartbeat every 5 s, those of the last minute.
const KEPT: usize = 12;

#[derive(Debug, Default)]
pub struct ClockOffset {
    exchanges: VecDeque<Exchange>,
}

#[derive(Debug)]
struct Exchange {
    round_trip_us: i64,
    offset_us: i64,
}

impl ClockOffset {
    /// A message was sent at `sent_us`, answered at the server's `server_us`, and the answer came at `came_us`.
    pub fn exchanged(&mut self, sent_us: i64, server_us: i64, came_us: i64) {
        let round_trip_us = came_us.saturating_sub(sent_us);
        if round_trip_us < 0 {
            // The wall clock was set back in between.
            self.exchanges.clear();
            return;
        }
        if self.exchanges.len() == KEPT {
            self.exchanges.pop_front();
        }
        let offset_us = server_us
            .saturating_sub(sent_us)
            .saturating_sub(round_trip_us / 2);
        self.exchanges.push_back(Exchange {
            round_trip_us,
            offset_us,
        });
    }

    /// What to add to this host's wall clock to get the server's, in microseconds; unknown before the first exchange.
    pub fn micros(&self) -> Option<i64> {
        self.exchanges
            .iter()
            .min_by_key(|exchange| exchange.round_trip_us)
            .map(|exchange| exchange.offset_us)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_round_trip_counts() {
        let mut offset = ClockOffset::default();
        assert_eq!(offset.micros(), None);
        offset.exchanged(1_000, 6_100, 1_200);
        assert_eq!(offset.micros(), Some(5_000));
        // A slow answer, delayed on one way only, would be wrong by half of the delay.
        offset.exchanged(10_000, 24_000, 20_000);
        assert_eq!(offset.micros(), Some(5_000));
    }

    #[test]
    fn a_clock_that_was_set_back_starts_anew() {
        let mut offset = ClockOffset::default();
        offset.exchanged(1_000_000, 1_000_100, 1_000_200);
        offset.exchanged(1_001_000, 1_001_100, 5_000);
        assert_eq!(offset.micros(), None);
    }
}
