//! Which waiting runs start now, and why the others don't. Pure.

use std::collections::{BTreeMap, BTreeSet};

use daytona_domain::host::HostRole;
use daytona_domain::id::{FrameworkId, RunId};
use daytona_domain::name::{FrameworkName, HostName};

use crate::scheduler::snapshot::{LiveRun, Snapshot};

/// What the dispatcher has to know of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    Ready,
    /// Connected, and refuses to run scripts, with its reason.
    StatisticsOnly {
        reason: String,
    },
    /// Enrolled, and its agent isn't connected.
    Away,
}

/// All enrolled hosts. A host that isn't in it has never enrolled.
pub type Hosts = BTreeMap<HostName, Availability>;

/// Why a run isn't started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It will be started in a moment.
    Next,
    UnknownHost {
        host: HostName,
    },
    HostAway {
        host: HostName,
    },
    CannotRunScripts {
        host: HostName,
        reason: String,
    },
    HostUsed {
        host: HostName,
        by: RunId,
    },
    /// An older run waits for this host and gets it first.
    HostPromised {
        host: HostName,
        to: RunId,
    },
    Framework {
        name: FrameworkName,
        position: usize,
        limit: u32,
    },
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Next => f.write_str("it is next and starts in a moment"),
            Self::UnknownHost { host } => {
                write!(
                    f,
                    "host {host} has no agent; enrol one with `daytona host join-token`"
                )
            }
            Self::HostAway { host } => write!(f, "the agent on host {host} is not connected"),
            Self::CannotRunScripts { host, reason } => write!(f, "host {host} can't run scripts: {reason}"),
            Self::HostUsed { host, by } => write!(f, "host {host} is used by run {by}"),
            Self::HostPromised { host, to } => {
                write!(f, "host {host} is next for run {to}, which came first")
            }
            Self::Framework {
                name,
                position,
                limit,
            } => write!(
                f,
                "position {position} in framework {name}, which runs {limit} at once"
            ),
        }
    }
}

/// What to do with each waiting run, in their order.
pub type Decisions = Vec<(RunId, Reason)>;

/// Decides on every waiting run in order of arrival. A run that can't start never blocks one behind it that can; but
/// a free host that an older run waits for is kept for it, unless that run also waits for a host that isn't there.
pub fn decide(snapshot: &Snapshot, hosts: &Hosts) -> Decisions {
    let mut in_flight: BTreeMap<FrameworkId, u32> = BTreeMap::new();
    for run in snapshot.in_flight() {
        *in_flight.entry(run.spec.framework).or_default() += 1;
    }
    let mut queued: BTreeMap<FrameworkId, usize> = BTreeMap::new();
    let mut taken: BTreeMap<HostName, RunId> = BTreeMap::new();
    let mut promised: BTreeMap<HostName, RunId> = BTreeMap::new();
    let mut decisions = Vec::new();
    for run in snapshot.waiting() {
        let reason = host_reason(run, snapshot, hosts, &taken, &promised).unwrap_or_else(|| {
            let running = in_flight.entry(run.spec.framework).or_default();
            if *running < run.spec.concurrency {
                *running += 1;
                Reason::Next
            } else {
                let position = queued.entry(run.spec.framework).or_default();
                *position += 1;
                let (name, limit) = (run.spec.framework_name.clone(), run.spec.concurrency);
                Reason::Framework {
                    name,
                    position: *position,
                    limit,
                }
            }
        });
        match &reason {
            Reason::Next => {
                taken.extend(run.spec.hosts.iter().map(|(_, host)| (host.clone(), run.id)));
            }
            // Only a run that will start once the hosts in use are free keeps its free hosts.
            Reason::HostUsed { .. } | Reason::HostPromised { .. } => {
                for (_, host) in run.spec.hosts.iter() {
                    promised.entry(host.clone()).or_insert(run.id);
                }
            }
            Reason::UnknownHost { .. }
            | Reason::HostAway { .. }
            | Reason::CannotRunScripts { .. }
            | Reason::Framework { .. } => {}
        }
        decisions.push((run.id, reason));
    }
    decisions
}

/// The runs to start now.
pub fn starts(decisions: &Decisions) -> BTreeSet<RunId> {
    decisions
        .iter()
        .filter(|(_, reason)| *reason == Reason::Next)
        .map(|(run, _)| *run)
        .collect()
}

fn host_reason(
    run: &LiveRun,
    snapshot: &Snapshot,
    hosts: &Hosts,
    taken: &BTreeMap<HostName, RunId>,
    promised: &BTreeMap<HostName, RunId>,
) -> Option<Reason> {
    // What can't change by waiting for other runs comes first.
    let unavailable = run
        .spec
        .hosts
        .iter()
        .find_map(|(role, host)| unavailable(hosts, role, host));
    unavailable.or_else(|| {
        run.spec.hosts.iter().find_map(|(_, host)| {
            let holder = snapshot
                .holder(host)
                .map(|holder| holder.id)
                .or_else(|| taken.get(host).copied());
            if let Some(by) = holder {
                return Some(Reason::HostUsed {
                    host: host.clone(),
                    by,
                });
            }
            promised.get(host).map(|to| Reason::HostPromised {
                host: host.clone(),
                to: *to,
            })
        })
    })
}

