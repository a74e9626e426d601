//! What the scheduler knows: every run that isn't final, and who holds which host. Fed by committed
//! transitions only, so that it never says more than the store.

use std::collections::BTreeMap;
use std::sync::Arc;

use daytona_domain::id::{LeaseNumber, RunId};
use daytona_domain::lifecycle::RunState;
use daytona_domain::name::HostName;
use daytona_domain::run::RunSpec;

/// A run that isn't final, or that is and still holds a host whose agent hasn't let it go.
#[derive(Clone, Debug)]
pub struct LiveRun {
    pub id: RunId,
    /// Order of submission: a lower number came first.
    pub order: i64,
    pub spec: Arc<RunSpec>,
    pub state: RunState,
    /// The row's version, for compare-and-set.
    pub version: i64,
    pub leases: BTreeMap<HostName, LeaseNumber>,
    /// Whether the dispatcher has looked at it since it was submitted.
    pub considered: bool,
}

/// All live runs in the order of submission.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    runs: BTreeMap<i64, LiveRun>,
    by_id: BTreeMap<RunId, i64>,
    holders: BTreeMap<HostName, RunId>,
}

impl Snapshot {
    /// Adds a run or replaces what was known of it. A final run without leases is forgotten.
    pub fn put(&mut self, run: LiveRun) {
        self.forget(run.id);
        if run.state.is_terminal() && run.leases.is_empty() {
            return;
        }
        for host in run.leases.keys() {
            self.holders.insert(host.clone(), run.id);
        }
        self.by_id.insert(run.id, run.order);
        self.runs.insert(run.order, run);
    }

    fn forget(&mut self, id: RunId) {
        if let Some(order) = self.by_id.remove(&id) {
            self.runs.remove(&order);
        }
        self.holders.retain(|_, holder| *holder != id);
    }

    pub fn run(&self, id: RunId) -> Option<&LiveRun> {
        self.by_id.get(&id).and_then(|order| self.runs.get(order))
    }

    pub fn run_mut(&mut self, id: RunId) -> Option<&mut LiveRun> {
        let order = self.by_id.get(&id)?;
        self.runs.get_mut(order)
    }

    /// The run that holds a host.
    pub fn holder(&self, host: &HostName) -> Option<&LiveRun> {
        self.holders.get(host).and_then(|id| self.run(*id))
    }

    pub fn runs(&self) -> impl Iterator<Item = &LiveRun> {
        self.runs.values()
    }

    /// Runs that wait for the dispatcher, in the order in which it looks at them.
    pub fn waiting(&self) -> impl Iterator<Item = &LiveRun> {
        self.runs()
            .filter(|run| matches!(run.state, RunState::Scheduled { .. } | RunState::Waiting { .. }))
    }

    /// Runs that hold hosts and aren't final.
    pub fn in_flight(&self) -> impl Iterator<Item = &LiveRun> {
        self.runs().filter(|run| run.state.holds_hosts())
    }

    /// Final runs that still hold a host.
    pub fn lingering(&self) -> impl Iterator<Item = &LiveRun> {
        self.runs().filter(|run| run.state.is_terminal())
    }
}
