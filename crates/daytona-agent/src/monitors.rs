//! The monitors of one run: a thread of its own that reads every collector at each whole second of the wall clock and
//! appends rows to files in the run's folder. Shares nothing with the rest but a channel, so that nothing holds it up.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use daytona_domain::clock::{Clock, Timestamp};
use daytona_metrics::{Collector, Monotonic, Round, Watched, default_collectors};

use crate::monitors::files::MetricFiles;
use crate::monitors::leader::Leader;
use crate::run_folder::RunFolder;
use crate::session::offset::SharedOffset;

mod files;
mod leader;
#[cfg(test)]
mod tests;

/// In microseconds.
const SECOND: i64 = 1_000_000;

/// Running monitors.
#[derive(Debug)]
pub struct Monitors {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

/// The monitors could not be started.
#[derive(Debug, thiserror::Error)]
pub enum MonitorError {
    #[error("cannot start the thread of the monitors")]
    Thread(#[source] std::io::Error),
    #[error("the thread of the monitors has ended before its first sample")]
    Ended,
}

impl Monitors {
    /// Starts the thread and returns when the baseline has been read, which makes no row. `root` is `/`, or where the
    /// host's root is mounted.
    pub fn start(folder: Arc<RunFolder>, root: PathBuf, offset: SharedOffset) -> Result<Self, MonitorError> {
        let (stop, stopped) = channel();
        let (ready, is_ready) = channel();
        let run = folder.order().run;
        let thread = std::thread::Builder::new()
            .name("monitors".to_owned())
            .spawn(move || {
                let watched = Watched {
                    names: folder.order().processes.clone(),
                    ..Watched::default()
                };
                let mut monitor = Monitor {
                    leader: Leader::of(&folder, &watched),
                    collectors: default_collectors(&root, watched),
                    files: MetricFiles::new(folder),
                    clock: Clock::System,
                    offset,
                };
                let baseline = monitor.sample();
                for failure in &baseline.failures {
                    tracing::warn!(run = %run, "a metric of run {run} can't be read: {failure}");
                }
                // An error says that nobody waits any more.
                let _ = ready.send(());
                monitor.run(&stopped);
            })
            .map_err(MonitorError::Thread)?;
        is_ready.recv().map_err(|_| MonitorError::Ended)?;
        Ok(Self { stop, thread })
    }

    /// Takes the closing row now and ends the thread.
    pub fn stop(self) {
        // An error says that the thread has ended already, which its log tells.
        let _ = self.stop.send(());
        if self.thread.join().is_err() {
            tracing::error!("the thread of the monitors has panicked; its metrics end early");
        }
    }
}

#[derive(Debug)]
struct Monitor {
    leader: Leader,
    collectors: Vec<Box<dyn Collector>>,
    files: MetricFiles,
    clock: Clock,
    offset: SharedOffset,
}

impl Monitor {
    fn run(&mut self, stopped: &Receiver<()>) {
        loop {
            let (second, wait) = next_second(self.clock.now());
            match stopped.recv_timeout(wait) {
                Err(RecvTimeoutError::Timeout) => {
                    if !is_early(second, self.clock.now()) {
                        self.tick();
                    }
                }
                Ok(()) | Err(RecvTimeoutError::Disconnected) => {
                    self.tick();
                    return;
                }
            }
        }
    }

    fn tick(&mut self) {
        let round = self.sample();
        self.files
            .write(&round.rows, monotonic(), self.clock.now(), self.offset.micros());
    }

    fn sample(&mut self) -> Round {
        self.leader.look();
        let mut round = Round::default();
        for collector in &mut self.collectors {
            collector.sample(&monotonic, &mut round);
        }
        round
    }
}

/// The next whole second of the wall clock, so that the rows of all hosts line up, and how long it is to it.
fn next_second(now: Timestamp) -> (i64, Duration) {
    let second = now.as_micros().div_euclid(SECOND) + 1;
    let wait = second.saturating_mul(SECOND).saturating_sub(now.as_micros());
    (second, Duration::from_micros(u64::try_from(wait).unwrap_or(0)))
}

/// Whether the wait for `second` has ended a little before it, as it does where the wall clock is slowed down: a row now
/// would be followed by another one at once. A clock that was set back is not early: its seconds are others.
fn is_early(second: i64, now: Timestamp) -> bool {
    (1..=SECOND / 2).contains(&(second.saturating_mul(SECOND).saturating_sub(now.as_micros())))
}

fn monotonic() -> Monotonic {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    let nanos =
        u64::try_from(now.tv_sec).unwrap_or(0) * 1_000_000_000 + u64::try_from(now.tv_nsec).unwrap_or(0);
    Monotonic::from_nanos(nanos)
}
