//! The clocks' difference as the session knows it, for the threads that write times.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Stands for "not known yet"; no clock is that far off.
const UNKNOWN: i64 = i64::MIN;

/// What to add to this host's wall clock to get the server's, shared by all that need it.
#[derive(Clone, Debug)]
pub struct SharedOffset(Arc<AtomicI64>);

impl Default for SharedOffset {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(UNKNOWN)))
    }
}

impl SharedOffset {
    pub fn set(&self, micros: i64) {
        self.0.store(micros, Ordering::Relaxed);
    }

    /// In microseconds; unknown before the first exchange with a server.
    pub fn micros(&self) -> Option<i64> {
        Some(self.0.load(Ordering::Relaxed)).filter(|micros| *micros != UNKNOWN)
    }
}
