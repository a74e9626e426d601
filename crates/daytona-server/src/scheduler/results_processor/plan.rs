//! What to do next for a run whose results are collected. Pure and level-triggered, like the execution monitor's plan.

use std::collections::BTreeMap;

use daytona_domain::host::HostRole;
use daytona_domain::name::HostName;
use daytona_domain::outcome::FailureCause;

use crate::agents::health::Health;
use crate::results::collection::{Collected, CollectedFile};
use crate::scheduler::execution_monitor::plan::{Command, Held, HostView, View};
use crate::scheduler::snapshot::LiveRun;

/// Where the collection of one host is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Collecting {
    Running,
    Done(Collected),
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Send {
        host: HostName,
        session: u64,
        command: Command,
    },
    Collect {
        host: HostName,
    },
    /// Every host is collected, has nothing, or is lost.
    Finish {
        files: BTreeMap<HostName, Vec<CollectedFile>>,
        failure: Option<FailureCause>,
        lost: Vec<HostName>,
        /// Hosts on which files are that were too much to be collected.
        left_there: Vec<HostName>,
    },
}

enum HostStep {
    Wait,
    Nothing,
    Lost,
    Send(Command, u64),
    Collect,
}

/// The next steps for a collating run.
pub fn plan(run: &LiveRun, view: &View, collecting: &BTreeMap<HostName, Collecting>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut files = BTreeMap::new();
    let mut failure = None;
    let mut lost = Vec::new();
    let mut left_there = Vec::new();
    let mut all_done = true;
    for (role, host) in run.spec.hosts.iter() {
        match collecting.get(host) {
            Some(Collecting::Done(Collected::Whole(collected))) => {
                files.insert(host.clone(), collected.clone());
                if failure.is_none() {
                    failure = alteration(host, view.get(host));
                }
                continue;
            }
            Some(Collecting::Done(Collected::Partly {
                files: collected,
                cause,
            })) => {
                files.insert(host.clone(), collected.clone());
                left_there.push(host.clone());
                failure.get_or_insert_with(|| cause.clone());
                continue;
            }
            Some(Collecting::Done(Collected::Failed(cause))) => {
                failure.get_or_insert_with(|| cause.clone());
                continue;
            }
            Some(Collecting::Running) | None => {}
        }
        let is_running = collecting.contains_key(host);
        match view
            .get(host)
            .map_or(HostStep::Wait, |host_view| host_step(role, host_view, is_running))
        {
            HostStep::Nothing => {}
            HostStep::Lost => lost.push(host.clone()),
            HostStep::Wait => all_done = false,
            HostStep::Collect => {
                all_done = false;
                steps.push(Step::Collect { host: host.clone() });
            }
            HostStep::Send(command, session) => {
                all_done = false;
                steps.push(Step::Send {
                    host: host.clone(),
                    session,
                    command,
                });
            }
        }
    }
    if all_done {
        let failure = failure.or_else(|| lost.first().map(|host| FailureCause::Lost { host: host.clone() }));
        return vec![Step::Finish {
            files,
            failure,
            lost,
            left_there,
        }];
    }
    steps
}

/// Measurements that the script could have replaced are kept, but never shown as clean.
fn alteration(host: &HostName, host_view: Option<&HostView>) -> Option<FailureCause> {
    let Held::Ended { altered, .. } = &host_view?.held else {
        return None;
    };
    (!altered.is_empty()).then(|| FailureCause::WorkspaceAltered {
        host: host.clone(),
        paths: altered.clone(),
    })
}

