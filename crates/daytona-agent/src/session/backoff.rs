//! How long to wait before the next try: twice as long each time, up to a limit, and spread at random so that the agents of
//! a whole site don't come back in the same instant ("full jitter").

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(15);

#[derive(Debug)]
pub struct Backoff {
    tries: u32,
    random: u64,
}

impl Backoff {
    pub fn new(seed: u64) -> Self {
        // The generator below stays at zero for ever.
        Self {
            tries: 0,
            random: seed | 1,
        }
    }

    pub fn reset(&mut self) {
        self.tries = 0;
    }

    /// Between half and all of the present step.
    pub fn next(&mut self) -> Duration {
        let step = FIRST
            .saturating_mul(2_u32.saturating_pow(self.tries))
            .min(LONGEST);
        self.tries = (self.tries + 1).min(16);
        step.mul_f64(0.5 + self.share() / 2.0)
    }

    /// At least `wait`, and at most half as much more.
    pub fn spread(&mut self, wait: Duration) -> Duration {
        wait.mul_f64(1.0 + self.share() / 2.0)
    }

    /// Between 0 and 1.
    fn share(&mut self) -> f64 {
        // Marsaglia's xorshift64: good enough to spread retries.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 40) as f64 / (1_u64 << 24) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_begin_anew_after_success() {
        let mut backoff = Backoff::new(7);
        let waits: Vec<_> = (0..12).map(|_| backoff.next()).collect();
        assert!(waits[0] >= FIRST / 2 && waits[0] <= FIRST);
        assert!(waits[11] >= LONGEST / 2 && waits[11] <= LONGEST);
        backoff.reset();
        assert!(backoff.next() <= FIRST);
    }

    #[test]
    fn two_agents_wait_differently() {
        let (mut one, mut two) = (Backoff::new(1), Backoff::new(2_000_003));
        let differs = (0..8).any(|_| one.next() != two.next());
        assert!(differs);
    }
}
