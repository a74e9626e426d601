//! What to do next for a run in flight, from its state and from what its agents last said. Pure and level-triggered: it
//! may be asked at any time, any number of times, and a restart of the server changes nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use daytona_domain::clock::Timestamp;
use daytona_domain::host::HostRole;
use daytona_domain::lifecycle::{Event, RunState};
use daytona_domain::name::HostName;
use daytona_domain::outcome::{FailureCause, ScriptEnd};

use crate::agents::health::Health;
use crate::scheduler::snapshot::LiveRun;

#[cfg(test)]
mod tests;

/// How much longer than the limit the agent may take before the server ends the script itself.
const TIMEOUT_GUARD: Duration = Duration::from_secs(120);

/// What is known of one host of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostView {
    pub health: Health,
    /// The number of the session, if there is one: a command is sent once per session.
    pub session: Option<u64>,
    /// What the agent holds of this run under this lease. Only meaningful with a session.
    pub held: Held,
}

/// What an agent holds of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    Nothing,
    Preparing,
    Ready {
        monitoring: bool,
    },
    Failed {
        reason: String,
    },
    Running {
        started: Timestamp,
    },
    Ended {
        started: Option<Timestamp>,
        ran: Duration,
        end: Option<ScriptEnd>,
        /// Files of the agent that the script has replaced.
        altered: Vec<String>,
    },
}

/// A command to a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    SetupTest,
    StartMonitor,
    StreamStart,
    StartTest,
    EndTest,
    StopMonitor,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Sent unless it was sent in this session already.
    Send {
        host: HostName,
        session: u64,
        command: Command,
    },
    /// Committed together, in this order.
    Commit {
        events: Vec<(Event, String)>,
        ran: Option<Duration>,
    },
}

pub type View = BTreeMap<HostName, HostView>;

/// The next steps for `run`.
pub fn plan(run: &LiveRun, view: &View, now: Timestamp) -> Vec<Step> {
    match &run.state {
        RunState::Setup { .. } => plan_setup(run, view, now),
        RunState::Running { since, abort } => {
            let past_guard = now.since(*since) > run.spec.timeout.get() + TIMEOUT_GUARD;
            plan_running(run, view, now, abort.is_some() || past_guard)
        }
        RunState::Completed { .. } => {
            vec![commit(vec![(
                Event::CollationBegan { at: now },
                "collecting begins".to_owned(),
            )])]
        }
        RunState::Scheduled { .. }
        | RunState::Waiting { .. }
        | RunState::Collating { .. }
        | RunState::FinishedClean { .. }
        | RunState::Failed { .. }
        | RunState::TimedOut { .. }
        | RunState::Aborted { .. }
        | RunState::Imported { .. } => Vec::new(),
    }
}

fn commit(events: Vec<(Event, String)>) -> Step {
    Step::Commit { events, ran: None }
}

fn plan_setup(run: &LiveRun, view: &View, now: Timestamp) -> Vec<Step> {
    if let Some(step) = script_progress(run, view, now) {
        return vec![step];
    }
    if let Some(step) = setup_failure(run, view, now) {
        return vec![step];
    }
    let mut steps = Vec::new();
    let mut all_ready = true;
    for (_, host) in run.spec.hosts.iter() {
        let Some(host_view) = view.get(host) else { continue };
        let is_ready = host_view.held == Held::Ready { monitoring: true };
        all_ready &= is_ready && host_view.session.is_some();
        if let Some(session) = host_view.session.filter(|_| !is_ready) {
            // They go out together, so that the barrier costs one round trip.
            let commands = [Command::SetupTest, Command::StartMonitor, Command::StreamStart];
            let to_follow = run.spec.mirror.is_live();
            for command in commands
                .into_iter()
                .filter(|command| to_follow || *command != Command::StreamStart)
            {
                steps.push(Step::Send {
                    host: host.clone(),
                    session,
                    command,
                });
            }
        }
    }
    if all_ready {
        steps.extend(send(run, view, HostRole::Execution, Command::StartTest));
    }
    steps
}