fn unavailable(hosts: &Hosts, role: HostRole, host: &HostName) -> Option<Reason> {
    match hosts.get(host) {
        None => Some(Reason::UnknownHost { host: host.clone() }),
        Some(Availability::Away) => Some(Reason::HostAway { host: host.clone() }),
        Some(Availability::StatisticsOnly { reason }) if role == HostRole::Execution => {
            Some(Reason::CannotRunScripts {
                host: host.clone(),
                reason: reason.clone(),
            })
        }
        Some(Availability::Ready | Availability::StatisticsOnly { .. }) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use daytona_domain::clock::Timestamp;
    use daytona_domain::framework::FrameworkDefinition;
    use daytona_domain::host::RunHosts;
    use daytona_domain::id::{Epoch, Generation, LeaseNumber, Revision};
    use daytona_domain::lifecycle::RunState;
    use daytona_domain::run::{RunChoice, RunSpec};

    use super::*;

    const AT: Timestamp = Timestamp::from_micros(0);

    fn host(name: &str) -> HostName {
        name.parse().unwrap()
    }

    fn run(order: i64, framework: i64, execution: &str, statistics: &[&str]) -> LiveRun {
        let definition: FrameworkDefinition =
            serde_json::from_value(serde_json::json!({"name": format!("f{framework}"), "script": "a/b"}))
                .unwrap();
        let hosts = RunHosts::new(
            host(execution),
            statistics.iter().map(|name| host(name)).collect(),
        )
        .unwrap();
        let choice = RunChoice {
            arguments: vec![],
            secrets: Default::default(),
            hosts,
            timeout: None,
            subjects: Default::default(),
        };
        let spec = RunSpec::new(FrameworkId::new(framework), Revision::new(1), &definition, choice);
        LiveRun {
            id: RunId::new(order, 1),
            order,
            spec: Arc::new(spec),
            state: RunState::Waiting { since: AT },
            version: 1,
            leases: BTreeMap::new(),
            considered: false,
        }
    }

    fn in_flight(mut run: LiveRun) -> LiveRun {
        run.state = RunState::Running {
            since: AT,
            abort: None,
        };
        let lease = LeaseNumber {
            generation: Generation::new(1),
            epoch: Epoch::new(run.order),
        };
        run.leases = run
            .spec
            .hosts
            .iter()
            .map(|(_, name)| (name.clone(), lease))
            .collect();
        run
    }

    fn ready(names: &[&str]) -> Hosts {
        names
            .iter()
            .map(|name| (host(name), Availability::Ready))
            .collect()
    }

    fn sentences(runs: Vec<LiveRun>, hosts: &Hosts) -> Vec<String> {
        let mut snapshot = Snapshot::default();
        runs.into_iter().for_each(|run| snapshot.put(run));
        decide(&snapshot, hosts)
            .into_iter()
            .map(|(run, reason)| format!("{run}: {reason}"))
            .collect()
    }

    #[test]
    fn a_run_that_can_not_start_does_not_block_one_behind_it_that_can() {
        let runs = vec![
            in_flight(run(1, 1, "a", &[])),
            run(2, 2, "a", &[]),
            run(3, 3, "b", &[]),
        ];
        assert_eq!(
            sentences(runs, &ready(&["a", "b"])),
            [
                "2/1: host a is used by run 1/1",
                "3/1: it is next and starts in a moment"
            ]
        );
    }

    #[test]
    fn runs_of_one_framework_start_one_after_the_other() {
        let runs = vec![
            in_flight(run(1, 1, "a", &[])),
            run(2, 1, "b", &[]),
            run(3, 1, "c", &[]),
        ];
        assert_eq!(
            sentences(runs, &ready(&["a", "b", "c"])),
            [
                "2/1: position 1 in framework f1, which runs 1 at once",
                "3/1: position 2 in framework f1, which runs 1 at once"
            ]
        );
    }

    #[test]
    fn a_run_that_waits_for_two_hosts_is_not_starved_by_those_that_need_one() {
        let runs = vec![
            in_flight(run(1, 1, "a", &[])),
            run(2, 2, "a", &["b"]),
            run(3, 3, "b", &[]),
        ];
        assert_eq!(
            sentences(runs, &ready(&["a", "b"])),
            [
                "2/1: host a is used by run 1/1",
                "3/1: host b is next for run 2/1, which came first"
            ]
        );
    }

    #[test]
    fn a_run_whose_host_is_not_there_keeps_no_host_from_others() {
        let mut hosts = ready(&["b"]);
        hosts.insert(host("away"), Availability::Away);
        let runs = vec![
            run(1, 1, "away", &["b"]),
            run(2, 2, "ghost", &["b"]),
            run(3, 3, "b", &[]),
        ];
        assert_eq!(
            sentences(runs, &hosts),
            [
                "1/1: the agent on host away is not connected",
                "2/1: host ghost has no agent; enrol one with `daytona host join-token`",
                "3/1: it is next and starts in a moment"
            ]
        );
    }

    #[test]
    fn two_runs_decided_together_never_get_the_same_host() {
        let runs = vec![run(1, 1, "a", &["s"]), run(2, 2, "b", &["s"])];
        assert_eq!(
            sentences(runs, &ready(&["a", "b", "s"])),
            [
                "1/1: it is next and starts in a moment",
                "2/1: host s is used by run 1/1"
            ]
        );
    }

    #[test]
    fn a_host_that_runs_no_scripts_still_serves_as_statistics_host() {
        let mut hosts = ready(&["a"]);
        hosts.insert(
            host("root"),
            Availability::StatisticsOnly {
                reason: "no user is set".to_owned(),
            },
        );
        let runs = vec![run(1, 1, "root", &[]), run(2, 2, "a", &["root"])];
        assert_eq!(
            sentences(runs, &hosts),
            [
                "1/1: host root can't run scripts: no user is set",
                "2/1: it is next and starts in a moment"
            ]
        );
    }
}