fn host_step(role: HostRole, view: &HostView, is_collecting: bool) -> HostStep {
    if matches!(view.health, Health::Lost { .. }) {
        return HostStep::Lost;
    }
    if is_collecting {
        return HostStep::Wait;
    }
    let Some(session) = view.session else {
        return HostStep::Wait;
    };
    match &view.held {
        // The agent made nothing, or what it made failed before anything was measured.
        Held::Nothing | Held::Failed { .. } => HostStep::Nothing,
        Held::Preparing => HostStep::Wait,
        Held::Ready { .. } | Held::Running { .. } => {
            let command = if role == HostRole::Execution {
                Command::EndTest
            } else {
                Command::StopMonitor
            };
            HostStep::Send(command, session)
        }
        Held::Ended { .. } => HostStep::Collect,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use daytona_domain::clock::Timestamp;
    use daytona_domain::framework::FrameworkDefinition;
    use daytona_domain::host::RunHosts;
    use daytona_domain::id::{FrameworkId, Revision, RunId};
    use daytona_domain::lifecycle::RunState;
    use daytona_domain::outcome::{Outcome, ScriptEnd};
    use daytona_domain::run::{RunChoice, RunSpec};

    use super::*;

    const AT: Timestamp = Timestamp::from_micros(0);

    fn host(name: &str) -> HostName {
        name.parse().unwrap()
    }

    fn run() -> LiveRun {
        let definition: FrameworkDefinition =
            serde_json::from_str(r#"{"name": "gzip", "script": "gzip/run.sh"}"#).unwrap();
        let hosts = RunHosts::new(host("load"), vec![host("web")]).unwrap();
        let choice = RunChoice {
            arguments: vec![],
            secrets: Default::default(),
            hosts,
            timeout: None,
            subjects: Default::default(),
        };
        LiveRun {
            id: RunId::new(7, 1),
            order: 1,
            spec: Arc::new(RunSpec::new(
                FrameworkId::new(1),
                Revision::new(1),
                &definition,
                choice,
            )),
            state: RunState::Collating {
                since: AT,
                outcome: Outcome::Succeeded,
                late: false,
            },
            version: 1,
            leases: BTreeMap::new(),
            considered: true,
        }
    }

    fn connected(held: Held) -> HostView {
        HostView {
            health: Health::Connected,
            session: Some(1),
            held,
        }
    }

    fn ended() -> Held {
        Held::Ended {
            started: Some(AT),
            ran: Duration::from_secs(1),
            end: Some(ScriptEnd::Exited { code: 0 }),
            altered: vec![],
        }
    }

    #[test]
    fn a_run_whose_script_replaced_the_agents_files_fails_with_its_files_kept() {
        let mut held = ended();
        if let Held::Ended { altered, .. } = &mut held {
            altered.push("sar".to_owned());
        }
        let view = BTreeMap::from([(host("load"), connected(held)), (host("web"), connected(ended()))]);
        let collecting = BTreeMap::from([
            (host("load"), Collecting::Done(Collected::Whole(file()))),
            (host("web"), Collecting::Done(Collected::Whole(file()))),
        ]);
        let steps = plan(&run(), &view, &collecting);
        let [Step::Finish { files, failure, .. }] = steps.as_slice() else {
            panic!("{steps:?}")
        };
        assert_eq!(files.len(), 2);
        assert_eq!(
            *failure,
            Some(FailureCause::WorkspaceAltered {
                host: host("load"),
                paths: vec!["sar".to_owned()]
            })
        );
    }

    fn file() -> Vec<CollectedFile> {
        vec![CollectedFile::Verified {
            path: "results.csv".to_owned(),
            size: 1,
            hash: "aa".to_owned(),
        }]
    }

    #[test]
    fn the_statistics_host_stops_measuring_while_the_execution_host_is_collected() {
        let view = BTreeMap::from([
            (host("load"), connected(ended())),
            (host("web"), connected(Held::Ready { monitoring: true })),
        ]);
        let steps = plan(&run(), &view, &BTreeMap::new());
        let stop = Step::Send {
            host: host("web"),
            session: 1,
            command: Command::StopMonitor,
        };
        assert_eq!(steps, [Step::Collect { host: host("load") }, stop]);
    }

    #[test]
    fn the_run_finishes_when_every_host_is_collected() {
        let view = BTreeMap::from([
            (host("load"), connected(ended())),
            (host("web"), connected(ended())),
        ]);
        let mut collecting = BTreeMap::from([
            (host("load"), Collecting::Done(Collected::Whole(file()))),
            (host("web"), Collecting::Running),
        ]);
        assert_eq!(plan(&run(), &view, &collecting), []);
        collecting.insert(host("web"), Collecting::Done(Collected::Whole(file())));
        let steps = plan(&run(), &view, &collecting);
        let [
            Step::Finish {
                files,
                failure: None,
                lost,
                left_there: _,
            },
        ] = steps.as_slice()
        else {
            panic!("{steps:?}")
        };
        assert_eq!((files.len(), lost.len()), (2, 0));
    }

    #[test]
    fn what_is_too_much_stays_on_its_host_and_the_measurements_are_kept() {
        let cause = FailureCause::ResultsTooLarge {
            host: host("load"),
            bytes: daytona_domain::unit::ByteSize::new(1 << 40),
            files: 3,
            largest_folders: vec!["scratch (1 TiB)".to_owned()],
        };
        let view = BTreeMap::from([
            (host("load"), connected(ended())),
            (host("web"), connected(ended())),
        ]);
        let partly = Collected::Partly {
            files: file(),
            cause: cause.clone(),
        };
        let collecting = BTreeMap::from([
            (host("load"), Collecting::Done(partly)),
            (host("web"), Collecting::Done(Collected::Whole(file()))),
        ]);
        let steps = plan(&run(), &view, &collecting);
        let [
            Step::Finish {
                files,
                failure,
                lost,
                left_there,
            },
        ] = steps.as_slice()
        else {
            panic!("{steps:?}")
        };
        assert_eq!((files.len(), failure, lost.len()), (2, &Some(cause), 0));
        assert_eq!(*left_there, [host("load")]);
    }

    #[test]
    fn a_lost_host_fails_the_run_and_the_files_of_the_others_are_kept() {
        let gone = HostView {
            health: Health::Lost { since: AT },
            session: None,
            held: Held::Nothing,
        };
        let view = BTreeMap::from([(host("load"), gone), (host("web"), connected(ended()))]);
        let collecting = BTreeMap::from([(host("web"), Collecting::Done(Collected::Whole(file())))]);
        let steps = plan(&run(), &view, &collecting);
        let [
            Step::Finish {
                files, failure, lost, ..
            },
        ] = steps.as_slice()
        else {
            panic!("{steps:?}")
        };
        assert_eq!(files.keys().collect::<Vec<_>>(), [&host("web")]);
        assert_eq!(*failure, Some(FailureCause::Lost { host: host("load") }));
        assert_eq!(*lost, [host("load")]);
    }

    #[test]
    fn a_script_that_still_runs_is_ended_before_anything_is_collected() {
        let view = BTreeMap::from([
            (host("load"), connected(Held::Running { started: AT })),
            (host("web"), connected(Held::Nothing)),
        ]);
        let steps = plan(&run(), &view, &BTreeMap::new());
        assert_eq!(
            steps,
            [Step::Send {
                host: host("load"),
                session: 1,
                command: Command::EndTest
            }]
        );
    }

    #[test]
    fn a_host_whose_link_is_cut_is_waited_for() {
        let cut = HostView {
            health: Health::Disconnected { since: AT },
            session: None,
            held: ended(),
        };
        let view = BTreeMap::from([(host("load"), cut), (host("web"), connected(Held::Nothing))]);
        assert_eq!(plan(&run(), &view, &BTreeMap::new()), []);
    }
}