fn setup_failure(run: &LiveRun, view: &View, now: Timestamp) -> Option<Step> {
    let agents_reached = view.values().any(|host_view| host_view.held != Held::Nothing);
    run.spec.hosts.iter().find_map(|(_, host)| {
        let host_view = view.get(host)?;
        let cause = match (&host_view.held, host_view.health) {
            (Held::Failed { reason }, _) => FailureCause::Setup {
                host: host.clone(),
                reason: reason.clone(),
                on_agent: true,
            },
            (_, Health::Lost { .. }) => FailureCause::Lost { host: host.clone() },
            _ => return None,
        };
        let sentence = cause.to_string();
        Some(commit(vec![(
            Event::SetupFailed {
                at: now,
                cause,
                agents_reached,
            },
            sentence,
        )]))
    })
}

/// What the execution host says of the script: that it runs, or that it has ended.
fn script_progress(run: &LiveRun, view: &View, now: Timestamp) -> Option<Step> {
    let execution = view.get(&run.spec.hosts.execution)?;
    let was_started = matches!(run.state, RunState::Running { .. });
    match &execution.held {
        Held::Running { started } if !was_started => Some(Step::Commit {
            events: vec![(
                Event::Started {
                    at: plausible(run, *started, now),
                },
                "the script was started".to_owned(),
            )],
            ran: None,
        }),
        Held::Ended {
            started,
            ran,
            end: Some(end),
            altered: _,
        } => {
            let mut events = Vec::new();
            if let Some(started) = started.filter(|_| !was_started) {
                events.push((
                    Event::Started {
                        at: plausible(run, started, now),
                    },
                    "the script was started".to_owned(),
                ));
            }
            events.push((
                Event::ScriptEnded {
                    at: now,
                    end: end.clone(),
                },
                end.to_string(),
            ));
            events.push((Event::CollationBegan { at: now }, "collecting begins".to_owned()));
            Some(Step::Commit {
                events,
                ran: started.map(|_| *ran),
            })
        }
        Held::Running { .. }
        | Held::Ended { end: None, .. }
        | Held::Nothing
        | Held::Preparing
        | Held::Ready { .. }
        | Held::Failed { .. } => None,
    }
}

/// A start lies between the set-up and now, whatever an agent's clock says: the guard of the time-out counts from it.
fn plausible(run: &LiveRun, started: Timestamp, now: Timestamp) -> Timestamp {
    let RunState::Setup { since } = run.state else {
        return started;
    };
    started.clamp(since, now.max(since))
}

fn plan_running(run: &LiveRun, view: &View, now: Timestamp, must_end: bool) -> Vec<Step> {
    if let Some(step) = script_progress(run, view, now) {
        return vec![step];
    }
    if let Some(cause) = broken(run, view) {
        let sentence = cause.to_string();
        return vec![commit(vec![(Event::Broken { at: now, cause }, sentence)])];
    }
    let mut steps: Vec<Step> = run
        .spec
        .hosts
        .iter()
        .filter(|_| run.spec.mirror.is_live())
        .flat_map(|(_, host)| follow(view, host))
        .collect();
    if must_end {
        steps.extend(send(run, view, HostRole::Execution, Command::EndTest));
    }
    steps
}

/// A host that is gone for too long, or whose agent is back without the run.
fn broken(run: &LiveRun, view: &View) -> Option<FailureCause> {
    run.spec.hosts.iter().find_map(|(role, host)| {
        let host_view = view.get(host)?;
        let is_back_without_it = host_view.session.is_some() && host_view.held == Held::Nothing;
        let is_gone = matches!(host_view.health, Health::Lost { .. });
        // A statistics host that lost its part costs metrics, not the run.
        let breaks = is_gone || (is_back_without_it && role == HostRole::Execution);
        breaks.then(|| FailureCause::Lost { host: host.clone() })
    })
}

/// After a new connection the growing files are followed again from what the server has.
fn follow(view: &View, host: &HostName) -> Option<Step> {
    let host_view = view.get(host)?;
    let session = host_view.session.filter(|_| host_view.held != Held::Nothing)?;
    Some(Step::Send {
        host: host.clone(),
        session,
        command: Command::StreamStart,
    })
}

fn send(run: &LiveRun, view: &View, to: HostRole, command: Command) -> Vec<Step> {
    let hosts = run.spec.hosts.iter().filter(|(role, _)| *role == to);
    hosts
        .filter_map(|(_, host)| {
            let session = view.get(host)?.session?;
            Some(Step::Send {
                host: host.clone(),
                session,
                command,
            })
        })
        .collect()
}
